import { close_bitmap, push_bit } from "./bitmap";
import * as record from "./record";
import { refused, whole } from "./result";

const PHRED_MAX: i8 = 93; // '~' once 33 is added

/** Bases as letters; null where there are none. 16 bytes of the record, two bases each, become 32 letters at once. */
export function sequences(pointers: usize, count: u32, validity: usize, offsets: usize, data: usize): i32 {
  // =ACMGRSVTWYHKDBN
  const letters = i8x16(61, 65, 67, 77, 71, 82, 83, 86, 84, 87, 89, 72, 75, 68, 66, 78);
  const low_half = i8x16.splat(15);
  let byte: u32 = 0;
  let nulls: u32 = 0;
  let to: usize = data + load<u32>(offsets);
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    const length: usize = record.sequence_length(at);
    let from = record.sequence(at);
    const next = to + length;
    for (; to < next; to += 32) {
      const packed = v128.load(from);
      from += 16;
      // The first base of two is in the high half.
      const first = i8x16.swizzle(letters, v128.and(i16x8.shr_u(packed, 4), low_half));
      const second = i8x16.swizzle(letters, v128.and(packed, low_half));
      v128.store(to, v128.shuffle<u8>(first, second, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
      v128.store(to, v128.shuffle<u8>(first, second, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
    }
    to = next;
    store<u32>(offsets + (<usize>row << 2), <u32>(to - data), 4);
    const valid: u32 = length > 0 ? 1 : 0;
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}

/** Phred scores plus 33; null where missing. */
export function qualities(pointers: usize, count: u32, validity: usize, offsets: usize, data: usize): i32 {
  const to_letter = i8x16.splat(33);
  const highest = i8x16.splat(PHRED_MAX);
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  let byte: u32 = 0;
  let nulls: u32 = 0;
  let to: usize = data + load<u32>(offsets);
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    const length: usize = record.sequence_length(at);
    let from = record.quality(at);
    const valid: u32 = length > 0 && load<u8>(from) != 0xff ? 1 : 0;
    if (valid) {
      let top = i8x16.splat(0);
      const next = to + length;
      const whole_end = to + (length & ~15);
      for (; to < whole_end; to += 16) {
        const scores = v128.load(from);
        from += 16;
        top = i8x16.max_u(top, scores);
        v128.store(to, i8x16.add(scores, to_letter));
      }
      if (to < next) {
        const scores = v128.load(from);
        // What stands behind the last score isn't one.
        const own = i8x16.lt_s(places, i8x16.splat(<i8>(next - to)));
        top = i8x16.max_u(top, v128.and(scores, own));
        v128.store(to, i8x16.add(scores, to_letter));
      }
      if (v128.any_true(i8x16.gt_u(top, highest))) return refused(row, record.BAD_QUALITY);
      to = next;
    }
    store<u32>(offsets + (<usize>row << 2), <u32>(to - data), 4);
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}
