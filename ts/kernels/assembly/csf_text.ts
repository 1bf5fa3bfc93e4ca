/** The columns that are the lines themselves, and the plain ones beside them. */

/** Copy every third line, from an entry on; goes on at the offset that `offsets` holds. Up to 15 bytes behind the data are overwritten. */
export function copy_lines(entry: usize, entry_bytes: usize, rows: u32, offsets: usize, data: usize): void {
  const step: usize = entry_bytes * 3;
  let to: usize = data + load<u32>(offsets);
  for (let row: u32 = 0; row < rows; row++) {
    let from: usize = load<u32>(entry);
    const next = to + load<u32>(entry, 4);
    for (; to < next; to += 16) {
      v128.store(to, v128.load(from));
      from += 16;
    }
    to = next;
    offsets += 4;
    store<u32>(offsets, <u32>(to - data));
    entry += step;
  }
}

/** u64 values from `first` on. */
export function count_up(values: usize, first: f64, rows: u32): void {
  let value = <u64>first;
  for (let row: u32 = 0; row < rows; row++) store<u64>(values + (<usize>row << 3), value++);
}

export function repeat_u32(values: usize, value: u32, rows: u32): void {
  for (let row: u32 = 0; row < rows; row++) store<u32>(values + (<usize>row << 2), value);
}

/**
 * Entries of CSFs whose lines are values of three columns: addresses and offsets (see ts/parquet/load.ts), from a row on. The sums are left
 * as they are.
 */
export function entries_of_views(
  addresses1: usize, offsets1: usize, addresses2: usize, offsets2: usize, addresses3: usize, offsets3: usize, rows: u32, entries: usize,
): void {
  for (let row: u32 = 0; row < rows; row++) {
    const at = <usize>row << 2;
    store<u32>(entries, load<u32>(addresses1 + at));
    store<u32>(entries, load<u32>(offsets1 + at, 4) - load<u32>(offsets1 + at), 4);
    store<u32>(entries, load<u32>(addresses2 + at), 12);
    store<u32>(entries, load<u32>(offsets2 + at, 4) - load<u32>(offsets2 + at), 16);
    store<u32>(entries, load<u32>(addresses3 + at), 24);
    store<u32>(entries, load<u32>(offsets3 + at, 4) - load<u32>(offsets3 + at), 28);
    entries += 36;
  }
}
