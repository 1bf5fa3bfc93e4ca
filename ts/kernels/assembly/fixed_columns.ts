import { close_bitmap, push_bit } from "./bitmap";
import * as record from "./record";
import { refused, whole } from "./result";
import { FLAG_UNMAPPED, reference_length } from "./cigar";

/** Positions, counted from `first`; null where there is none. */
export function starts(pointers: usize, count: u32, validity: usize, values: usize, first: u32): i32 {
  return positions(pointers, count, validity, values, first, false);
}

/** The mates' positions, counted from `first`; null below 0. */
export function mate_starts(pointers: usize, count: u32, validity: usize, values: usize, first: u32): i32 {
  return positions(pointers, count, validity, values, first, true);
}

@inline
function positions(pointers: usize, count: u32, validity: usize, values: usize, first: u32, mate: bool): i32 {
  let byte: u32 = 0;
  let nulls: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    const position = mate ? record.next_position(at) : record.position(at);
    // Under a null Arrow wants a 0.
    store<u32>(values + (<usize>row << 2), position >= 0 ? <u32>position + first : 0);
    const valid: u32 = position >= 0 ? 1 : 0;
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}

/** Ends, 1-based inclusive or 0-based exclusive, which is the same number; null for unmapped records and those without position or CIGAR. */
export function ends(pointers: usize, count: u32, validity: usize, values: usize): i32 {
  let byte: u32 = 0;
  let nulls: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    const position = record.position(at);
    const valid: u32 =
      position >= 0 && record.cigar_count(at) > 0 && (record.flag(at) & FLAG_UNMAPPED) == 0 ? 1 : 0;
    let end: u64 = 0;
    if (valid) {
      const length = reference_length(at);
      if (length < 0) return refused(row, <u32>-length);
      // An alignment that covers nothing counts one base, as htslib's bam_endpos has it.
      end = <u64>position + (length > 0 ? <u64>length : 1);
      if (end > 0xffffffff) return refused(row, record.BAD_END);
    }
    store<u32>(values + (<usize>row << 2), <u32>end);
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}

export function flags(pointers: usize, count: u32, values: usize): i32 {
  for (let row: u32 = 0; row < count; row++) {
    store<u32>(values + (<usize>row << 2), record.flag(load<u32>(pointers + (<usize>row << 2))));
  }
  return whole(0);
}

export function template_lengths(pointers: usize, count: u32, values: usize): i32 {
  for (let row: u32 = 0; row < count; row++) {
    store<i32>(values + (<usize>row << 2), record.template_length(load<u32>(pointers + (<usize>row << 2))));
  }
  return whole(0);
}

/** Mapping qualities as u8, 255 included. */
export function mapqs(pointers: usize, count: u32, values: usize): i32 {
  for (let row: u32 = 0; row < count; row++) {
    store<u8>(values + row, record.mapq(load<u32>(pointers + (<usize>row << 2))));
  }
  return whole(0);
}
