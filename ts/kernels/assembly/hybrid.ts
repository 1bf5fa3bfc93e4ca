/** Parquet's RLE and bit-packing hybrid (Encodings.md), which levels, dictionary indices and some truth values are in. */

/** Little-endian bits from `at`, as many as fit; `end` is where the bytes end. */
// @ts-ignore: decorator
@inline
function load_bits(at: usize, end: usize): u64 {
  if (at + 8 <= end) return load<u64>(at);
  let bits: u64 = 0;
  for (let i: usize = 0; at + i < end; i++) bits |= <u64>load<u8>(at + i) << (<u64>i << 3);
  return bits;
}

function unpack(at: usize, end: usize, width: u32, count: u32, target: usize): void {
  const mask: u32 = width == 32 ? 0xffffffff : (1 << width) - 1;
  let bit: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    // At most 7 + 32 bits are needed.
    store<u32>(target + (<usize>i << 2), <u32>(load_bits(at + <usize>(bit >> 3), end) >> (bit & 7)) & mask);
    bit += width;
  }
}

/** Decode `count` numbers of `width` bits to u32. Returns the address behind the bytes used, or 0 where they are damaged. */
export function hybrid(source: usize, end: usize, width: u32, count: u32, target: usize): usize {
  let at = source;
  let left = count;
  const value_bytes: usize = (width + 7) >> 3;
  while (left > 0) {
    let header: u64 = 0;
    for (let shift: u64 = 0; ; shift += 7) {
      if (at >= end || shift > 28) return 0;
      const byte: u64 = load<u8>(at++);
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const length = header >> 1;
    if (length == 0) return 0;
    if ((header & 1) == 0) {
      if (<usize>(end - at) < value_bytes) return 0;
      let value: u32 = 0;
      for (let i: usize = 0; i < value_bytes; i++) value |= <u32>load<u8>(at + i) << (<u32>i << 3);
      at += value_bytes;
      if (width < 32 && value >> width != 0) return 0;
      const run: u32 = length < <u64>left ? <u32>length : left;
      if (value == 0) memory.fill(target, 0, <usize>run << 2);
      else for (let i: u32 = 0; i < run; i++) store<u32>(target + (<usize>i << 2), value);
      target += <usize>run << 2;
      left -= run;
    } else {
      const values = length << 3;
      const run: u32 = values < <u64>left ? <u32>values : left;
      const bytes = length * width;
      const there = <u64>(end - at);
      // Some writers cut the last group to what is needed.
      if (bytes > there && <u64>run * width > there << 3) return 0;
      unpack(at, end, width, run, target);
      at += <usize>(bytes < there ? bytes : there);
      target += <usize>run << 2;
      left -= run;
    }
  }
  return at;
}

/** The older packing of levels, from the most significant bit on. Returns the address behind the bytes used, or 0. */
export function bit_packed(source: usize, end: usize, width: u32, count: u32, target: usize): usize {
  const bytes = <usize>((<u64>count * width + 7) >> 3);
  if (bytes > end - source) return 0;
  let bit: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let value: u32 = 0;
    for (let j: u32 = 0; j < width; j++) {
      value = (value << 1) | ((<u32>load<u8>(source + <usize>(bit >> 3)) >> (7 - <u32>(bit & 7))) & 1);
      bit++;
    }
    store<u32>(target + (<usize>i << 2), value);
  }
  return source + bytes;
}

/** Levels become a byte a row: 1 where a level is `most`, else 0. Returns how many are, or -1 where one is larger. */
export function validity_from_levels(levels: usize, count: u32, most: u32, target: usize): i32 {
  let valid: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const level = load<u32>(levels + (<usize>row << 2));
    if (level > most) return -1;
    const there: u32 = level == most ? 1 : 0;
    store<u8>(target + row, there);
    valid += there;
  }
  return valid;
}
