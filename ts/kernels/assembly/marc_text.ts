import { FIELD_END, RECORD_END } from "./marc_row";

/** What the last text looked at holds: of the terminators whether there are any. */
export let separators: u32 = 0;
export let ends: u32 = 0;
export let has_high: bool = false;
export let is_utf8: bool = true;
export let has_escape: bool = false;
export let has_reference: bool = false;

/** How errors are told apart: see "Validating UTF-8 in less than one instruction per byte" (Keiser, Lemire 2021). */
@inline function utf8_errors(now: v128, before: v128): v128 {
  const low = i8x16.splat(0x0f);
  const before_1 = i8x16.shuffle(before, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  // Nibbles are in range, which the relaxed form relies on. There is no shift of bytes.
  const first_high = i8x16.relaxed_swizzle(
    i8x16(0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, -128, -128, -128, -128, 0x21, 0x01, 0x15, 0x49),
    v128.and(i16x8.shr_u(before_1, 4), low),
  );
  // 0x83 stands for: too short, too long, two continuations.
  const first_low = i8x16.relaxed_swizzle(
    i8x16(
      <i8>0xe7, <i8>0xa3, <i8>0x83, <i8>0x83, <i8>0x8b, <i8>0xcb, <i8>0xcb, <i8>0xcb,
      <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xdb, <i8>0xcb, <i8>0xcb,
    ),
    v128.and(before_1, low),
  );
  const second_high = i8x16.relaxed_swizzle(
    i8x16(
      0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
      <i8>0xe6, <i8>0xae, <i8>0xba, <i8>0xba, 0x01, 0x01, 0x01, 0x01,
    ),
    v128.and(i16x8.shr_u(now, 4), low),
  );
  const special = v128.and(v128.and(first_high, first_low), second_high);
  const before_2 = i8x16.shuffle(before, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const before_3 = i8x16.shuffle(before, now, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const third = i8x16.sub_sat_u(before_2, i8x16.splat(0x60));
  const fourth = i8x16.sub_sat_u(before_3, i8x16.splat(0x70));
  const wanted = v128.and(v128.or(third, fourth), i8x16.splat(-128));
  return v128.xor(wanted, special);
}

/** Whether "&#x" stands at one of the ampersands of a chunk. */
function find_reference(at: usize, mask: i32, end: usize): bool {
  for (; mask != 0; mask &= mask - 1) {
    const place = at + ctz(mask);
    if (place + 3 <= end && load<u8>(place, 1) == 0x23 && load<u8>(place, 2) == 0x78) return true;
  }
  return false;
}

/** What no usual record has, or few: where it stands, and whether it means anything. May read 15 bytes beyond. */
function look_closer(at: usize, end: usize): void {
  let seen_escape: i32 = 0;
  let counted_ends: u32 = 0;
  let reference: bool = false;
  for (; at < end; at += 16) {
    const own = end - at < 16 ? (1 << <i32>(end - at)) - 1 : 0xffff;
    const now = v128.load(at);
    counted_ends += popcnt(i8x16.bitmask(i8x16.eq(now, i8x16.splat(RECORD_END))) & own);
    seen_escape |= i8x16.bitmask(i8x16.eq(now, i8x16.splat(0x1b))) & own;
    const ampersands = i8x16.bitmask(i8x16.eq(now, i8x16.splat(0x26))) & own;
    if (ampersands != 0 && !reference) reference = find_reference(at, ampersands, end);
  }
  ends = counted_ends;
  has_escape = seen_escape != 0;
  has_reference = reference;
}

/** Record terminators, escapes and ampersands. */
@inline function unusual(now: v128): v128 {
  const ends = i8x16.eq(now, i8x16.splat(RECORD_END));
  const escapes = i8x16.eq(now, i8x16.splat(0x1b));
  return v128.or(v128.or(ends, escapes), i8x16.eq(now, i8x16.splat(0x26)));
}

@inline export function sum_of_bytes(bytes: v128): u32 {
  const sums = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes));
  return i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1) + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
}

/** Counters of bytes hold that many blocks of 64 bytes. */
const COUNTED: usize = 63 * 64;

/**
 * The same as `look` for a text of which no more than separators and terminators are asked for: half the time. May read 15 bytes beyond.
 */
export function look_for_ends(at: usize, end: usize): void {
  const separator = i8x16.splat(FIELD_END);
  const terminator = i8x16.splat(RECORD_END);
  let counted: u32 = 0;
  let odd = i8x16.splat(0);
  while (end - at >= 64) {
    let counts = i8x16.splat(0);
    const stop = end - at > COUNTED ? at + COUNTED : end;
    for (; stop - at >= 64; at += 64) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      const ab = i8x16.add(i8x16.eq(a, separator), i8x16.eq(b, separator));
      counts = i8x16.sub(counts, i8x16.add(ab, i8x16.add(i8x16.eq(c, separator), i8x16.eq(d, separator))));
      const odd_ab = v128.or(i8x16.eq(a, terminator), i8x16.eq(b, terminator));
      odd = v128.or(odd, v128.or(odd_ab, v128.or(i8x16.eq(c, terminator), i8x16.eq(d, terminator))));
    }
    counted += sum_of_bytes(counts);
  }
  for (; at < end; at += 16) {
    let now = v128.load(at);
    if (end - at < 16) {
      const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
      now = v128.and(now, i8x16.lt_u(places, i8x16.splat(<i8>(end - at))));
    }
    counted += popcnt(i8x16.bitmask(i8x16.eq(now, separator)));
    odd = v128.or(odd, i8x16.eq(now, terminator));
  }
  separators = counted;
  ends = v128.any_true(odd) ? 1 : 0;
  has_high = has_escape = has_reference = false;
}

/**
 * One pass over the text of a record, whose byte at `end` is ASCII. May read 15 bytes beyond. Whether it is UTF-8 need not be looked for where that
 * is `known`. It goes by blocks of 64 bytes, since in most languages it can't be foreseen whether sixteen are ASCII.
 */
export function look(at: usize, end: usize, known: bool): void {
  const separator = i8x16.splat(FIELD_END);
  const begin = at;
  let counted: u32 = 0;
  let errors = i8x16.splat(0);
  let before = i8x16.splat(0);
  let high = i8x16.splat(0);
  let odd = i8x16.splat(0);
  let high_before: i32 = 0;
  while (end - at >= 64) {
    let counts = i8x16.splat(0);
    const stop = end - at > COUNTED ? at + COUNTED : end;
    for (; stop - at >= 64; at += 64) {
      const a = v128.load(at);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      const any = v128.or(v128.or(a, b), v128.or(c, d));
      const high_now = i8x16.bitmask(any);
      // A sequence may go on in the block after; one that doesn't is an error there.
      if (!known && (high_now | high_before) != 0) {
        errors = v128.or(errors, v128.or(utf8_errors(a, before), utf8_errors(b, a)));
        errors = v128.or(errors, v128.or(utf8_errors(c, b), utf8_errors(d, c)));
      }
      high = v128.or(high, any);
      high_before = high_now;
      before = d;
      const ab = i8x16.add(i8x16.eq(a, separator), i8x16.eq(b, separator));
      counts = i8x16.sub(counts, i8x16.add(ab, i8x16.add(i8x16.eq(c, separator), i8x16.eq(d, separator))));
      odd = v128.or(odd, v128.or(v128.or(unusual(a), unusual(b)), v128.or(unusual(c), unusual(d))));
    }
    counted += sum_of_bytes(counts);
  }
  // The rest, and zeros behind it, where a sequence that is cut shows.
  for (let left = true; left; at += 16) {
    let now = v128.load(at);
    if (end - at < 16) {
      const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
      now = v128.and(now, i8x16.lt_u(places, i8x16.splat(<i8>(end - at))));
      left = false;
    }
    if (!known) errors = v128.or(errors, utf8_errors(now, before));
    before = now;
    high = v128.or(high, now);
    counted += popcnt(i8x16.bitmask(i8x16.eq(now, separator)));
    odd = v128.or(odd, unusual(now));
  }
  separators = counted;
  ends = 0;
  has_escape = has_reference = false;
  if (v128.any_true(odd)) look_closer(begin, end);
  has_high = i8x16.bitmask(high) != 0;
  is_utf8 = !v128.any_true(errors);
}
