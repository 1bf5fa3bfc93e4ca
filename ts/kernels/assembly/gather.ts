/** From what a load left to the buffers of an Arrow column. */

/**
 * Lay views end to end behind `data + base`; their offsets go from `offsets` on, where the one in front says `base`.
 * The data's end has room for 16 bytes more.
 */
export function gather(
  addresses: usize, view_offsets: usize, rows: u32, offsets: usize, data: usize, base: u32,
): void {
  const first = load<u32>(view_offsets);
  let out = data + base;
  let before = first;
  for (let row: u32 = 0; row < rows; row++) {
    const end = load<u32>(view_offsets + (<usize>row << 2) + 4);
    const length = end - before;
    before = end;
    store<u32>(offsets + (<usize>row << 2), base + (end - first));
    const source: usize = load<u32>(addresses + (<usize>row << 2));
    if (length > 64) {
      memory.copy(out, source, length);
    } else {
      // What is read behind a value lies in the request's memory still, and what is written there is overwritten or padding.
      for (let done: usize = 0; done < <usize>length; done += 16) v128.store(out + done, v128.load(source + done));
    }
    out += length;
  }
}

/** A byte a row becomes a bit a row, from the bit `first` on of a bitmap that is zero there. Returns how many bytes were zero. */
export function bits_from_bytes(bytes: usize, rows: u32, bitmap: usize, first: u32): u32 {
  let zeros: u32 = 0;
  for (let row: u32 = 0; row < rows; row++) {
    const bit = first + row;
    if (load<u8>(bytes + row) == 0) zeros++;
    else {
      const at = bitmap + (bit >> 3);
      store<u8>(at, <u32>load<u8>(at) | (1 << (bit & 7)));
    }
  }
  return zeros;
}

/** The low `width` (1 or 2) bytes of 32-bit numbers. */
export function narrow(source: usize, rows: u32, width: u32, target: usize): void {
  for (let row: u32 = 0; row < rows; row++) {
    const value = load<u32>(source + (<usize>row << 2));
    if (width == 1) store<u8>(target + row, value);
    else store<u16>(target + (<usize>row << 1), value);
  }
}

/** How many of the values, from the first one on, do not begin within a UTF-8 character, in data that is UTF-8 as a whole. */
export function starts_whole(offsets: usize, rows: u32, data: usize): u32 {
  for (let row: u32 = 0; row < rows; row++) {
    const start = load<u32>(offsets + (<usize>row << 2));
    // Where a value is empty, the byte may be another's, or lie behind all of them.
    if (start == load<u32>(offsets + (<usize>row << 2) + 4)) continue;
    if ((load<u8>(data + start) & 0xc0) == 0x80) return row;
  }
  return rows;
}
