/**
 * Byte arrays as views: the address of each value, and Arrow's offsets of all values laid end to end. Nothing is copied; offsets are
 * continued from what the first one holds. Each function returns how many rows it took, all of them unless something is wrong (see
 * `short_of`). `validity` has a byte a row, 0 for a null; it is 0 where no row is null. The first `skip` rows are not wanted: they
 * become empty and take no room.
 */
import { stopped_damaged, stopped_full } from "./parquet_short";

/** Arrow's offsets are signed. */
const OFFSET_MAX: u64 = 0x7fffffff;

// @ts-ignore: decorator
@inline
function is_null(validity: usize, row: u32): bool {
  return validity != 0 && load<u8>(validity + row) == 0;
}

// @ts-ignore: decorator
@inline
function put(addresses: usize, offsets: usize, row: u32, address: usize, offset: u32): void {
  store<u32>(addresses + (<usize>row << 2), <u32>address);
  store<u32>(offsets + (<usize>row << 2) + 4, offset);
}

/** Whether a value of this length may follow: Arrow's offsets end at 2 GiB. */
// @ts-ignore: decorator
@inline
function fits(offset: u32, length: u32): bool {
  if (<u64>offset + length <= OFFSET_MAX) return true;
  stopped_full();
  return false;
}

/** PLAIN: each value behind its length. All bytes must be used. */
export function plain_views(
  at: usize, end: usize, rows: u32, skip: u32, validity: usize, addresses: usize, offsets: usize,
): u32 {
  let offset = load<u32>(offsets);
  stopped_damaged();
  for (let row: u32 = 0; row < rows; row++) {
    if (is_null(validity, row)) {
      put(addresses, offsets, row, 0, offset);
      continue;
    }
    if (end - at < 4) return row;
    const length = load<u32>(at);
    at += 4;
    if (<usize>length > end - at) return row;
    if (row >= skip) {
      if (!fits(offset, length)) return row;
      offset += length;
    }
    put(addresses, offsets, row, at, offset);
    at += length;
  }
  return rows;
}

/** Values of one length, one behind the other. */
export function fixed_views(
  at: usize, end: usize, rows: u32, skip: u32, validity: usize, length: u32, addresses: usize, offsets: usize,
): u32 {
  let offset = load<u32>(offsets);
  stopped_damaged();
  for (let row: u32 = 0; row < rows; row++) {
    if (is_null(validity, row)) {
      put(addresses, offsets, row, 0, offset);
      continue;
    }
    if (<usize>length > end - at) return row;
    if (row >= skip) {
      if (!fits(offset, length)) return row;
      offset += length;
    }
    put(addresses, offsets, row, at, offset);
    at += length;
  }
  return rows;
}

/** Indices into a dictionary that is itself views. */
export function dictionary_views(
  indices: usize, rows: u32, skip: u32, validity: usize, entry_addresses: usize, entry_offsets: usize, entries: u32,
  addresses: usize, offsets: usize,
): u32 {
  let offset = load<u32>(offsets);
  stopped_damaged();
  for (let row: u32 = 0; row < rows; row++) {
    if (is_null(validity, row)) {
      put(addresses, offsets, row, 0, offset);
      continue;
    }
    const index = load<u32>(indices);
    indices += 4;
    if (index >= entries) return row;
    const entry = entry_offsets + (<usize>index << 2);
    const length = load<u32>(entry + 4) - load<u32>(entry);
    if (row >= skip) {
      if (!fits(offset, length)) return row;
      offset += length;
    }
    put(addresses, offsets, row, load<u32>(entry_addresses + (<usize>index << 2)), offset);
  }
  return rows;
}

/** Lengths, decoded before (i32), and the values one behind the other. */
export function length_views(
  lengths: usize, at: usize, end: usize, rows: u32, skip: u32, validity: usize, addresses: usize, offsets: usize,
): u32 {
  let offset = load<u32>(offsets);
  stopped_damaged();
  for (let row: u32 = 0; row < rows; row++) {
    if (is_null(validity, row)) {
      put(addresses, offsets, row, 0, offset);
      continue;
    }
    const length = load<u32>(lengths);
    lengths += 4;
    if (<usize>length > end - at) return row;
    if (row >= skip) {
      if (!fits(offset, length)) return row;
      offset += length;
    }
    put(addresses, offsets, row, at, offset);
    at += length;
  }
  return rows;
}

/** DELTA_BYTE_ARRAY: each value is so many bytes of the one before and a suffix. The values are put together from `target` on. */
export function delta_views(
  prefixes: usize, suffixes: usize, at: usize, end: usize, rows: u32, skip: u32, validity: usize,
  addresses: usize, offsets: usize, target: usize, target_end: usize,
): u32 {
  let offset = load<u32>(offsets);
  let before: usize = target;
  let before_length: u32 = 0;
  stopped_damaged();
  for (let row: u32 = 0; row < rows; row++) {
    if (is_null(validity, row)) {
      put(addresses, offsets, row, 0, offset);
      continue;
    }
    const prefix = load<u32>(prefixes);
    const suffix = load<u32>(suffixes);
    prefixes += 4;
    suffixes += 4;
    if (prefix > before_length || <usize>suffix > end - at) return row;
    const length = <u64>prefix + suffix;
    if (<u64>offset + length > OFFSET_MAX || length > <u64>(target_end - target)) {
      stopped_full();
      return row;
    }
    // A value that isn't wanted is changed where it is.
    if (before != target) memory.copy(target, before, prefix);
    memory.copy(target + prefix, at, suffix);
    at += suffix;
    before = target;
    before_length = <u32>length;
    if (row >= skip) {
      offset += <u32>length;
      put(addresses, offsets, row, target, offset);
      target += <usize>length;
    } else {
      // The next value is made in the same place.
      put(addresses, offsets, row, 0, offset);
    }
  }
  return rows;
}
