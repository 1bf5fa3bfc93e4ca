/**
 * Differences of neighbours, bit-packed in blocks of four times 32. Returns where the encoded values end; up to 8 bytes behind may be
 * overwritten.
 */
import { put_varint, put_zigzag } from "./encode_varint";

const BLOCK: u32 = 128;
const MINI: u32 = 32;
const MINIS: u32 = 4;

/** The lengths of texts, from their offsets. */
export function lengths(offsets: usize, count: u32, to: usize): void {
  const bytes = (<usize>count) << 2;
  for (let i: usize = 0; i < bytes; i += 4) store<u32>(to + i, load<u32>(offsets + i, 4) - load<u32>(offsets + i));
}

/** The difference wraps around at the width of the type, as a reader's sum does. */
@inline
function difference<T>(values: usize, i: u32): i64 {
  const at = values + <usize>i * sizeof<T>();
  return <i64>((load<T>(at) - load<T>(at - sizeof<T>())) as T);
}

@inline
function pack<T>(values: usize, first: u32, end: u32, least: i64, width: u64, to: usize): usize {
  let packed: u64 = 0;
  let have: u64 = 0;
  for (let i = first; i < first + MINI; i++) {
    let value: u64 = 0;
    if (i < end) {
      value = <u64>(difference<T>(values, i) - least);
      if (sizeof<T>() == 4) value &= 0xffffffff;
    }
    packed |= value << have;
    have += width;
    if (have >= 64) {
      store<u64>(to, packed);
      to += 8;
      have -= 64;
      // What of the value did not fit any more.
      packed = have == 0 ? 0 : value >> (width - have);
    }
  }
  // 32 values of any width fill whole bytes of four.
  if (have > 0) {
    store<u64>(to, packed);
    to += <usize>(have >> 3);
  }
  return to;
}

@inline
function encode<T>(values: usize, count: u32, to: usize): usize {
  to = put_varint(to, BLOCK);
  to = put_varint(to, MINIS);
  to = put_varint(to, count);
  to = put_zigzag(to, count == 0 ? 0 : <i64>load<T>(values));
  for (let first: u32 = 1; first < count; first += BLOCK) {
    const end: u32 = min<u32>(count, first + BLOCK);
    let least = difference<T>(values, first);
    for (let i = first + 1; i < end; i++) least = min<i64>(least, difference<T>(values, i));
    to = put_zigzag(to, least);
    const widths = to;
    store<u32>(widths, 0);
    to += MINIS;
    for (let mini: u32 = 0; mini < MINIS; mini++) {
      const from = first + mini * MINI;
      if (from >= end) break;
      let bits: u64 = 0;
      const to_row: u32 = min<u32>(end, from + MINI);
      for (let i = from; i < to_row; i++) bits |= <u64>(difference<T>(values, i) - least);
      if (sizeof<T>() == 4) bits &= 0xffffffff;
      const width = 64 - clz<u64>(bits);
      store<u8>(widths + mini, <u8>width);
      if (width > 0) to = pack<T>(values, from, end, least, width, to);
    }
  }
  return to;
}

export function delta_32(values: usize, count: u32, to: usize): usize {
  return encode<i32>(values, count, to);
}

export function delta_64(values: usize, count: u32, to: usize): usize {
  return encode<i64>(values, count, to);
}
