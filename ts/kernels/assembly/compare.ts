/** Comparisons with sorted constants. */

/** The order of two texts by their bytes: below 0, 0, above. */
export function compare_bytes(a: usize, a_bytes: u32, b: usize, b_bytes: u32): i32 {
  const both = min<u32>(a_bytes, b_bytes);
  for (let i: u32 = 0; i < both; i++) {
    const difference = <i32>load<u8>(a + i) - <i32>load<u8>(b + i);
    if (difference != 0) return difference;
  }
  return a_bytes == b_bytes ? 0 : a_bytes < b_bytes ? -1 : 1;
}

/** Whether a number is in one of the ranges, pairs of f64 that rise: 1 or 0. */
export function in_ranges(value: f64, ranges: usize, count: u32): u32 {
  // The last one that begins at the value or before it is the one to look at.
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(ranges + (<usize>middle << 4)) <= value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value <= load<f64>(ranges + (<usize>(low - 1) << 4), 8) ? 1 : 0;
}

/** Whether a text is in a sorted list of (address, length). */
export function is_listed(text: usize, bytes: u32, list: usize, count: u32): bool {
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list + (<usize>middle << 3);
    const order = compare_bytes(text, bytes, load<u32>(one), load<u32>(one, 4));
    if (order == 0) return true;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return false;
}
