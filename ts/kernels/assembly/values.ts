/** Values of fixed width. They return how many rows they took, all of them unless the bytes end too early or an index is too large. */

/** `width` bytes a value, one behind the other; zero under a null. */
export function plain_values(at: usize, end: usize, rows: u32, validity: usize, width: u32, target: usize): u32 {
  if (validity == 0) {
    const there = <u32>((end - at) / width);
    const taken = rows < there ? rows : there;
    memory.copy(target, at, <usize>taken * width);
    return taken;
  }
  for (let row: u32 = 0; row < rows; row++) {
    if (load<u8>(validity + row) == 0) {
      memory.fill(target, 0, width);
    } else {
      if (end - at < <usize>width) return row;
      if (width == 4) store<u32>(target, load<u32>(at));
      else if (width == 8) store<u64>(target, load<u64>(at));
      else memory.copy(target, at, width);
      at += width;
    }
    target += width;
  }
  return rows;
}

/** Indices into a dictionary of values of 4 or 8 bytes. */
export function dictionary_values(
  indices: usize, rows: u32, validity: usize, entries_at: usize, entries: u32, width: u32, target: usize,
): u32 {
  for (let row: u32 = 0; row < rows; row++) {
    let index: u32 = 0;
    if (validity == 0 || load<u8>(validity + row) != 0) {
      index = load<u32>(indices);
      indices += 4;
      if (index >= entries) return row;
      if (width == 4) store<u32>(target, load<u32>(entries_at + (<usize>index << 2)));
      else store<u64>(target, load<u64>(entries_at + (<usize>index << 3)));
    } else if (width == 4) {
      store<u32>(target, 0);
    } else {
      store<u64>(target, 0);
    }
    target += width;
  }
  return rows;
}

/** Truth values of one bit each, to a byte each. */
export function plain_bools(at: usize, end: usize, rows: u32, validity: usize, target: usize): u32 {
  const bits = <u64>(end - at) << 3;
  let bit: u64 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    let value: u32 = 0;
    if (validity == 0 || load<u8>(validity + row) != 0) {
      if (bit >= bits) return row;
      value = (<u32>load<u8>(at + <usize>(bit >> 3)) >> <u32>(bit & 7)) & 1;
      bit++;
    }
    store<u8>(target + row, value);
  }
  return rows;
}

/** BYTE_STREAM_SPLIT: the first bytes of all values, then the second ones, and so on. */
export function byte_stream_split(source: usize, count: u32, width: u32, target: usize): void {
  for (let byte: u32 = 0; byte < width; byte++) {
    let out = target + byte;
    for (let i: u32 = 0; i < count; i++) {
      store<u8>(out, load<u8>(source++));
      out += width;
    }
  }
}
