/** One raw LZ4 block (lz4_Block_format.md) of known output length. */
import { copy_match } from "./snappy";

/** A length that goes on in further bytes; its end is left in `after`, 0 where the bytes end before. */
let after: usize = 0;

// @ts-ignore: decorator
@inline
function long_length(start: usize, at: usize, end: usize): usize {
  let length = start;
  let byte: u32 = 255;
  while (byte == 255) {
    if (at >= end || length > 0x7fffffff) {
      after = 0;
      return 0;
    }
    byte = load<u8>(at++);
    length += byte;
  }
  after = at;
  return length;
}

/** 0 when exactly `target_length` bytes came out of exactly the source's bytes, else 1. */
export function lz4(source: usize, source_length: usize, target: usize, target_length: usize): i32 {
  let at = source;
  const end = source + source_length;
  let out = target;
  const out_end = target + target_length;
  while (at < end) {
    const token: u32 = load<u8>(at++);
    let literals: usize = token >> 4;
    if (literals == 15) {
      literals = long_length(15, at, end);
      at = after;
      if (at == 0) return 1;
    }
    if (literals > end - at || literals > out_end - out) return 1;
    if (literals <= 16 && end - at >= 16 && out_end - out >= 16) v128.store(out, v128.load(at));
    else memory.copy(out, at, literals);
    at += literals;
    out += literals;
    // The last sequence has literals alone.
    if (at == end) return out == out_end ? 0 : 1;
    if (end - at < 2) return 1;
    const distance: usize = load<u16>(at);
    at += 2;
    let length: usize = token & 15;
    if (length == 15) {
      length = long_length(15, at, end);
      at = after;
      if (at == 0) return 1;
    }
    length += 4;
    if (distance == 0 || distance > out - target || length > out_end - out) return 1;
    copy_match(out, distance, length, out_end);
    out += length;
  }
  return 1;
}
