/** DELTA_BINARY_PACKED: blocks of bit-packed differences (Encodings.md). */

let at: usize = 0;
let failed: bool = false;

function varint(end: usize): u64 {
  let value: u64 = 0;
  for (let shift: u64 = 0; at < end && shift <= 63; shift += 7) {
    const byte: u64 = load<u8>(at++);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  failed = true;
  return 0;
}

function zigzag(end: usize): i64 {
  const value = varint(end);
  return <i64>(value >> 1) ^ -<i64>(value & 1);
}

/** `width` bits (up to 64) at a bit's place. */
function bits_at(source: usize, end: usize, bit: u64, width: u32): u64 {
  const byte = source + <usize>(bit >> 3);
  const shift = bit & 7;
  let low: u64 = 0;
  if (byte + 8 <= end) low = load<u64>(byte);
  else for (let i: usize = 0; byte + i < end; i++) low |= <u64>load<u8>(byte + i) << (<u64>i << 3);
  let value = low >> shift;
  if (shift + width > 64 && byte + 8 < end) value |= <u64>load<u8>(byte + 8) << (64 - shift);
  return width == 64 ? value : value & ((<u64>1 << width) - 1);
}

/**
 * Decode exactly `count` numbers of 4 or 8 bytes, wrapping as their type does. Returns the address behind the bytes used, or 0 where
 * they are damaged.
 */
export function delta(source: usize, end: usize, count: u32, width: u32, target: usize): usize {
  at = source;
  failed = false;
  const block = varint(end);
  const miniblocks = varint(end);
  const total = varint(end);
  let value = <u64>zigzag(end);
  if (failed || total != <u64>count) return 0;
  if (miniblocks == 0 || block == 0 || block > 0x1000000 || miniblocks > 0x10000) return 0;
  const miniblock = block / miniblocks;
  if (miniblock * miniblocks != block || miniblock % 32 != 0) return 0;
  if (count == 0) return at;
  let done: u32 = 0;
  if (width == 4) store<u32>(target, <u32>value);
  else store<u64>(target, value);
  target += width;
  done = 1;
  while (done < count) {
    const least = <u64>zigzag(end);
    const widths = at;
    if (failed || <u64>(end - at) < miniblocks) return 0;
    at += <usize>miniblocks;
    for (let i: u64 = 0; i < miniblocks && done < count; i++) {
      const bits: u32 = load<u8>(widths + <usize>i);
      if (bits > 64) return 0;
      const bytes = (miniblock * bits) >> 3;
      const left = <u64>(count - done);
      const run = left < miniblock ? left : miniblock;
      const there = <u64>(end - at);
      // The last miniblock may be cut to what is needed.
      if (bytes > there && run * bits > there << 3) return 0;
      let bit: u64 = 0;
      for (let j: u64 = 0; j < run; j++) {
        value += least + (bits == 0 ? 0 : bits_at(at, end, bit, bits));
        bit += bits;
        if (width == 4) store<u32>(target, <u32>value);
        else store<u64>(target, value);
        target += width;
      }
      done += <u32>run;
      at += <usize>(bytes < there ? bytes : there);
    }
  }
  return at;
}
