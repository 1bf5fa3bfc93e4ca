/** The optional fields of a record (SAM specification, 4.2.4): name, type, value, one behind the other. */
import * as record from "./record";

// Tag names and types as they stand in memory.
export const CG: u32 = 0x4743;
export const TYPE_A: u32 = 0x41;
export const TYPE_B: u32 = 0x42;
export const TYPE_H: u32 = 0x48;
export const TYPE_I: u32 = 0x49;
export const TYPE_S: u32 = 0x53;
export const TYPE_Z: u32 = 0x5a;
export const TYPE_C: u32 = 0x43;
export const TYPE_c: u32 = 0x63;
export const TYPE_d: u32 = 0x64;
export const TYPE_f: u32 = 0x66;
export const TYPE_i: u32 = 0x69;
export const TYPE_s: u32 = 0x73;

export const TAGS_MALFORMED: usize = 0xffffffff;

/** The address of the CG tag's type, 0 when the record has no such tag of 32-bit integers, or TAGS_MALFORMED. */
export function find_long_cigar(at: usize): usize {
  const end = record.record_end(at);
  let tag = record.tags(at);
  while (tag < end) {
    if (end - tag < 3) return TAGS_MALFORMED;
    const value = tag + 2;
    const next = skip_value(value, end);
    if (next == 0) return TAGS_MALFORMED;
    if (load<u16>(tag) == CG) {
      if (load<u8>(value) != TYPE_B) return 0;
      const kind = load<u8>(value, 1);
      // As htslib: a CIGAR shorter than its placeholder isn't meant.
      return (kind == TYPE_I || kind == TYPE_i) && load<u32>(value, 2) >= 2 ? value : 0;
    }
    tag = next;
  }
  return 0;
}

/** Where the value whose type stands at `value` ends, 0 when it is malformed or runs past `end`. */
export function skip_value(value: usize, end: usize): usize {
  const type: u32 = load<u8>(value);
  const room = end - value - 1;
  if (type == TYPE_Z || type == TYPE_H) {
    const stop = text_end(value + 1, end);
    return stop < end ? stop + 1 : 0;
  }
  if (type == TYPE_B) {
    if (room < 5) return 0;
    const size = value_bytes(load<u8>(value, 1));
    const bytes = <u64>size * <u64>load<u32>(value, 2);
    if (size == 0 || bytes > <u64>(room - 5)) return 0;
    return value + 6 + <usize>bytes;
  }
  const size = value_bytes(type);
  if (size == 0 || <usize>size > room) return 0;
  return value + 1 + size;
}

/** Bytes of a value of fixed size, 0 for a type that isn't one. The double, d, is htslib's own. */
export function value_bytes(type: u32): u32 {
  if (type == TYPE_A || type == TYPE_c || type == TYPE_C) return 1;
  if (type == TYPE_s || type == TYPE_S) return 2;
  if (type == TYPE_i || type == TYPE_I || type == TYPE_f) return 4;
  return type == TYPE_d ? 8 : 0;
}

/** Where a text's NUL stands, `end` if nowhere. Reads up to 15 bytes past the end, as every record has a pad. */
@inline
export function text_end(text: usize, end: usize): usize {
  const zero = i8x16.splat(0);
  for (; text < end; text += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(text), zero));
    if (found != 0) return min<usize>(text + <usize>ctz(found), end);
  }
  return end;
}

/** Whether the type is an array's of what SAM text has no letter for. */
@inline
export function is_odd_array(value: usize): bool {
  if (load<u8>(value) != TYPE_B) return false;
  const kind: u32 = load<u8>(value, 1);
  return kind == TYPE_A || kind == TYPE_d;
}
