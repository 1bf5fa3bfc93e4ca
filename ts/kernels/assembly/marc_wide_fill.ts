/** Filling the columns of a wide table from the places that measuring left: see marc_wide.ts. */
import * as marc from "./marc_row";
import { ENDS_ITEM, JOINED, LENGTH, LISTED, PLACE_BYTES, SEVERAL, items, put_again } from "./marc_wide";

/** How many values the last list had. */
let listed: u32 = 0;

/** The texts of a list, at `to + at`; values end at `ends`, unless it is 0. Returns their bytes. */
function put_list(place: usize, count: u32, to: usize, at: u32, ends: usize): u32 {
  const last = place + <usize>count * PLACE_BYTES;
  const begin = at;
  listed = 0;
  for (; place < last; place += PLACE_BYTES) {
    const length = load<u32>(place, 4);
    if (length & JOINED) store<u8>(to + at++, 0x20);
    marc.copy(to + at, load<u32>(place), length & LENGTH);
    at += length & LENGTH;
    if (!(length & ENDS_ITEM)) continue;
    if (ends) store<u32>(ends + (<usize>listed << 2), at);
    listed += 1;
  }
  return at - begin;
}

/** One column of some rows, of which `places` has what measuring left, `stride` bytes apart. A list's values end at `value_ends`; else that is 0, and null stands for none. Returns the nulls. */
export function fill_wide(
  rows: usize, count: u32, first: u32, rule: usize, places: usize, stride: usize,
  validity: usize, offsets: usize, value_ends: usize, to: usize,
): u32 {
  let nulls: u32 = 0;
  let list_end = load<u32>(offsets);
  let at = value_ends ? load<u32>(value_ends + (<usize>list_end << 2)) : list_end;
  for (let i: u32 = 0; i < count; i++) {
    const from = <usize>load<u32>(places);
    let length: u32 = 0;
    let values: u32 = 0;
    if (from != 0) {
      length = load<u32>(places, 4);
      values = 1;
      const ends = value_ends ? value_ends + (<usize>list_end << 2) + 4 : 0;
      if (!(length & LISTED)) {
        marc.copy(to + at, from, length);
        if (ends) store<u32>(ends, at + length);
      } else if (length == SEVERAL) {
        length = put_again(rows + <usize>i * marc.ROW_BYTES, rule, from, to, at, ends);
        values = items;
      } else {
        length = put_list(from, length & ~LISTED, to, at, ends);
        values = listed;
      }
    }
    places += stride;
    at += length;
    list_end += values;
    if (validity) {
      const row = first + i;
      const byte = validity + (row >> 3);
      if (values) store<u8>(byte, load<u8>(byte) | <u8>((<u32>1) << (row & 7)));
      else nulls += 1;
    }
    offsets += 4;
    store<u32>(offsets, value_ends ? list_end : at);
  }
  return nulls;
}
