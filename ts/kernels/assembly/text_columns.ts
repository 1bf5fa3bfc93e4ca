import { close_bitmap, push_bit } from "./bitmap";
import { reference_table } from "./hop";
import * as record from "./record";
import { refused, whole } from "./result";

/** Read names without their NUL. */
export function names(pointers: usize, count: u32, offsets: usize, data: usize): i32 {
  const space = i8x16.splat(0x20);
  const del = i8x16.splat(0x7f);
  let to: usize = data + load<u32>(offsets);
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    let left = <i32>record.name_length(at) - 1;
    let from = record.name(at);
    const next = to + left;
    for (; left > 0; left -= 16) {
      const text = v128.load(from);
      v128.store(to, text);
      // Signed, a byte above 0x7f is below the space as well.
      const unprintable = i8x16.bitmask(v128.or(i8x16.lt_s(text, space), i8x16.eq(text, del)));
      const mask: i32 = left < 16 ? (1 << left) - 1 : 0xffff;
      if (unprintable & mask) return refused(row, record.BAD_NAME_BYTE);
      from += 16;
      to += 16;
    }
    to = next;
    store<u32>(offsets + (<usize>row << 2), <u32>(to - data), 4);
  }
  return whole(0);
}

/** Reference names; null where the reference id is -1. */
export function chroms(pointers: usize, count: u32, validity: usize, offsets: usize, data: usize, state: usize): i32 {
  return references(pointers, count, validity, offsets, data, state, false);
}

/** The mates' reference names; null where the id is -1. */
export function mate_chroms(
  pointers: usize, count: u32, validity: usize, offsets: usize, data: usize, state: usize,
): i32 {
  return references(pointers, count, validity, offsets, data, state, true);
}

@inline
function references(
  pointers: usize, count: u32, validity: usize, offsets: usize, data: usize, state: usize, mate: bool,
): i32 {
  const table = reference_table(state);
  let byte: u32 = 0;
  let nulls: u32 = 0;
  let to: usize = data + load<u32>(offsets);
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    const reference = mate ? record.next_reference(at) : record.reference(at);
    const valid: u32 = reference >= 0 ? 1 : 0;
    if (valid) {
      const name = table + (<usize>reference << 3);
      let from: usize = load<u32>(name);
      const next = to + load<u32>(name, 4);
      for (; to < next; to += 16) {
        v128.store(to, v128.load(from));
        from += 16;
      }
      to = next;
    }
    store<u32>(offsets + (<usize>row << 2), <u32>(to - data), 4);
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}
