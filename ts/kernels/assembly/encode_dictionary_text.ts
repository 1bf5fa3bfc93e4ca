/** Dictionaries of texts: the distinct ones as Parquet's plain encoding has them, each with its length in front, and each row's number. */
import { FIRST_ROWS, NO_DICTIONARY, hash, pays } from "./encode_dictionary";

/** Too many for the table: a larger one may do. */
const FULL: u32 = 0xfffffffe;

@inline
function hash_text(at: usize, bytes: u32): u32 {
  let state: u64 = bytes;
  let i: u32 = 0;
  for (; i + 8 <= bytes; i += 8) {
    state = (state ^ load<u64>(at + i)) * 0x9e3779b97f4a7c15;
    state ^= state >> 29;
  }
  const left = bytes - i;
  if (left > 0) {
    state = (state ^ (load<u64>(at + i) & (~(<u64>0) >> <u64>(64 - 8 * left)))) * 0x9e3779b97f4a7c15;
    state ^= state >> 29;
  }
  return hash(state);
}

@inline
function same(one: usize, other: usize, bytes: u32): bool {
  let i: u32 = 0;
  for (; i + 8 <= bytes; i += 8) if (load<u64>(one + i) != load<u64>(other + i)) return false;
  const left = bytes - i;
  return left == 0 || ((load<u64>(one + i) ^ load<u64>(other + i)) << <u64>(64 - 8 * left)) == 0;
}

/** The slot of a text: that of its number, or the free one where it would go; 0xffffffff when more than PROBES_MAX were looked at. */
@inline
function slot_of(at: usize, bytes: u32, table: usize, mask: u32, dictionary: usize, places: usize): u32 {
  let slot = hash_text(at, bytes) & mask;
  for (let probes = PROBES_MAX; probes > 0; probes--) {
    const id = load<u32>(table + ((<usize>slot) << 2));
    if (id == 0) return slot;
    const known = dictionary + <usize>load<u32>(places + ((<usize>(id - 1)) << 2));
    if (load<u32>(known) == bytes && same(known + 4, at, bytes)) return slot;
    slot = (slot + 1) & mask;
  }
  return NO_DICTIONARY;
}

/** With its length in front, as in the dictionary, such a text is one number. */
const SHORT: u32 = 4;

@inline
function slot_of_short(at: usize, bytes: u32, table: usize, mask: u32, dictionary: usize, places: usize): u32 {
  const own: u64 = ~(<u64>0) >> (<u64>(SHORT - bytes) << 3);
  const wanted = ((<u64>load<u32>(at) << 32) | bytes) & own;
  let slot = hash(wanted) & mask;
  for (let probes = PROBES_MAX; probes > 0; probes--) {
    const id = load<u32>(table + ((<usize>slot) << 2));
    if (id == 0) return slot;
    const known = load<u64>(dictionary + <usize>load<u32>(places + ((<usize>(id - 1)) << 2)));
    if ((known & own) == wanted) return slot;
    slot = (slot + 1) & mask;
  }
  return NO_DICTIONARY;
}

/** No text of an honest column is looked for that long. */
const PROBES_MAX: u32 = 512;

/** Whether a dictionary of so many bytes is worth going on with: one that takes up nearly all bytes of the first texts won't save any later. */
@inline
function saves(row: u32, used: u32, plain: u32): bool {
  return row < FIRST_ROWS || used <= plain - (plain >> 3);
}

/**
 * Texts at `data`, from each offset to the next. `dictionary` gets the distinct ones as Parquet's plain encoding has them, at most `bytes_max` bytes,
 * `places` (u32, and one more) where each begins and where the last ends, `ids` (u32) each row's number. Zeroes the table itself. Returns how many
 * there are, or 0xffffffff where they are too many or too long, or FULL where only the table is too small.
 */
export function dictionary_text(
  offsets: usize, data: usize, count: u32, table: usize, slots: u32, distinct_max: u32, bytes_max: u32, dictionary: usize, places: usize, ids: usize,
): u32 {
  const mask = slots - 1;
  let distinct: u32 = 0;
  let used: u32 = 0;
  memory.fill(table, 0, (<usize>slots) << 2);
  store<u32>(places, 0);
  const first = load<u32>(offsets);
  let start = first;
  for (let row: u32 = 0; row < count; row++) {
    const end = load<u32>(offsets + ((<usize>row) << 2), 4);
    const at = data + start;
    const bytes = end - start;
    start = end;
    if (bytes > bytes_max) return NO_DICTIONARY;
    const slot = bytes <= SHORT ? slot_of_short(at, bytes, table, mask, dictionary, places) : slot_of(at, bytes, table, mask, dictionary, places);
    if (slot == NO_DICTIONARY) return NO_DICTIONARY;
    let id = load<u32>(table + ((<usize>slot) << 2));
    if (id == 0) {
      if (bytes + 4 > bytes_max - used || !pays(row, distinct) || !saves(row, used, end - first + 4 * row)) return NO_DICTIONARY;
      if (distinct == distinct_max) return FULL;
      store<u32>(dictionary + used, bytes);
      memory.copy(dictionary + used + 4, at, bytes);
      used += bytes + 4;
      distinct += 1;
      id = distinct;
      store<u32>(places + ((<usize>distinct) << 2), used);
      store<u32>(table + ((<usize>slot) << 2), distinct);
    }
    store<u32>(ids + ((<usize>row) << 2), id - 1);
  }
  return distinct;
}

/** How many bytes each text has, where that is the same for all of them and not above four; else 0. */
export function text_width(offsets: usize, count: u32): u32 {
  const width = load<u32>(offsets, 4) - load<u32>(offsets);
  if (width == 0 || width > SHORT) return 0;
  const all = i32x4.splat(<i32>width);
  const end = offsets + ((<usize>count) << 2);
  let at = offsets;
  for (; at + 64 <= end; at += 64) {
    const one = v128.xor(i32x4.sub(v128.load(at, 4), v128.load(at)), all);
    const two = v128.xor(i32x4.sub(v128.load(at, 20), v128.load(at, 16)), all);
    const three = v128.xor(i32x4.sub(v128.load(at, 36), v128.load(at, 32)), all);
    const four = v128.xor(i32x4.sub(v128.load(at, 52), v128.load(at, 48)), all);
    if (v128.any_true(v128.or(v128.or(one, two), v128.or(three, four)))) return 0;
  }
  for (; at < end; at += 4) if (load<u32>(at, 4) - load<u32>(at) != width) return 0;
  return width;
}

@inline
function narrow_of(width: u32, data: usize, count: u32, table: usize, slots: u32, distinct_max: u32, dictionary: usize, places: usize, ids: usize): u32 {
  const own: u32 = <u32>0xffffffff >> ((SHORT - width) << 3);
  const entry_bytes: usize = <usize>width + 4;
  let distinct: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const value = load<u32>(data + <usize>row * <usize>width) & own;
    // One byte is a slot of its own.
    let slot = width == 1 ? value : (value * 0x9e3779b1) >> 16 & (slots - 1);
    let id = load<u32>(table + ((<usize>slot) << 2));
    while (width > 1 && id != 0 && (load<u32>(dictionary + <usize>(id - 1) * entry_bytes, 4) & own) != value) {
      slot = (slot + 1) & (slots - 1);
      id = load<u32>(table + ((<usize>slot) << 2));
    }
    if (id == 0) {
      if (distinct == distinct_max || !pays(row, distinct)) return NO_DICTIONARY;
      const used = <usize>distinct * entry_bytes;
      store<u32>(dictionary + used, width);
      store<u32>(dictionary + used, value, 4);
      distinct += 1;
      id = distinct;
      store<u32>(places + ((<usize>distinct) << 2), <u32>(used + entry_bytes));
      store<u32>(table + ((<usize>slot) << 2), id);
    }
    store<u32>(ids + ((<usize>row) << 2), id - 1);
  }
  return distinct;
}

/**
 * The same as `dictionary_text` for texts of one width (see above) that lie one behind the other from `data` on: a third of the time. There are at
 * least 256 slots, and at most half of them are used; where that is too few, or a dictionary doesn't pay, 0xffffffff is returned.
 */
export function dictionary_narrow(
  data: usize, count: u32, width: u32, table: usize, slots: u32, distinct_max: u32, dictionary: usize, places: usize, ids: usize,
): u32 {
  memory.fill(table, 0, (<usize>slots) << 2);
  store<u32>(places, 0);
  if (width == 1) return narrow_of(1, data, count, table, slots, distinct_max, dictionary, places, ids);
  const max = min(distinct_max, slots >> 1);
  if (width == 2) return narrow_of(2, data, count, table, slots, max, dictionary, places, ids);
  if (width == 3) return narrow_of(3, data, count, table, slots, max, dictionary, places, ids);
  return narrow_of(4, data, count, table, slots, max, dictionary, places, ids);
}
