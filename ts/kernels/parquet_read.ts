/** Readable bytes the kernel needs behind its sources. Their values don't matter. */
export const parquet_source_pad_bytes = 64;

/** Addresses and lengths are unsigned: take what comes back as `>>> 0`. Where an address behind the bytes used comes back, 0 says damage. */
export interface ParquetReadKernel {
  /** 0 when exactly `target_length` bytes came out of exactly the source's bytes. */
  snappy(source: number, source_length: number, target: number, target_length: number): number;
  lz4(source: number, source_length: number, target: number, target_length: number): number;
  /** The RLE and bit-packing hybrid, and the older packing of levels: `count` numbers of `width` bits to u32. */
  hybrid(source: number, end: number, width: number, count: number, target: number): number;
  bit_packed(source: number, end: number, width: number, count: number, target: number): number;
  /** Levels to a byte a row, 1 where a level is `most`. Returns how many are, or -1 where one is larger. */
  validity_from_levels(levels: number, count: number, most: number, target: number): number;
  /** DELTA_BINARY_PACKED, exactly `count` numbers of 4 or 8 bytes. */
  delta(source: number, end: number, count: number, width: number, target: number): number;
  byte_stream_split(source: number, count: number, width: number, target: number): void;

  // Those below return the rows taken; `short_of` tells why some were not: 1 no room (or 2 GiB reached), 0 damage.
  // The first `skip` rows come out empty.
  plain_views(
    at: number,
    end: number,
    rows: number,
    skip: number,
    validity: number,
    addresses: number,
    offsets: number,
  ): number;
  fixed_views(
    at: number,
    end: number,
    rows: number,
    skip: number,
    validity: number,
    length: number,
    addresses: number,
    offsets: number,
  ): number;
  dictionary_views(
    indices: number,
    rows: number,
    skip: number,
    validity: number,
    entry_addresses: number,
    entry_offsets: number,
    entries: number,
    addresses: number,
    offsets: number,
  ): number;
  length_views(
    lengths: number,
    at: number,
    end: number,
    rows: number,
    skip: number,
    validity: number,
    addresses: number,
    offsets: number,
  ): number;
  delta_views(
    prefixes: number,
    suffixes: number,
    at: number,
    end: number,
    rows: number,
    skip: number,
    validity: number,
    addresses: number,
    offsets: number,
    target: number,
    target_end: number,
  ): number;
  short_of(): number;
  plain_values(at: number, end: number, rows: number, validity: number, width: number, target: number): number;
  dictionary_values(
    indices: number,
    rows: number,
    validity: number,
    entries_at: number,
    entries: number,
    width: number,
    target: number,
  ): number;
  plain_bools(at: number, end: number, rows: number, validity: number, target: number): number;

  /** Views laid end to end behind `data + base`; `offsets` is where the first value's end goes. May write 16 bytes too many. */
  gather(addresses: number, view_offsets: number, rows: number, offsets: number, data: number, base: number): void;
  /** Returns how many of the bytes were zero. */
  bits_from_bytes(bytes: number, rows: number, bitmap: number, first: number): number;
  /** How many values, from the first on, begin at the start of a UTF-8 character; the data must be UTF-8 as a whole. */
  starts_whole(offsets: number, rows: number, data: number): number;
  narrow(source: number, rows: number, width: number, target: number): void;
}
