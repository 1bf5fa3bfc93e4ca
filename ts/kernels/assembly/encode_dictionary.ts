/**
 * Dictionaries: the distinct values of a column, each with a number. Hashed ones need a zeroed `table` of `slots` u32 (a power of two, at least
 * twice `distinct_max`). Values of a fixed width become their numbers (u32) in place: one walk finds the dictionary and numbers the values.
 */
/** Too many distinct values for a dictionary to pay. */
const NO_DICTIONARY: u32 = 0xffffffff;
/** Too many for the table, of texts: a larger one may do. */
const FULL: u32 = 0xfffffffe;
/** From here on at least every second value has to be a known one. */
const FIRST_ROWS: u32 = 4096;

@inline
function pays(row: u32, distinct: u32): bool {
  return row < FIRST_ROWS || distinct <= row >> 1;
}

/**
 * For integers of 32 bits that lie close together: `table` (u32, zeroed, one for each value of the range) gets each value's number,
 * `dictionary` the values in ascending order. Returns how many there are.
 */
export function dictionary_range(values: usize, count: u32, least: u32, range: u32, table: usize, dictionary: usize): u32 {
  const end = values + ((<usize>count) << 2);
  for (let at = values; at < end; at += 4) {
    store<u32>(table + ((<usize>(load<u32>(at) - least)) << 2), 1);
  }
  let distinct: u32 = 0;
  for (let i: u32 = 0; i <= range; i++) {
    const slot = table + ((<usize>i) << 2);
    if (load<u32>(slot) == 0) continue;
    store<u32>(slot, distinct);
    store<u32>(dictionary + ((<usize>distinct) << 2), least + i);
    distinct += 1;
  }
  return distinct;
}

/** Numbers in the place of values, by the table that `dictionary_range` has made. */
export function ids_range(values: usize, count: u32, least: u32, table: usize): void {
  const end = values + ((<usize>count) << 2);
  for (let at = values; at < end; at += 4) {
    store<u32>(at, load<u32>(table + ((<usize>(load<u32>(at) - least)) << 2)));
  }
}

@inline
function hash(value: u64): u32 {
  const product = value * 0x9e3779b97f4a7c15;
  return <u32>(product >> 32) ^ (<u32>product >> 15);
}

/** Undo `dictionary_32` and `dictionary_64`: values in the place of their numbers. */
@inline
function values_of<T>(ids: usize, count: u32, dictionary: usize): void {
  // Values may be wider than their numbers.
  for (let row = count; row > 0; row--) {
    const id: usize = load<u32>(ids + ((<usize>(row - 1)) << 2));
    store<T>(ids + <usize>(row - 1) * sizeof<T>(), load<T>(dictionary + id * sizeof<T>()));
  }
}

export function values_32(ids: usize, count: u32, dictionary: usize): void {
  values_of<u32>(ids, count, dictionary);
}

export function values_64(ids: usize, count: u32, dictionary: usize): void {
  values_of<u64>(ids, count, dictionary);
}

/** Whether all of the next sixteen values are this one. */
@inline
function sixteen_are<T>(at: usize, value: T): bool {
  const all = v128.splat<T>(value);
  let differences = v128.xor(all, v128.load(at));
  for (let i: usize = 16; i < 16 * sizeof<T>(); i += 16) differences = v128.or(differences, v128.xor(all, v128.load(at + i)));
  return !v128.any_true(differences);
}

/** As many rows are looked at for a run at a time: whether there is a shorter one can't be foreseen, and costs more than looking them up. */
const RUN: u32 = 16;

@inline
function dictionary_of<T>(values: usize, count: u32, table: usize, slots: u32, distinct_max: u32, dictionary: usize): u32 {
  const mask = slots - 1;
  let distinct: u32 = 0;
  // A hostile choice of values must not make it slow.
  let probes_left: u32 = count + 4 * slots;
  let before: T = 0;
  let id: u32 = 0;
  let row: u32 = 0;
  while (row < count) {
    const end: u32 = min<u32>(count, row + RUN);
    if (id != 0 && end == row + RUN && sixteen_are<T>(values + <usize>row * sizeof<T>(), before)) {
      for (; row < end; row++) store<u32>(values + ((<usize>row) << 2), id - 1);
      continue;
    }
    for (; row < end; row++) {
      const value = load<T>(values + <usize>row * sizeof<T>());
      let slot = hash(<u64>value) & mask;
      while (true) {
        id = load<u32>(table + ((<usize>slot) << 2));
        if (id == 0 || load<T>(dictionary + <usize>(id - 1) * sizeof<T>()) == value) break;
        slot = (slot + 1) & mask;
        probes_left -= 1;
        if (probes_left == 0) {
          values_of<T>(values, row, dictionary);
          return NO_DICTIONARY;
        }
      }
      if (id == 0) {
        if (distinct == distinct_max || !pays(row, distinct)) {
          values_of<T>(values, row, dictionary);
          return NO_DICTIONARY;
        }
        store<T>(dictionary + <usize>distinct * sizeof<T>(), value);
        distinct += 1;
        id = distinct;
        store<u32>(table + ((<usize>slot) << 2), id);
      }
      before = value;
      store<u32>(values + ((<usize>row) << 2), id - 1);
    }
  }
  return distinct;
}

/** Values are compared by their bits. Returns how many there are, or 0xffffffff where they are too many: then they are as they were. */
export function dictionary_32(values: usize, count: u32, table: usize, slots: u32, distinct_max: u32, dictionary: usize): u32 {
  return dictionary_of<u32>(values, count, table, slots, distinct_max, dictionary);
}

export function dictionary_64(values: usize, count: u32, table: usize, slots: u32, distinct_max: u32, dictionary: usize): u32 {
  return dictionary_of<u64>(values, count, table, slots, distinct_max, dictionary);
}

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
