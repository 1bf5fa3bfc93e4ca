/** Columns of tags. `places` holds for each row the address of the value's type, 0 where there is none: see `locate`. */
import { close_bitmap, push_bit } from "./bitmap";
import * as record from "./record";
import { refused, whole } from "./result";
import { float_of, integer_of, is_utf8 } from "./tag_values";
import * as tags from "./tags";

/** Integers, of `width` bytes. */
export function tag_integers(places: usize, count: u32, validity: usize, values: usize, width: u32): i32 {
  let byte: u32 = 0;
  let nulls: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const value: usize = load<u32>(places + (<usize>row << 2));
    const valid: u32 = value != 0 ? 1 : 0;
    store_integer(values + <usize>row * width, valid ? integer_of(load<u8>(value), value + 1) : 0, width);
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}

@inline
function store_integer(to: usize, value: i64, width: u32): void {
  if (width == 8) store<i64>(to, value);
  else if (width == 4) store<i32>(to, <i32>value);
  else if (width == 2) store<i16>(to, <i16>value);
  else store<i8>(to, <i8>value);
}

/** Floats, of `width` bytes. */
export function tag_floats(places: usize, count: u32, validity: usize, values: usize, width: u32): i32 {
  let byte: u32 = 0;
  let nulls: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const value: usize = load<u32>(places + (<usize>row << 2));
    const valid: u32 = value != 0 ? 1 : 0;
    // Bits are copied where the width is the same: a NaN keeps its payload.
    if (width == 4) store<u32>(values + (<usize>row << 2), valid ? load<u32>(value, 1) : 0);
    else if (valid && load<u8>(value) == tags.TYPE_d) store<u64>(values + (<usize>row << 3), load<u64>(value, 1));
    else store<f64>(values + (<usize>row << 3), valid ? float_of(tags.TYPE_f, value + 1) : 0);
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}

/** Texts, and single characters. */
export function tag_texts(places: usize, count: u32, validity: usize, offsets: usize, data: usize): i32 {
  const zero = i8x16.splat(0);
  let byte: u32 = 0;
  let nulls: u32 = 0;
  let to: usize = data + load<u32>(offsets);
  for (let row: u32 = 0; row < count; row++) {
    const value: usize = load<u32>(places + (<usize>row << 2));
    const valid: u32 = value != 0 ? 1 : 0;
    const begin = to;
    let high: u32 = 0;
    if (valid && load<u8>(value) == tags.TYPE_A) {
      high = load<u8>(value, 1) & 0x80;
      store<u8>(to++, load<u8>(value, 1));
    } else if (valid && load<u8>(value, 1) != 0) {
      // 16 bytes at a time, until the NUL is among them. A column of empty texts alone has no data, nor room behind it.
      for (let from = value + 1; ; from += 16) {
        const text = v128.load(from);
        v128.store(to, text);
        const ends: u32 = i8x16.bitmask(i8x16.eq(text, zero));
        const length: u32 = ends != 0 ? ctz(ends) : 16;
        high |= <u32>i8x16.bitmask(text) & ((1 << length) - 1);
        to += length;
        if (ends != 0) break;
      }
    }
    if (high != 0 && !is_utf8(begin, to)) return refused(row, record.BAD_TAG_TEXT);
    store<u32>(offsets + (<usize>row << 2), <u32>(to - data), 4);
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}

/** Arrays, their items of `width` bytes; offsets count items. */
export function tag_lists(
  places: usize, count: u32, validity: usize, offsets: usize, items: usize, width: u32,
): i32 {
  let byte: u32 = 0;
  let nulls: u32 = 0;
  let done: u32 = load<u32>(offsets);
  for (let row: u32 = 0; row < count; row++) {
    const value: usize = load<u32>(places + (<usize>row << 2));
    const valid: u32 = value != 0 ? 1 : 0;
    if (valid) {
      const type: u32 = load<u8>(value, 1);
      const size = tags.value_bytes(type);
      const length = load<u32>(value, 2);
      const to = items + <usize>done * width;
      if (size == width) memory.copy(to, value + 6, <usize>length * width);
      else {
        for (let i: u32 = 0; i < length; i++) {
          store_integer(to + <usize>i * width, integer_of(type, value + 6 + <usize>i * size), width);
        }
      }
      done += length;
    }
    store<u32>(offsets + (<usize>row << 2), done, 4);
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}
