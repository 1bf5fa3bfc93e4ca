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

/** The least difference among [first, end). */
@inline
function least_of<T>(values: usize, first: u32, end: u32): i64 {
  let i = first;
  let least = difference<T>(values, i);
  if (sizeof<T>() == 4) {
    let four = i32x4.splat(<i32>least);
    for (; i + 4 <= end; i += 4) {
      const at = values + ((<usize>i) << 2);
      four = i32x4.min_s(four, i32x4.sub(v128.load(at), v128.load(at - 4)));
    }
    const two = i32x4.min_s(four, i8x16.shuffle(four, four, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
    least = min<i64>(<i64>i32x4.extract_lane(two, 0), <i64>i32x4.extract_lane(two, 1));
  }
  for (; i < end; i++) least = min<i64>(least, difference<T>(values, i));
  return least;
}

/** All bits that the differences of [from, to) need, above the least one. */
@inline
function bits_of<T>(values: usize, from: u32, to: u32, least: i64): u64 {
  let bits: u64 = 0;
  let i = from;
  if (sizeof<T>() == 4) {
    const leasts = i32x4.splat(<i32>least);
    let four = i32x4.splat(0);
    for (; i + 4 <= to; i += 4) {
      const at = values + ((<usize>i) << 2);
      four = v128.or(four, i32x4.sub(i32x4.sub(v128.load(at), v128.load(at - 4)), leasts));
    }
    bits = <u64>(i64x2.extract_lane(four, 0) | i64x2.extract_lane(four, 1));
    bits = (bits | (bits >> 32)) & 0xffffffff;
  }
  for (; i < to; i++) bits |= <u64>(difference<T>(values, i) - least);
  return sizeof<T>() == 4 ? bits & 0xffffffff : bits;
}

@inline
function encode<T>(values: usize, count: u32, to: usize): usize {
  to = put_varint(to, BLOCK);
  to = put_varint(to, MINIS);
  to = put_varint(to, count);
  to = put_zigzag(to, count == 0 ? 0 : <i64>load<T>(values));
  for (let first: u32 = 1; first < count; first += BLOCK) {
    const end: u32 = min<u32>(count, first + BLOCK);
    const least = least_of<T>(values, first, end);
    to = put_zigzag(to, least);
    const widths = to;
    store<u32>(widths, 0);
    to += MINIS;
    for (let mini: u32 = 0; mini < MINIS; mini++) {
      const from = first + mini * MINI;
      if (from >= end) break;
      const width = 64 - clz<u64>(bits_of<T>(values, from, min<u32>(end, from + MINI), least));
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
