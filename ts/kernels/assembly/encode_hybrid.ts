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
const LEVELS: u32 = 2;

@inline
function at(mode: u32, values: usize, i: u32, least: u32, table: usize): u32 {
  if (mode == RANGE) return load<u32>(table + ((<usize>(load<u32>(values + ((<usize>i) << 2)) - least)) << 2));
  if (mode == LEVELS) return load<u8>(values + i);
  return load<u32>(values + ((<usize>i) << 2));
}

/** Values are equal where their sources are: no need to look up their numbers. */
@inline
function raw(mode: u32, values: usize, i: u32): u32 {
  return mode == LEVELS ? <u32>load<u8>(values + i) : load<u32>(values + ((<usize>i) << 2));
}

@inline
function encode(mode: u32, values: usize, count: u32, least: u32, table: usize, bits: u32, to: usize): usize {
  const width = <u64>bits;
  let header: usize = 0;
  let groups: u32 = 0;
  let i: u32 = 0;
  while (i < count) {
    const first = raw(mode, values, i);
    const left = count - i;
    let run: u32 = 1;
    const near: u32 = min<u32>(left, 8);
    while (run < near && raw(mode, values, i + run) == first) run += 1;
    if (run == near && (run == 8 || header == 0)) {
      while (run < left && raw(mode, values, i + run) == first) run += 1;
      if (header != 0) store<u8>(header, <u8>((groups << 1) | 1));
      header = 0;
      to = put_varint(to, (<u64>run) << 1);
      const value = at(mode, values, i, least, table);
      store<u32>(to, value);
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
    if (left >= 8 && bits <= 8) {
      let packed: u64 = at(mode, values, i, least, table);
      packed |= (<u64>at(mode, values, i + 1, least, table)) << width;
      packed |= (<u64>at(mode, values, i + 2, least, table)) << (2 * width);
      packed |= (<u64>at(mode, values, i + 3, least, table)) << (3 * width);
      packed |= (<u64>at(mode, values, i + 4, least, table)) << (4 * width);
      packed |= (<u64>at(mode, values, i + 5, least, table)) << (5 * width);
      packed |= (<u64>at(mode, values, i + 6, least, table)) << (6 * width);
      packed |= (<u64>at(mode, values, i + 7, least, table)) << (7 * width);
      store<u64>(to, packed);
    } else {
      pack(mode, values, i, min<u32>(left, 8), least, table, width, to);
    }
    to += bits;
    i += min<u32>(left, 8);
  }
  if (header != 0) store<u8>(header, <u8>((groups << 1) | 1));
  return to;
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

export function hybrid_ids(ids: usize, count: u32, bits: u32, to: usize): usize {
  return encode(IDS, ids, count, 0, 0, bits, to);
}

/** Integers of 32 bits by the table that `dictionary_range` has made. */
export function hybrid_range(values: usize, count: u32, least: u32, table: usize, bits: u32, to: usize): usize {
  return encode(RANGE, values, count, least, table, bits, to);
}

/** Levels, one byte each. */
export function hybrid_levels(levels: usize, count: u32, bits: u32, to: usize): usize {
  return encode(LEVELS, levels, count, 0, 0, bits, to);
}
