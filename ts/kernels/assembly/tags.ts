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

/** The letters of types as bits of a mask: those from 0x40 to 0x7f. */
const LETTERS: u32 = 0x40;
/** Types of a value of fixed size: A, C, I, S, c, d, f, i, s. The double, d, is htslib's own. */
const FIXED: u64 = 0x000802580008020a;
/** The logarithms of their sizes, two bits each, by a letter's lowest five bits. */
const LOGARITHMS: u64 = 0x0000004000082300;

/** Bytes of a value of fixed size, 0 for a type that isn't one. Without a branch for each type: they follow one another at random. */
@inline
export function value_bytes(type: u32): u32 {
  if (type - LETTERS > 63 || ((FIXED >> <u64>(type - LETTERS)) & 1) == 0) return 0;
  return 1 << (<u32>(LOGARITHMS >> <u64>((type & 31) << 1)) & 3);
}

/** Where the value whose type stands at `value` ends, 0 when it is malformed or runs past `end`. */
@inline
export function skip_value(value: usize, end: usize): usize {
  const size: usize = value_bytes(load<u8>(value));
  if (size == 0) return skip_long(value, end);
  return size < end - value ? value + 1 + size : 0;
}

function skip_long(value: usize, end: usize): usize {
  const type: u32 = load<u8>(value);
  if (type == TYPE_Z || type == TYPE_H) {
    const stop = text_end(value + 1, end);
    return stop < end ? stop + 1 : 0;
  }
  const room = end - value - 1;
  if (type != TYPE_B || room < 5) return 0;
  const size = value_bytes(load<u8>(value, 1));
  const bytes = <u64>size * <u64>load<u32>(value, 2);
  if (size == 0 || bytes > <u64>(room - 5)) return 0;
  return value + 6 + <usize>bytes;
}

/** Whether a type, one that a value may have, is in a mask. */
@inline
export function is_among(types: u64, type: u32): bool {
  return ((types >> <u64>(type - LETTERS)) & 1) != 0;
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
