import * as record from "./record";
import { TAGS_MALFORMED, find_long_cigar } from "./tags";

export const FLAG_UNMAPPED: u32 = 4;

const SKIP: u32 = 3; // N
const SOFT_CLIP: u32 = 4; // S
export const OPERATION_MAX: u32 = 8; // X
/** Bit n: operation n covers reference bases. M, D, N, = and X do. */
const COVERS_REFERENCE: u32 = 0b110001101;

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
  const operations = real_operations(at);
  if (operations == TAGS_MALFORMED) return -(<i64>record.BAD_TAGS);
  return covered(operations, real_count(at, operations));
}

/** Where a record's operations are: its own, or those in its CG tag; TAGS_MALFORMED where that can't be told. */
@inline
export function real_operations(at: usize): usize {
  const operations = record.cigar(at);
  if (record.cigar_count(at) != 2 || !is_placeholder(at, operations)) return operations;
  const tag = find_long_cigar(at);
  // Type, sub-type and a count stand before the values.
  return tag == 0 || tag == TAGS_MALFORMED ? (tag == 0 ? operations : tag) : tag + 6;
}

/** How many there are: in a CG tag the count stands before them. */
@inline
export function real_count(at: usize, operations: usize): u32 {
  return operations == record.cigar(at) ? record.cigar_count(at) : load<u32>(operations - 4);
}

/** Whether the tag whose name stands at `tag` is where the record's CIGAR is kept: it is no tag of the read then. */
export function holds_cigar(at: usize, tag: usize): bool {
  return record.cigar_count(at) == 2 && is_placeholder(at, record.cigar(at)) && find_long_cigar(at) == tag + 2;
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
