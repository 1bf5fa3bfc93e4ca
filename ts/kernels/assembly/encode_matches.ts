/** What Snappy and LZ4 share: finding earlier bytes that come again, by a table of places. */

/** Entries of the table, each a u32: where in the block four bytes of that hash were met last. */
export const TABLE_BITS: u32 = 14;
export const TABLE_BYTES: usize = 4 << TABLE_BITS;

@inline
export function hash(four: u32): usize {
  return (<usize>((four * 0x1e35a7bd) >> (32 - TABLE_BITS))) << 2;
}

/** How many bytes are the same from here and there on, as far as `end`. */
@inline
export function common(one: usize, other: usize, end: usize): usize {
  const begin = one;
  while (one + 8 <= end) {
    const differing = load<u64>(one) ^ load<u64>(other);
    if (differing != 0) return one - begin + <usize>(ctz<u64>(differing) >> 3);
    one += 8;
    other += 8;
  }
  while (one < end && load<u8>(one) == load<u8>(other)) {
    one += 1;
    other += 1;
  }
  return one - begin;
}

/** Copy at least `bytes` bytes, up to 15 more. */
@inline
export function copy(from: usize, to: usize, bytes: usize): void {
  const end = from + bytes;
  do {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  } while (from < end);
}
