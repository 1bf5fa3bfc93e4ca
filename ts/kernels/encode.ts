/**
 * The Parquet writer's kernels. Addresses are unsigned; texts are `offsets` (u32, one more than there are texts) into `data`. Up to 16 bytes
 * behind what is written may be overwritten, and up to 8 behind texts be read: the caller has pads there.
 */
export interface EncodeKernel {
  /** The least and the greatest of at least one value, one behind the other at `result` (32 bytes). Integers: 1 where they ascend; floats: 1 where there is more than NaN. */
  minmax_i32(values: number, count: number, result: number): number;
  minmax_u32(values: number, count: number, result: number): number;
  minmax_i64(values: number, count: number, result: number): number;
  minmax_u64(values: number, count: number, result: number): number;
  minmax_f32(values: number, count: number, result: number): number;
  minmax_f64(values: number, count: number, result: number): number;
  /** The numbers (u32) of the least and the greatest text, by unsigned bytes, without `skip` bytes in front of each. */
  minmax_text(offsets: number, data: number, count: number, skip: number, result: number): void;

  /** Makes a table from value to number for values of a small range. Returns the number of distinct ones. */
  dictionary_range(
    values: number,
    count: number,
    least: number,
    range: number,
    table: number,
    dictionary: number,
  ): number;
  /** Numbers in the place of values, by that table. */
  ids_range(values: number, count: number, least: number, table: number): void;
  /**
   * Hashes; `table` (`slots` u32, a power of two) is zeroed by the caller. Values become their numbers (u32, one behind the other) in place.
   * Returns the number of distinct values, or -1 where a dictionary doesn't pay: then the values are as they were.
   */
  dictionary_32(
    values: number,
    count: number,
    table: number,
    slots: number,
    distinct_max: number,
    dictionary: number,
  ): number;
  dictionary_64(
    values: number,
    count: number,
    table: number,
    slots: number,
    distinct_max: number,
    dictionary: number,
  ): number;
  /**
   * `dictionary` becomes the dictionary page, `places` (`distinct_max` + 1 u32) where each text begins in it, `ids` (u32) the texts' numbers. The
   * table needn't be zeroed. -2: there are more than `distinct_max`; -1: a dictionary doesn't pay.
   */
  dictionary_text(
    offsets: number,
    data: number,
    count: number,
    table: number,
    slots: number,
    distinct_max: number,
    bytes_max: number,
    dictionary: number,
    places: number,
    ids: number,
  ): number;
  /** How many bytes each text has, where that is the same for all of them, and 1 to 4; else 0. */
  text_width(offsets: number, count: number): number;
  /** The same as `dictionary_text` for such texts, from the first one's address on. -1 also where `slots` (256 or more) are too few. */
  dictionary_narrow(
    first: number,
    count: number,
    width: number,
    table: number,
    slots: number,
    distinct_max: number,
    dictionary: number,
    places: number,
    ids: number,
  ): number;
  /** Values again in the place of their numbers. */
  values_32(ids: number, count: number, dictionary: number): void;
  values_64(ids: number, count: number, dictionary: number): void;

  /** Run lengths and bit packing; numbers count from `least` on. These return where what they wrote ends. */
  hybrid_ids(ids: number, count: number, least: number, bits: number, to: number): number;
  hybrid_levels(levels: number, count: number, bits: number, to: number): number;
  delta_32(values: number, count: number, to: number): number;
  delta_64(values: number, count: number, to: number): number;
  plain_text(offsets: number, data: number, count: number, to: number): number;
  lengths(offsets: number, count: number, to: number): void;

  zero(address: number, bytes: number): void;
  copy(to: number, from: number, bytes: number): void;

  /** Keep what a bitmap marks, in place. */
  compact(values: number, bytes: number, bitmap: number, count: number, to: number): void;
  compact_text(offsets: number, data: number, bitmap: number, count: number): void;
  /** Integers of 1 or 2 bytes to 4. */
  widen(values: number, bytes: number, signed: number, count: number, to: number): void;
  /** Those bits that the bitmap marks (0: all), packed again. Returns how many are 1. */
  pack_bools(bits: number, bitmap: number, first: number, count: number, to: number): number;
  /** Bits as bytes of 0 or 1. */
  unpack_bits(bitmap: number, first: number, count: number, to: number): void;
  popcount(bitmap: number, first: number, count: number): number;

  /** Compress; `table` (`match_table_bytes`) is overwritten. At most a sixth and 32 bytes more come out; 16 behind may be overwritten. */
  snappy(from: number, bytes: number, table: number, to: number): number;
  lz4(from: number, bytes: number, table: number, to: number): number;
}

export const match_table_bytes = 65_536;
