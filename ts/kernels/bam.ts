/**
 * The BAM kernels' interface. A record is known by the address of its block_size field; `pointers` is an array of
 * u32 such addresses, and the records of one lot may lie anywhere. Addresses are unsigned.
 *
 * A column may be written in turns: a turn goes on at the offset that `offsets[0]` holds, which the host sets to 0 before the
 * first one, and takes as `pointers`, `offsets`, `values` and `validity` the places of its first row; every turn
 * but the last is a multiple of 8 rows. `data` stays the same. Turns of some hundred rows, all columns of a turn before the
 * next one, keep the records in the cache (docs/adr/0003-decode.md).
 *
 * Every column function returns 0, or 1 + the row (of the turn) of the first bad record, with `bad_code()` saying what is wrong with it;
 * the column's bytes then mean nothing. Records must have passed `hop`.
 *
 * Pads: up to 31 bytes behind a column's data may be overwritten, and up to 31 behind a record or a reference name be
 * read. The host provides 32 readable bytes behind both and 32 writable ones behind every `data`, and zeroes the
 * latter afterwards. Validity bitmaps are written whole, trailing bits zero; offsets are `count + 1` i32.
 */
export const bam_pad_bytes = 32;

export interface BamKernel {
  /** Walk the chain of records from `position` to at most `end`: see hop_state.ts. Returns a `hop_reason`. */
  hop(position: number, end: number, pointers: number, state: number): number;
  /** Where the first whole record probably begins in what a load brought; `end` for nowhere. `state` gives the limits. */
  guess(begin: number, end: number, state: number): number;
  /** Walk the chain of records from there: see chain_rows.ts. Returns the number of records, at most `rows_max`. */
  chain(position: number, end: number, rows_max: number, rows: number, state: number): number;
  /** Read names, without their NUL. */
  names(pointers: number, count: number, offsets: number, data: number): number;
  /** Reference names; null where the reference id is -1. Reads the reference table of the hop state. */
  chroms(pointers: number, count: number, validity: number, offsets: number, data: number, state: number): number;
  /** The same of the mate's reference. */
  mate_chroms(pointers: number, count: number, validity: number, offsets: number, data: number, state: number): number;
  /** Positions as u32, the leftmost possible one being `first`; null where there is none. */
  starts(pointers: number, count: number, validity: number, values: number, first: number): number;
  /** The same of the mate's position; null below 0. */
  mate_starts(pointers: number, count: number, validity: number, values: number, first: number): number;
  /** 1-based inclusive ends, which are 0-based exclusive ones as well, as u32; null for unmapped records and those without position or CIGAR. */
  ends(pointers: number, count: number, validity: number, values: number): number;
  /** Flags as u32. */
  flags(pointers: number, count: number, values: number): number;
  /** Mapping qualities as u8. */
  mapqs(pointers: number, count: number, values: number): number;
  /** Template lengths as i32. */
  template_lengths(pointers: number, count: number, values: number): number;
  /** CIGARs as text; null where there are no operations. */
  cigars(pointers: number, count: number, validity: number, offsets: number, data: number): number;
  /** Bases as letters; null where there are none. */
  sequences(pointers: number, count: number, validity: number, offsets: number, data: number): number;
  /** Phred scores plus 33; null where missing. */
  qualities(pointers: number, count: number, validity: number, offsets: number, data: number): number;
  /**
   * Filter records and size their columns: see measure.ts. `scratch` has the plan's `scratch_bytes`. Returns the number of records gone
   * through; `bad_code()` is set where it ended before one that can't be judged.
   */
  measure(
    pointers: number,
    count: number,
    plan: number,
    table: number,
    stride: number,
    kept: number,
    kept_max: number,
    scratch: number,
  ): number;
  /** Add to a list of tags: see seen_tags.ts. Returns how many there are then. */
  seen_tags(
    pointers: number,
    count: number,
    index: number,
    entries: number,
    known: number,
    entries_max: number,
  ): number;
  /** Find the values of the tag columns, by a plan (tag_plan.ts): that of column c in row r is put at `places + c * stride + 4 * r`. */
  locate_rows(pointers: number, count: number, plan: number, places: number, stride: number): number;
  /** Columns of tags, of the places found: integers and floats of `width` bytes, texts, lists of items of `width` bytes. */
  tag_integers(places: number, count: number, validity: number, values: number, width: number): number;
  tag_floats(places: number, count: number, validity: number, values: number, width: number): number;
  tag_texts(places: number, count: number, validity: number, offsets: number, data: number): number;
  tag_lists(places: number, count: number, validity: number, offsets: number, items: number, width: number): number;
  /** The tags that are in no column, as a map of SAM text. Offsets of keys and values are not moved by turns: they belong to entries. */
  tag_rest(
    pointers: number,
    count: number,
    plan: number,
    places: number,
    stride: number,
    offsets: number,
    key_offsets: number,
    keys: number,
    value_offsets: number,
    values: number,
  ): number;
  /** The name of the tag that `locate_rows` refused a record for, its two bytes as a little-endian number. */
  bad_tag(): number;
  /** Nulls in what this instance wrote last. */
  null_count(): number;
  /** A `bad_record` code for what this instance wrote last, 0 when it is good. */
  bad_code(): number;
}

/** What is wrong with a record. The first group comes from `hop`, the second from columns. */
export const bad_record = {
  block_size: 1,
  too_large: 2,
  sequence_length: 3,
  lengths: 4,
  name_length: 5,
  reference: 6,
  next_reference: 7,
  position: 8,
  name_end: 10,

  name_byte: 32,
  cigar_operation: 33,
  end: 34,
  tags: 35,
  quality: 36,
  tag_type: 37,
  tag_twice: 38,
  tag_text: 39,
} as const;

const reasons: Readonly<Record<number, string>> = {
  [bad_record.block_size]: "its length field is negative or too small for a record",
  [bad_record.too_large]: "it is longer than a record may be",
  [bad_record.sequence_length]: "its sequence length is negative",
  [bad_record.lengths]: "the lengths of its parts exceed its own length",
  [bad_record.name_length]: "its name has no room for the closing NUL",
  [bad_record.reference]: "its reference id is out of range",
  [bad_record.next_reference]: "its mate's reference id is out of range",
  [bad_record.position]: "its position is below -1",
  [bad_record.name_end]: "its name does not end with a NUL",
  [bad_record.name_byte]: "its name holds a byte that is not printable ASCII",
  [bad_record.cigar_operation]: "its CIGAR holds an unknown operation",
  [bad_record.end]: "its end is beyond the largest position",
  [bad_record.tags]: "its tags are malformed",
  [bad_record.quality]: "its quality holds a score above 93",
  [bad_record.tag_type]: "a tag's value does not fit what it is read as",
  [bad_record.tag_twice]: "a tag is there twice",
  [bad_record.tag_text]: "a tag's text is not UTF-8",
};

/** For error messages: "the record is not valid: …". */
export function describeBadRecord(code: number): string {
  return reasons[code] ?? `unknown reason (${code})`;
}
