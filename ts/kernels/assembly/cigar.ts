import * as record from "./record";

export const FLAG_UNMAPPED: u32 = 4;

const SKIP: u32 = 3; // N
const SOFT_CLIP: u32 = 4; // S
const OPERATION_MAX: u32 = 8; // X
/** Bit n: operation n covers reference bases. M, D, N, = and X do. */
const COVERS_REFERENCE: u32 = 0b110001101;

// Tag names and types as they stand in memory.
const CG: u32 = 0x4743;
const TYPE_A: u32 = 0x41;
const TYPE_B: u32 = 0x42;
const TYPE_H: u32 = 0x48;
const TYPE_I: u32 = 0x49;
const TYPE_S: u32 = 0x53;
const TYPE_Z: u32 = 0x5a;
const TYPE_C: u32 = 0x43;
const TYPE_c: u32 = 0x63;
const TYPE_d: u32 = 0x64;
const TYPE_f: u32 = 0x66;
const TYPE_i: u32 = 0x69;
const TYPE_s: u32 = 0x73;

/** Reference bases that a CIGAR covers, or minus a bad code. */
@inline
function covered(operations: usize, count: u32): i64 {
  let length: u64 = 0;
  for (const end = operations + (<usize>count << 2); operations < end; operations += 4) {
    const operation = load<u32>(operations);
    const kind = operation & 15;
    if (kind > OPERATION_MAX) return -(<i64>record.BAD_CIGAR_OPERATION);
    if ((COVERS_REFERENCE >> kind) & 1) length += operation >> 4;
  }
  return <i64>length;
}

/** Reference bases that a record's CIGAR covers, or minus a bad code. */
export function reference_length(at: usize): i64 {
  const count = record.cigar_count(at);
  const operations = record.cigar(at);
  if (count == 2 && is_placeholder(at, operations)) {
    const tag = find_long_cigar(at);
    if (tag == TAGS_MALFORMED) return -(<i64>record.BAD_TAGS);
    // Type, sub-type and a count stand before the values.
    if (tag != 0) return covered(tag + 6, load<u32>(tag, 2));
  }
  return covered(operations, count);
}

/**
 * A CIGAR of more than 65,535 operations doesn't fit: a placeholder of two stands in its place, which clips the whole read
 * and skips as far as the real one reaches, and the real one is in the CG tag (SAM specification, 4.2.2).
 */
@inline
function is_placeholder(at: usize, operations: usize): bool {
  return (
    load<u32>(operations) == ((record.sequence_length(at) << 4) | SOFT_CLIP) &&
    (load<u32>(operations, 4) & 15) == SKIP &&
    record.sequence_length(at) < 1 << 28 &&
    record.reference(at) >= 0
  );
}

const TAGS_MALFORMED: usize = 0xffffffff;

/** The address of the CG tag's type, 0 when the record has no such tag of 32-bit integers, or TAGS_MALFORMED. */
function find_long_cigar(at: usize): usize {
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
function skip_value(value: usize, end: usize): usize {
  const type: u32 = load<u8>(value);
  const room = end - value - 1;
  if (type == TYPE_Z || type == TYPE_H) {
    for (let at = value + 1; at < end; at++) if (load<u8>(at) == 0) return at + 1;
    return 0;
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
function value_bytes(type: u32): u32 {
  if (type == TYPE_A || type == TYPE_c || type == TYPE_C) return 1;
  if (type == TYPE_s || type == TYPE_S) return 2;
  if (type == TYPE_i || type == TYPE_I || type == TYPE_f) return 4;
  return type == TYPE_d ? 8 : 0;
}
