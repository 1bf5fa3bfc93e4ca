/** Values as Parquet wants them: only those that are there, and no integer narrower than 32 bits. Bitmaps are read from bit `first` on. */

@inline
export function bit_at(bitmap: usize, i: u32): u32 {
  return (<u32>load<u8>(bitmap + (i >> 3)) >> (i & 7)) & 1;
}

/** JavaScript fills and copies shared memory byte by byte. */
export function zero(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

export function copy(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Bits `first` to `first + count` as bytes of 0 or 1. */
export function unpack_bits(bitmap: usize, first: u32, count: u32, to: usize): void {
  let i: u32 = 0;
  if ((first & 7) == 0) {
    const bits = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
    const one = i8x16.splat(1);
    for (; i + 16 <= count; i += 16) {
      const two = i16x8.splat(load<i16>(bitmap + ((first + i) >> 3)));
      const spread = i8x16.shuffle(two, two, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1);
      v128.store(to + i, v128.and(i8x16.eq(v128.and(spread, bits), bits), one));
    }
  }
  for (; i < count; i++) store<u8>(to + i, <u8>bit_at(bitmap, first + i));
}

export function popcount(bitmap: usize, first: u32, count: u32): u32 {
  let sum: u32 = 0;
  let i = first;
  const end = first + count;
  for (; i < end && (i & 7) != 0; i++) sum += bit_at(bitmap, i);
  for (; i + 64 <= end; i += 64) sum += <u32>popcnt<u64>(load<u64>(bitmap + (i >> 3)));
  for (; i < end; i++) sum += bit_at(bitmap, i);
  return sum;
}

@inline
function compact_of<T>(values: usize, bitmap: usize, first: u32, count: u32, to: usize): usize {
  const end = first + count;
  for (let i = first; i < end; i++) {
    store<T>(to, load<T>(values + <usize>i * sizeof<T>()));
    to += bit_at(bitmap, i) * sizeof<T>();
  }
  return to;
}

/** Of `count` values of `bytes` bytes (1, 2, 4, 8) those that a bitmap marks; in place, too. */
export function compact(values: usize, bytes: u32, bitmap: usize, count: u32, to: usize): void {
  if (bytes == 4) compact_of<u32>(values, bitmap, 0, count, to);
  else if (bytes == 8) compact_of<u64>(values, bitmap, 0, count, to);
  else if (bytes == 2) compact_of<u16>(values, bitmap, 0, count, to);
  else compact_of<u8>(values, bitmap, 0, count, to);
}

/** In place: of `count` texts those that a bitmap marks, one behind the other from offset 0 on. Texts left out may have had bytes, too. */
export function compact_text(offsets: usize, data: usize, bitmap: usize, count: u32): void {
  let kept = offsets;
  let start = load<u32>(offsets);
  let i: u32 = 0;
  // While those left out had no bytes, as is usual, all others stay where they are.
  if (start == 0) {
    for (; i + 8 <= count; i += 8) {
      const from = offsets + ((<usize>i) << 2);
      const marked = <u32>load<u8>(bitmap + (i >> 3));
      if (marked == 0xff) {
        const low = v128.load(from);
        const high = v128.load(from, 16);
        v128.store(kept, low);
        v128.store(kept, high, 16);
        kept += 32;
        continue;
      }
      if (has_unmarked_bytes(from, marked)) break;
      for (let k: u32 = 0; k < 8; k++) {
        store<u32>(kept, load<u32>(from + ((<usize>k) << 2)));
        kept += <usize>((marked >> k) & 1) << 2;
      }
    }
    start = load<u32>(offsets + ((<usize>i) << 2));
  }
  let to = i == 0 ? 0 : start;
  for (; i < count; i++) {
    const end = load<u32>(offsets + ((<usize>i) << 2), 4);
    if (bit_at(bitmap, i)) {
      store<u32>(kept, to);
      kept += 4;
      if (to != start) memory.copy(data + to, data + start, end - start);
      to += end - start;
    }
    start = end;
  }
  store<u32>(kept, to);
}

/** Whether one of eight texts has bytes that isn't marked. */
@inline
function has_unmarked_bytes(offsets: usize, marked: u32): bool {
  const low = i32x4.bitmask(i32x4.eq(v128.load(offsets), v128.load(offsets, 4)));
  const high = i32x4.bitmask(i32x4.eq(v128.load(offsets, 16), v128.load(offsets, 20)));
  return ((low | (high << 4)) | <i32>marked) != 0xff;
}

@inline
function widen_of<T>(values: usize, count: u32, to: usize): void {
  for (let i: usize = 0; i < <usize>count; i++) store<i32>(to + (i << 2), <i32>load<T>(values + i * sizeof<T>()));
}

export function widen(values: usize, bytes: u32, signed: u32, count: u32, to: usize): void {
  if (bytes == 1) {
    if (signed) widen_of<i8>(values, count, to);
    else widen_of<u8>(values, count, to);
  } else if (signed) widen_of<i16>(values, count, to);
  else widen_of<u16>(values, count, to);
}

/** Bits `first` to `first + count` of `bits`, those alone that `bitmap` marks (0: all), from the first bit of `to` on. Returns how many of them are 1. */
export function pack_bools(bits: usize, bitmap: usize, first: u32, count: u32, to: usize): u32 {
  let byte: u32 = 0;
  let have: u32 = 0;
  let ones: u32 = 0;
  const end = first + count;
  for (let i = first; i < end; i++) {
    if (bitmap != 0 && bit_at(bitmap, i) == 0) continue;
    const bit = bit_at(bits, i);
    ones += bit;
    byte |= bit << have;
    have += 1;
    if (have == 8) {
      store<u8>(to, <u8>byte);
      to += 1;
      have = 0;
      byte = 0;
    }
  }
  if (have > 0) store<u8>(to, <u8>byte);
  return ones;
}

/** Texts one behind the other, each with its length in front. Returns where they end. */
export function plain_text(offsets: usize, data: usize, count: u32, to: usize): usize {
  for (let i: usize = 0; i < <usize>count; i++) {
    const start = load<u32>(offsets + (i << 2));
    const bytes = load<u32>(offsets + (i << 2), 4) - start;
    store<u32>(to, bytes);
    memory.copy(to + 4, data + start, bytes);
    to += bytes + 4;
  }
  return to;
}
