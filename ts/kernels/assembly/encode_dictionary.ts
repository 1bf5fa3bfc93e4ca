/**
 * Dictionaries: the distinct values of a column, each with a number. Hashed ones need a zeroed `table` of `slots` u32 (a power of two, at least
 * twice `distinct_max`). Values of a fixed width become their numbers (u32) in place: one walk finds the dictionary and numbers the values.
 */
/** Too many distinct values for a dictionary to pay. */
export const NO_DICTIONARY: u32 = 0xffffffff;
/** From here on at least every second value has to be a known one. */
export const FIRST_ROWS: u32 = 4096;

@inline
export function pays(row: u32, distinct: u32): bool {
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
export function hash(value: u64): u32 {
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
