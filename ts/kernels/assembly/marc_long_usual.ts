/**
 * The usual record: control fields first, then fields of two ASCII indicators and of subfields with ASCII codes, which all stand in the record one
 * behind the other. What a long table needs of it can be counted, sixteen bytes at a time, and its rows be written without asking.
 */
import { set_bits } from "./bitmap";
import {
  code_data, code_offsets, code_validity, field_numbers, ind1_data, ind1_offsets, ind1_validity, ind2_data, ind2_offsets, ind2_validity,
  records, subfield_validity, subfields, tag_data, tag_offsets, value_data, value_offsets,
} from "./marc_long_columns";
import * as marc from "./marc_row";
import { sum_of_bytes } from "./marc_text";

/** Where in sixteen bytes there is no printable ASCII: signed, both control characters and bytes above ASCII are below the space. */
@inline function low_at(at: usize): v128 {
  return i8x16.lt_s(v128.load(at), i8x16.splat(0x20));
}

/** Subfields in [at, end): the delimiters there, or -1 where one has no ASCII character behind it. May read 16 bytes beyond. */
function count_subfields(at: usize, end: usize): i32 {
  const delimiter = i8x16.splat(marc.SUBFIELD);
  let bare = i8x16.splat(0);
  let counted: u32 = 0;
  // Bytes count as far as 255.
  for (let turns = (end - at) >> 6; turns > 0; ) {
    let counts = i8x16.splat(0);
    for (let turn = min<usize>(turns, 63); turn > 0; turn--, turns--, at += 64) {
      const one = i8x16.eq(v128.load(at), delimiter);
      const two = i8x16.eq(v128.load(at, 16), delimiter);
      const three = i8x16.eq(v128.load(at, 32), delimiter);
      const four = i8x16.eq(v128.load(at, 48), delimiter);
      counts = i8x16.sub(counts, i8x16.add(i8x16.add(one, two), i8x16.add(three, four)));
      const bare_low = v128.or(v128.and(one, low_at(at + 1)), v128.and(two, low_at(at + 17)));
      bare = v128.or(bare, v128.or(bare_low, v128.or(v128.and(three, low_at(at + 33)), v128.and(four, low_at(at + 49)))));
    }
    counted += sum_of_bytes(counts);
  }
  for (; at < end; at += 16) {
    let found = i8x16.eq(v128.load(at), delimiter);
    if (end - at < 16) {
      const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
      found = v128.and(found, i8x16.lt_u(places, i8x16.splat(<i8>(end - at))));
    }
    bare = v128.or(bare, v128.and(found, low_at(at + 1)));
    counted += popcnt(i8x16.bitmask(found));
  }
  return v128.any_true(bare) ? -1 : <i32>counted;
}

/** How many of its fields are control fields: those in front. */
export function control_fields(row: usize): u32 {
  const all = marc.count(row);
  let controls: u32 = 0;
  while (controls < all && marc.is_control(marc.field_tag(marc.fields(row) + <usize>controls * marc.FIELD_BYTES))) controls += 1;
  return controls;
}

/** The number of all subfields of a usual record, or -1 where it is none; `controls` are its control fields in front. */
export function count_usual_fields(row: usize, controls: u32): i32 {
  const last = marc.fields(row) + <usize>marc.count(row) * marc.FIELD_BYTES;
  const first = marc.fields(row) + <usize>controls * marc.FIELD_BYTES;
  if (!(marc.flags(row) & marc.PLAIN) || marc.subfields(row) == 0 || first == last) return -1;
  for (let field = first; field < last; field += marc.FIELD_BYTES) {
    const head = load<u32>(marc.field_address(field));
    // Two characters that are ASCII and no delimiters, then one.
    const odd = marc.is_control(marc.field_tag(field)) || marc.field_length(field) < 3 || (head & 0xff8080) != 0x1f0000;
    if (odd || (head & 0xff) == marc.SUBFIELD || ((head >> 8) & 0xff) == marc.SUBFIELD) return -1;
  }
  // Up to the record's terminator; the field's own terminators stand in between.
  return count_subfields(marc.field_address(first), marc.address(row) + marc.length(row) - 1);
}

/**
 * Their rows, from row `row` on, where the text columns end as told: every row has all columns. Returns where the values end. It takes a third less
 * time than asking of each row what it has.
 */
export function fill_usual_fields(
  field: usize, last: usize, number: u32, record: u32, row: u32, ind1_end: u32, ind2_end: u32, code_end: u32, value_end: u32,
): u32 {
  const first = row;
  for (; field < last; field += marc.FIELD_BYTES) {
    const tag = marc.field_tag(field);
    const at = marc.field_address(field);
    const end = at + marc.field_length(field);
    const ind1 = load<u8>(at);
    const ind2 = load<u8>(at, 1);
    let subfield: u32 = 1;
    for (let delimiter = at + 2; delimiter < end; subfield++) {
      const value = delimiter + 2;
      const code = load<u8>(delimiter, 1);
      delimiter = marc.next_delimiter(value, end);
      const place: usize = <usize>row << 2;
      row += 1;
      if (records) store<u32>(records + place, record);
      if (field_numbers) store<u32>(field_numbers + place, number);
      if (tag_data) {
        store<u32>(tag_data + (row - 1) * 3, tag);
        store<u32>(tag_offsets + place, row * 3, 4);
      }
      if (ind1_data) {
        store<u8>(ind1_data + ind1_end, ind1);
        store<u32>(ind1_offsets + place, ++ind1_end, 4);
      }
      if (ind2_data) {
        store<u8>(ind2_data + ind2_end, ind2);
        store<u32>(ind2_offsets + place, ++ind2_end, 4);
      }
      if (subfields) store<u32>(subfields + place, subfield);
      if (code_data) {
        store<u8>(code_data + code_end, code);
        store<u32>(code_offsets + place, ++code_end, 4);
      }
      if (value_data) {
        const bytes = <u32>(delimiter - value);
        marc.copy(value_data + value_end, value, bytes);
        value_end += bytes;
        store<u32>(value_offsets + place, value_end, 4);
      }
    }
    number += 1;
  }
  if (ind1_data) set_bits(ind1_validity, first, row);
  if (ind2_data) set_bits(ind2_validity, first, row);
  if (subfields) set_bits(subfield_validity, first, row);
  if (code_data) set_bits(code_validity, first, row);
  return value_end;
}
