/**
 * The least and the greatest of a column's values, written to `result` one after the other. Integers also tell whether they ascend:
 * 1 when no value is less than the one before.
 */

export function minmax_i32(values: usize, count: u32, result: usize): u32 {
  let least = load<i32>(values);
  let most = least;
  const end = values + ((<usize>count) << 2);
  let at = values;
  let lows = i32x4.splat(least);
  let highs = lows;
  let falls = i32x4.splat(0);
  // The last values have no neighbour in the same load: they are left to the loop below.
  for (; at + 20 <= end; at += 16) {
    const four = v128.load(at);
    lows = i32x4.min_s(lows, four);
    highs = i32x4.max_s(highs, four);
    falls = v128.or(falls, i32x4.gt_s(four, v128.load(at, 4)));
  }
  least = min(min(i32x4.extract_lane(lows, 0), i32x4.extract_lane(lows, 1)), min(i32x4.extract_lane(lows, 2), i32x4.extract_lane(lows, 3)));
  most = max(max(i32x4.extract_lane(highs, 0), i32x4.extract_lane(highs, 1)), max(i32x4.extract_lane(highs, 2), i32x4.extract_lane(highs, 3)));
  let ascending: u32 = v128.any_true(falls) ? 0 : 1;
  let before = load<i32>(at);
  for (; at < end; at += 4) {
    const value = load<i32>(at);
    least = min(least, value);
    most = max(most, value);
    if (value < before) ascending = 0;
    before = value;
  }
  store<i32>(result, least);
  store<i32>(result, most, 4);
  return ascending;
}

export function minmax_u32(values: usize, count: u32, result: usize): u32 {
  let least = load<u32>(values);
  let most = least;
  const end = values + ((<usize>count) << 2);
  let at = values;
  let lows = i32x4.splat(<i32>least);
  let highs = lows;
  const top = i32x4.splat(<i32>0x80000000);
  let falls = i32x4.splat(0);
  for (; at + 20 <= end; at += 16) {
    const four = v128.load(at);
    lows = i32x4.min_u(lows, four);
    highs = i32x4.max_u(highs, four);
    falls = v128.or(falls, i32x4.gt_s(v128.xor(four, top), v128.xor(v128.load(at, 4), top)));
  }
  for (let lane: usize = 0; lane < 16; lane += 4) {
    v128.store(result, lows);
    least = min(least, load<u32>(result + lane));
    v128.store(result, highs);
    most = max(most, load<u32>(result + lane));
  }
  let ascending: u32 = v128.any_true(falls) ? 0 : 1;
  let before = load<u32>(at);
  for (; at < end; at += 4) {
    const value = load<u32>(at);
    least = min(least, value);
    most = max(most, value);
    if (value < before) ascending = 0;
    before = value;
  }
  store<u32>(result, least);
  store<u32>(result, most, 4);
  return ascending;
}

@inline
function minmax_long<T>(values: usize, count: u32, result: usize): u32 {
  let least = load<T>(values);
  let most = least;
  let before = least;
  let ascending: u32 = 1;
  const end = values + ((<usize>count) << 3);
  for (let at = values; at < end; at += 8) {
    const value = load<T>(at);
    least = value < least ? value : least;
    most = value > most ? value : most;
    ascending = value < before ? 0 : ascending;
    before = value;
  }
  store<T>(result, least);
  store<T>(result, most, 8);
  return ascending;
}

export function minmax_i64(values: usize, count: u32, result: usize): u32 {
  return minmax_long<i64>(values, count, result);
}

export function minmax_u64(values: usize, count: u32, result: usize): u32 {
  return minmax_long<u64>(values, count, result);
}

/** NaN is passed over. Returns 1 where there was anything else. */
@inline
function minmax_float<T>(values: usize, count: u32, result: usize): u32 {
  let least = <T>Infinity;
  let most = <T>-Infinity;
  let found: u32 = 0;
  const end = values + <usize>count * sizeof<T>();
  for (let at = values; at < end; at += sizeof<T>()) {
    const value = load<T>(at);
    // Comparisons with NaN are false.
    least = value < least ? value : least;
    most = value > most ? value : most;
    found |= value == value ? 1 : 0;
  }
  store<T>(result, least);
  store<T>(result, most, sizeof<T>());
  return found;
}

export function minmax_f32(values: usize, count: u32, result: usize): u32 {
  return minmax_float<f32>(values, count, result);
}

export function minmax_f64(values: usize, count: u32, result: usize): u32 {
  return minmax_float<f64>(values, count, result);
}

/** Less by unsigned bytes, and a prefix before what goes on. */
@inline
function less(one: usize, one_bytes: u32, other: usize, other_bytes: u32): bool {
  const common: u32 = min(one_bytes, other_bytes);
  let i: u32 = 0;
  // Eight at a time: the buffers' pads allow to look behind the end.
  for (; i + 8 <= common; i += 8) {
    const a = load<u64>(one + i);
    const b = load<u64>(other + i);
    if (a != b) return bswap<u64>(a) < bswap<u64>(b);
  }
  for (; i < common; i++) {
    const a = load<u8>(one + i);
    const b = load<u8>(other + i);
    if (a != b) return a < b;
  }
  return one_bytes < other_bytes;
}

/** The first eight bytes of a text as a number that orders like them, with zeros where it is shorter. */
@inline
function head(at: usize, bytes: u32): u64 {
  // Whether there are eight can't be foreseen; one shift can't take all bits off.
  const missing = <u64>(8 - min<u32>(bytes, 8)) << 2;
  const eight = v128.load64_zero(at);
  const turned = i8x16.shuffle(eight, eight, 7, 6, 5, 4, 3, 2, 1, 0, 8, 9, 10, 11, 12, 13, 14, 15);
  return <u64>i64x2.extract_lane(turned, 0) & ((~(<u64>0) << missing) << missing);
}

/** Of texts at `data`, from each offset to the next, but for `skip` bytes in front of each: the numbers of the least and of the greatest. */
export function minmax_text(offsets: usize, data: usize, count: u32, skip: u32, result: usize): void {
  let start = load<u32>(offsets);
  let least: u32 = 0;
  let most: u32 = 0;
  let least_at: usize = data + start + skip;
  let least_bytes: u32 = load<u32>(offsets, 4) - start - skip;
  let least_head = head(least_at, least_bytes);
  let most_at = least_at;
  let most_bytes = least_bytes;
  let most_head = least_head;
  for (let i: u32 = 0; i < count; i++) {
    const end = load<u32>(offsets + ((<usize>i) << 2), 4);
    const at: usize = data + start + skip;
    const bytes: u32 = end - start - skip;
    start = end;
    // Heads nearly always decide, and texts between the extremes nearly always come.
    const own = head(at, bytes);
    if (own <= least_head && (own < least_head || less(at, bytes, least_at, least_bytes))) {
      least = i;
      least_at = at;
      least_bytes = bytes;
      least_head = own;
    } else if (own >= most_head && (own > most_head || less(most_at, most_bytes, at, bytes))) {
      most = i;
      most_at = at;
      most_bytes = bytes;
      most_head = own;
    }
  }
  store<u32>(result, least);
  store<u32>(result, most, 4);
}
