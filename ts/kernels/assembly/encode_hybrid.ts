/**
 * The hybrid of run lengths and bit packing, for dictionary numbers and levels: eight or more equal values make a run, the others are packed in
 * groups of eight. Returns where the encoded values end; up to 16 bytes behind may be overwritten.
 */
import { put_varint } from "./encode_varint";

/** So many groups fit a header of one byte, which can be reserved before they are counted. */
const GROUPS_MAX: u32 = 63;

/** Where the numbers come from. */
const IDS: u32 = 0;
const RANGE: u32 = 1;
const CLOSE: u32 = 2;
const LEVELS: u32 = 3;

@inline
function at(mode: u32, values: usize, i: u32, least: u32, table: usize): u32 {
  if (mode == LEVELS) return load<u8>(values + i);
  const value = load<u32>(values + ((<usize>i) << 2));
  if (mode == RANGE) return load<u32>(table + ((<usize>(value - least)) << 2));
  return mode == CLOSE ? value - least : value;
}

/** How many values from `i` on are the same, as far as `end`. Values are equal where their sources are: no need to look up their numbers. */
@inline
function run_length(mode: u32, values: usize, i: u32, end: u32): u32 {
  let to = i + 1;
  if (mode == LEVELS) {
    const all = i8x16.splat(load<i8>(values + i));
    while (to + 16 <= end && i8x16.all_true(i8x16.eq(all, v128.load(values + to)))) to += 16;
    while (to < end && load<u8>(values + to) == load<u8>(values + i)) to += 1;
    return to - i;
  }
  const first = load<i32>(values + ((<usize>i) << 2));
  const all = i32x4.splat(first);
  while (to + 4 <= end && i32x4.all_true(i32x4.eq(all, v128.load(values + ((<usize>to) << 2))))) to += 4;
  while (to < end && load<i32>(values + ((<usize>to) << 2)) == first) to += 1;
  return to - i;
}

/** Whether the next eight values are the same; there are as many. */
@inline
function eight_equal(mode: u32, values: usize, i: u32): bool {
  if (mode == LEVELS) {
    const eight = load<u64>(values + i);
    return eight == <u64>(<u8>eight) * 0x0101010101010101;
  }
  const from = values + ((<usize>i) << 2);
  const first = load<u32>(from);
  if (first != load<u32>(from, 4)) return false;
  const all = i32x4.splat(<i32>first);
  return i32x4.all_true(v128.and(i32x4.eq(all, v128.load(from)), i32x4.eq(all, v128.load(from, 16))));
}

/** Eight bytes, of which each holds a number of `width` bits, moved together. */
@inline
function pack_bytes(bytes: u64, width: u64): u64 {
  bytes = (bytes & 0x00ff00ff00ff00ff) | ((bytes & 0xff00ff00ff00ff00) >> (8 - width));
  bytes = (bytes & 0x0000ffff0000ffff) | ((bytes & 0xffff0000ffff0000) >> (16 - 2 * width));
  return (bytes & 0xffffffff) | ((bytes >> 32) << (4 * width));
}

@inline
function pack_eight(mode: u32, values: usize, i: u32, least: u32, table: usize, width: u64, to: usize): void {
  if (mode == LEVELS) {
    store<u64>(to, pack_bytes(load<u64>(values + i), width));
    return;
  }
  if (mode == CLOSE) {
    const from = values + ((<usize>i) << 2);
    const all = i32x4.splat(<i32>least);
    const shorts = i16x8.narrow_i32x4_u(i32x4.sub(v128.load(from), all), i32x4.sub(v128.load(from, 16), all));
    store<u64>(to, pack_bytes(i64x2.extract_lane(i8x16.narrow_i16x8_u(shorts, shorts), 0), width));
    return;
  }
  let packed: u64 = at(mode, values, i, least, table);
  packed |= (<u64>at(mode, values, i + 1, least, table)) << width;
  packed |= (<u64>at(mode, values, i + 2, least, table)) << (2 * width);
  packed |= (<u64>at(mode, values, i + 3, least, table)) << (3 * width);
  packed |= (<u64>at(mode, values, i + 4, least, table)) << (4 * width);
  packed |= (<u64>at(mode, values, i + 5, least, table)) << (5 * width);
  packed |= (<u64>at(mode, values, i + 6, least, table)) << (6 * width);
  packed |= (<u64>at(mode, values, i + 7, least, table)) << (7 * width);
  store<u64>(to, packed);
}

/** A group of any width, or one that the last values don't fill: zeros follow. */
@inline
function pack(mode: u32, values: usize, first: u32, count: u32, least: u32, table: usize, width: u64, to: usize): void {
  let packed: u64 = 0;
  let have: u64 = 0;
  for (let k: u32 = 0; k < 8; k++) {
    if (k < count) packed |= (<u64>at(mode, values, first + k, least, table)) << have;
    have += width;
    if (have >= 32) {
      store<u32>(to, <u32>packed);
      to += 4;
      packed >>= 32;
      have -= 32;
    }
  }
  if (have > 0) store<u32>(to, <u32>packed);
}

@inline
function encode(mode: u32, values: usize, count: u32, least: u32, table: usize, bits: u32, to: usize): usize {
  const width = <u64>bits;
  let header: usize = 0;
  let groups: u32 = 0;
  let i: u32 = 0;
  while (i < count) {
    const left = count - i;
    let run: u32 = 0;
    if (left >= 8) {
      if (eight_equal(mode, values, i)) run = run_length(mode, values, i, count);
    } else if (header == 0) {
      run = run_length(mode, values, i, count);
      if (run < left) run = 0;
    }
    if (run > 0) {
      if (header != 0) store<u8>(header, <u8>((groups << 1) | 1));
      header = 0;
      to = put_varint(to, (<u64>run) << 1);
      store<u32>(to, at(mode, values, i, least, table));
      to += (bits + 7) >> 3;
      i += run;
      continue;
    }
    if (header == 0 || groups == GROUPS_MAX) {
      if (header != 0) store<u8>(header, <u8>((groups << 1) | 1));
      header = to;
      groups = 0;
      to += 1;
    }
    groups += 1;
    if (left >= 8 && bits <= 8) pack_eight(mode, values, i, least, table, width, to);
    else pack(mode, values, i, min<u32>(left, 8), least, table, width, to);
    to += bits;
    i += min<u32>(left, 8);
  }
  if (header != 0) store<u8>(header, <u8>((groups << 1) | 1));
  return to;
}

export function hybrid_ids(ids: usize, count: u32, bits: u32, to: usize): usize {
  return encode(IDS, ids, count, 0, 0, bits, to);
}

/** Integers of 32 bits by the table that `dictionary_range` has made. */
export function hybrid_range(values: usize, count: u32, least: u32, table: usize, bits: u32, to: usize): usize {
  return encode(RANGE, values, count, least, table, bits, to);
}

/** Integers of 32 bits by their distance from the least one, which takes at most 8 bits. */
export function hybrid_close(values: usize, count: u32, least: u32, bits: u32, to: usize): usize {
  return encode(CLOSE, values, count, least, 0, bits, to);
}

/** Levels, one byte each, of at most 8 bits. */
export function hybrid_levels(levels: usize, count: u32, bits: u32, to: usize): usize {
  return encode(LEVELS, levels, count, 0, 0, bits, to);
}
