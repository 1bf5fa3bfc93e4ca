/**
 * The MARC kernels' interface. A record is known by its row in a table (marc_rows.ts), its fields by their entries in another one. Addresses
 * are unsigned. A column may be written in turns: a turn goes on at the offset that the first of its `offsets` holds.
 *
 * Pads: up to 31 bytes behind a column's data may be overwritten, and up to 31 behind the records and decoded texts be read.
 */
export interface MarcKernel {
  /**
   * Take the well-formed records from `from` on that begin before `own_end`; bytes up to `end` may be read. Returns their number.
   * `origin` is what the rows' offsets count from, `mode` says which texts have to be decoded (`decode_mode`).
   */
  scan(
    from: number,
    own_end: number,
    end: number,
    origin: number,
    rows: number,
    rows_max: number,
    first_ordinal: number,
    fields: number,
    fields_limit: number,
    mode: number,
  ): number;
  /** Where the last scan ended and why (`scan_reason`), and how far it filled the fields' table. */
  scan_position(): number;
  scan_reason(): number;
  scan_fields_end(): number;
  /** How many of its records have to be decoded. */
  scan_to_decode(): number;

  measure_records(rows: number, count: number, sums: number): void;
  fill_raw(rows: number, count: number, offsets: number, data: number): void;
  fill_decoded(
    rows: number,
    count: number,
    first: number,
    tags_validity: number,
    tags_offsets: number,
    tags_data: number,
    text_validity: number,
    text_offsets: number,
    text_data: number,
  ): number;
  fill_numbers(
    rows: number,
    count: number,
    record_base: number,
    records: number,
    offset_base: bigint,
    offsets: number,
    lengths: number,
    encodings: number,
    errors: number,
    details: number,
  ): void;

  measure_long(rows: number, count: number, sums: number): void;
  /** A place for the list of addresses that `begin_long` takes; 0 for a column that isn't wanted. */
  columns_list(): number;
  begin_long(columns: number): void;
  fill_long(rows: number, count: number, record_base: number): void;
  /** Nulls since `begin_long`: of ind1, ind2, subfield and code. */
  long_nulls(column: number): number;

  /**
   * Behind a record's sums are the places of its texts, 8 bytes a rule, which `fill_wide` takes; `stride` leads to the next record's. Where there are
   * several texts, their places are listed from `lists` on, as far as `lists_limit`.
   */
  measure_wide(
    rows: number,
    count: number,
    rules: number,
    rule_count: number,
    sums: number,
    lists: number,
    lists_limit: number,
  ): void;
  fill_wide(
    rows: number,
    count: number,
    first: number,
    rule: number,
    places: number,
    stride: number,
    validity: number,
    offsets: number,
    value_ends: number,
    data: number,
  ): number;
}

export const scan_reason = {
  /** All records that begin before `own_end` are taken. */
  done: 0,
  /** A table is full. */
  full: 1,
  /** What stands here is no well-formed record with its fields in order, or not all of it is there. */
  odd: 2,
} as const;

/** Bits of `mode`: what has to be decoded besides bytes above ASCII that are no UTF-8. */
export const decode_mode = {
  /** Bytes above ASCII, unless the leader declares UTF-8. */
  high_undeclared: 1,
  /** Bytes above ASCII in any record. */
  high: 2,
  /** Escape sequences and character references, unless the leader declares UTF-8. */
  escapes_undeclared: 4,
  /** Escape sequences and character references in any record. */
  escapes: 8,
  /** Records whose fields, taken apart and put together, may not give the same bytes: see marc_regular.ts. */
  irregular: 16,
  /** Nothing more to decode: all bytes up to the last record terminator are UTF-8, which needn't be found out again. */
  known_utf8: 32,
} as const;
