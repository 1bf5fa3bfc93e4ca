/**
 * The hybrid of run lengths and bit packing, for dictionary numbers and levels: long stretches of one value make a run, the others are packed
 * in groups of eight. Returns where the encoded values end; up to 16 bytes behind may be overwritten.
 *
 * Numbers of at most 8 bits are looked at 32 at a time, and only as many equal ones make a run: shorter runs save next to nothing, and asking for
 * them costs more than the packing, for the answer can't be foreseen.
 */
import { put_varint } from "./encode_varint";

/** So many groups fit a header of one byte, which can be reserved before they are counted. */
const GROUPS_MAX: u32 = 63;
const STEP: u32 = 32;
const STEP_GROUPS: u32 = 4;

/** Where the numbers come from: of 32 bits each, or a byte. */
const IDS: u32 = 0;
const LEVELS: u32 = 1;

@inline
function at(mode: u32, values: usize, i: u32, least: u32): u32 {
  return mode == LEVELS ? <u32>load<u8>(values + i) : load<u32>(values + ((<usize>i) << 2)) - least;
}

/** How many values from `i` on are the same, as far as `end`. */
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
function eight_equal(values: usize, i: u32): bool {
  const from = values + ((<usize>i) << 2);
  const first = load<u32>(from);
  if (first != load<u32>(from, 4)) return false;
  const all = i32x4.splat(<i32>first);
  return i32x4.all_true(v128.and(i32x4.eq(all, v128.load(from)), i32x4.eq(all, v128.load(from, 16))));
}

/** Sixteen numbers of at most 8 bits as bytes. */
@inline
function sixteen(mode: u32, values: usize, i: u32, least: v128): v128 {
  if (mode == LEVELS) return v128.load(values + i);
  const from = values + ((<usize>i) << 2);
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_u(i32x4.sub(v128.load(from), least), i32x4.sub(v128.load(from, 16), least)),
    i16x8.narrow_i32x4_u(i32x4.sub(v128.load(from, 32), least), i32x4.sub(v128.load(from, 48), least)),
  );
}

/** Two groups of eight bytes, of which each holds a number of `width` bits, moved together. */
@inline
function pack_sixteen(bytes: v128, width: u32, to: usize): void {
  bytes = v128.or(
    v128.and(bytes, i16x8.splat(0x00ff)),
    i64x2.shr_u(v128.and(bytes, i16x8.splat(<i16>0xff00)), 8 - width),
  );
  bytes = v128.or(
    v128.and(bytes, i32x4.splat(0x0000ffff)),
    i64x2.shr_u(v128.and(bytes, i32x4.splat(<i32>0xffff0000)), 16 - 2 * width),
  );
  bytes = v128.or(
    v128.and(bytes, i64x2.splat(0xffffffff)),
    i64x2.shl(i64x2.shr_u(bytes, 32), 4 * width),
  );
  store<u64>(to, i64x2.extract_lane(bytes, 0));
  store<u64>(to + width, i64x2.extract_lane(bytes, 1));
}

/** A group of any width, or one that the last values don't fill: zeros follow. */
@inline
function pack(mode: u32, values: usize, first: u32, count: u32, least: u32, width: u64, to: usize): void {
  let packed: u64 = 0;
  let have: u64 = 0;
  for (let k: u32 = 0; k < 8; k++) {
    if (k < count) packed |= (<u64>at(mode, values, first + k, least)) << have;
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
function close_header(header: usize, groups: u32): void {
  if (header != 0) store<u8>(header, <u8>((groups << 1) | 1));
}

@inline
function encode(mode: u32, values: usize, count: u32, least: u32, bits: u32, to: usize): usize {
  const leasts = i32x4.splat(<i32>least);
  let header: usize = 0;
  let groups: u32 = 0;
  let i: u32 = 0;
  while (i < count) {
    const left = count - i;
    let run: u32 = 0;
    if (bits <= 8 && left >= STEP) {
      const one = sixteen(mode, values, i, leasts);
      const other = sixteen(mode, values, i + 16, leasts);
      const first = i8x16.splat(i8x16.extract_lane_u(one, 0));
      if (i8x16.all_true(v128.and(i8x16.eq(first, one), i8x16.eq(first, other)))) run = run_length(mode, values, i, count);
      else {
        if (header == 0 || groups > GROUPS_MAX - STEP_GROUPS) {
          close_header(header, groups);
          header = to;
          groups = 0;
          to += 1;
        }
        pack_sixteen(one, bits, to);
        pack_sixteen(other, bits, to + 2 * bits);
        to += STEP_GROUPS * bits;
        groups += STEP_GROUPS;
        i += STEP;
        continue;
      }
    } else if (left >= 8) {
      if (bits > 8 && eight_equal(values, i)) run = run_length(mode, values, i, count);
    } else if (header == 0) {
      run = run_length(mode, values, i, count);
      if (run < left) run = 0;
    }
    if (run > 0) {
      close_header(header, groups);
      header = 0;
      to = put_varint(to, (<u64>run) << 1);
      store<u32>(to, at(mode, values, i, least));
      to += (bits + 7) >> 3;
      i += run;
      continue;
    }
    if (header == 0 || groups == GROUPS_MAX) {
      close_header(header, groups);
      header = to;
      groups = 0;
      to += 1;
    }
    groups += 1;
    pack(mode, values, i, min<u32>(left, 8), least, bits, to);
    to += bits;
    i += min<u32>(left, 8);
  }
  close_header(header, groups);
  return to;
}

/** Dictionary numbers: how far 32-bit integers lie above `least`. */
export function hybrid_ids(ids: usize, count: u32, least: u32, bits: u32, to: usize): usize {
  return encode(IDS, ids, count, least, bits, to);
}

/** Levels, one byte each, of at most 8 bits. */
export function hybrid_levels(levels: usize, count: u32, bits: u32, to: usize): usize {
  return encode(LEVELS, levels, count, 0, bits, to);
}
