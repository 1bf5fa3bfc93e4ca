import { FIELD_END, RECORD_END } from "./marc_row";

/** What the last text looked at holds. */
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
  const first_high = i8x16.swizzle(
    i8x16(0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, 0x02, -128, -128, -128, -128, 0x21, 0x01, 0x15, 0x49),
    i8x16.shr_u(before_1, 4),
  );
  // 0x83 stands for: too short, too long, two continuations.
  const first_low = i8x16.swizzle(
    i8x16(
      <i8>0xe7, <i8>0xa3, <i8>0x83, <i8>0x83, <i8>0x8b, <i8>0xcb, <i8>0xcb, <i8>0xcb,
      <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xcb, <i8>0xdb, <i8>0xcb, <i8>0xcb,
    ),
    v128.and(before_1, low),
  );
  const second_high = i8x16.swizzle(
    i8x16(
      0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01,
      <i8>0xe6, <i8>0xae, <i8>0xba, <i8>0xba, 0x01, 0x01, 0x01, 0x01,
    ),
    i8x16.shr_u(now, 4),
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

/** One pass over the text of a record, whose byte at `end` is ASCII. May read 15 bytes beyond. */
export function look(at: usize, end: usize): void {
  let seen_high: i32 = 0;
  let seen_escape: i32 = 0;
  let counted: u32 = 0;
  let counted_ends: u32 = 0;
  let reference: bool = false;
  let errors = i8x16.splat(0);
  let before = i8x16.splat(0);
  for (; at < end; at += 16) {
    let now = v128.load(at);
    if (end - at < 16) {
      const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
      now = v128.and(now, i8x16.lt_u(places, i8x16.splat(<i8>(end - at))));
    }
    const high = i8x16.bitmask(now);
    // A sequence may go on in the chunk after; one that doesn't is an error there.
    if (high | (seen_high & 0xe000)) errors = v128.or(errors, utf8_errors(now, before));
    before = now;
    seen_high = high | (seen_high & 0xf0000) | (high != 0 ? 0x10000 : 0);
    counted += popcnt(i8x16.bitmask(i8x16.eq(now, i8x16.splat(FIELD_END))));
    counted_ends += popcnt(i8x16.bitmask(i8x16.eq(now, i8x16.splat(RECORD_END))));
    seen_escape |= i8x16.bitmask(i8x16.eq(now, i8x16.splat(0x1b)));
    const ampersands = i8x16.bitmask(i8x16.eq(now, i8x16.splat(0x26)));
    if (ampersands != 0 && !reference) reference = find_reference(at, ampersands, end);
  }
  // The last chunk may end within a sequence.
  if (seen_high & 0xe000) errors = v128.or(errors, utf8_errors(i8x16.splat(0), before));
  separators = counted;
  ends = counted_ends;
  has_high = (seen_high & 0x10000) != 0;
  is_utf8 = !v128.any_true(errors);
  has_escape = seen_escape != 0;
  has_reference = reference;
}
