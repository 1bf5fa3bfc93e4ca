/** Which of a record's tags go into which column, and what is left over. The plan is documented in ../tag_plan.ts. */
import { holds_cigar } from "./cigar";
import * as record from "./record";
import { refused, whole } from "./result";
import * as tags from "./tags";
import { float_text_bytes, integer_of, is_integer } from "./tag_values";
import { decimal_bytes } from "./decimal";

const INDEX: usize = 0;
export const COLUMNS: usize = 4;
const SPECS: usize = 8;
const REST: usize = 12;
const REST_WORD: usize = 16;

const SPEC_BYTES: usize = 32;
const KIND: usize = 0;
const WORD: usize = 4;
const LOW: usize = 8;
const HIGH: usize = 16;
const TYPES: usize = 24;

// Twin of `tag_kind` in ../tag_plan.ts.
const INTEGER: u32 = 0;
const INTEGERS: u32 = 4;
const FLOATS: u32 = 5;

const NO_WORD: u32 = 0xffffffff;

let name_of_bad: u32 = 0;

/** The name of the tag that a record was refused for, as it stands in memory. */
export function bad_tag(): u32 {
  return name_of_bad;
}

@inline
function refuse(tag: usize, code: u32): u32 {
  name_of_bad = load<u16>(tag);
  return code;
}

/** Whether all items of an integer array are in the range. */
function items_fit(value: usize, low: i64, high: i64): bool {
  const type: u32 = load<u8>(value, 1);
  if (!is_integer(type)) return false;
  const size = tags.value_bytes(type);
  let at = value + 6;
  for (const end = at + <usize>load<u32>(value, 2) * size; at < end; at += size) {
    const item = integer_of(type, at);
    if (item < low || item > high) return false;
  }
  return true;
}

/** Whether a value is one of its column's. */
@inline
export function fits(value: usize, spec: usize): bool {
  return tags.is_among(load<u64>(spec, TYPES), load<u8>(value)) || may_fit(value, spec);
}

/** Of a type that doesn't fit whatever the value is. */
function may_fit(value: usize, spec: usize): bool {
  const type: u32 = load<u8>(value);
  const kind = load<u32>(spec, KIND);
  if (kind == INTEGER) {
    if (!is_integer(type)) return false;
    const number = integer_of(type, value + 1);
    return number >= load<i64>(spec, LOW) && number <= load<i64>(spec, HIGH);
  }
  if (type != tags.TYPE_B || (kind != INTEGERS && kind != FLOATS)) return false;
  if (kind == INTEGERS) return items_fit(value, load<i64>(spec, LOW), load<i64>(spec, HIGH));
  return load<u8>(value, 1) == tags.TYPE_f;
}

/** What a value counts in its column: bytes of text or items of an array. */
@inline
function size_of(value: usize, next: usize): u32 {
  const type: u32 = load<u8>(value);
  if (type == tags.TYPE_B) return load<u32>(value, 2);
  return type == tags.TYPE_A ? 1 : <u32>(next - value) - 2;
}

/** Bytes of a value as SAM text, with its type: `i:5`. */
function text_bytes(value: usize, next: usize): u32 {
  const type: u32 = load<u8>(value);
  if (is_integer(type)) return 2 + decimal_bytes(integer_of(type, value + 1));
  if (type == tags.TYPE_f || type == tags.TYPE_d) return 2 + float_text_bytes(type, value + 1);
  if (type != tags.TYPE_B) return 2 + size_of(value, next);
  const kind: u32 = load<u8>(value, 1);
  const size = tags.value_bytes(kind);
  let bytes: u32 = 3;
  for (let at = value + 6; at < next; at += size) {
    bytes += 1 + (kind == tags.TYPE_f ? float_text_bytes(kind, at) : decimal_bytes(integer_of(kind, at)));
  }
  return bytes;
}

@inline
function is_printable(byte: u32): bool {
  return byte > 0x20 && byte < 0x7f;
}

/**
 * Find the tags of the columns: the address of each one's type goes to `places`, one every `stride` bytes, 0 where the record has none.
 * With `sizes` the words of the columns' sizes are added to. Returns 0, or what is wrong.
 */
export function locate(at: usize, plan: usize, places: usize, stride: usize, sizes: usize): u32 {
  const index: usize = load<u32>(plan, INDEX);
  const specs: usize = load<u32>(plan, SPECS);
  const rest = load<u32>(plan, REST);
  const columns = load<u32>(plan, COLUMNS);
  for (let column: u32 = 0, place = places; column < columns; column++, place += stride) store<u32>(place, 0);
  const end = record.record_end(at);
  for (let tag = record.tags(at); tag < end; ) {
    const value = tag + 2;
    const next = end - tag < 4 ? <usize>0 : tags.skip_value(value, end);
    if (next == 0 || tags.is_odd_array(value)) return refuse(tag, record.BAD_TAGS);
    if (load<u16>(tag) == tags.CG && holds_cigar(at, tag)) {
      tag = next;
      continue;
    }
    const number: u32 = load<u16>(index + (<usize>load<u16>(tag) << 1));
    let place: usize = 0;
    if (number != 0) {
      const spec = specs + <usize>(number - 1) * SPEC_BYTES;
      place = places + <usize>(number - 1) * stride;
      if (load<u32>(place) == 0 && fits(value, spec)) {
        store<u32>(place, <u32>value);
        const word = load<u32>(spec, WORD);
        if (sizes != 0 && word != NO_WORD) store<u32>(sizes + (<usize>word << 2), size_of(value, next));
        tag = next;
        continue;
      }
    }
    if ((number | rest) != 0) {
      if (rest == 0) return refuse(tag, load<u32>(place) == 0 ? record.BAD_TAG_TYPE : record.BAD_TAG_TWICE);
      if (!is_printable(load<u8>(tag)) || !is_printable(load<u8>(tag, 1))) return refuse(tag, record.BAD_TAGS);
      if (sizes != 0) add_rest(sizes + (<usize>load<u32>(plan, REST_WORD) << 2), text_bytes(value, next));
    }
    tag = next;
  }
  return 0;
}

@inline
function add_rest(words: usize, bytes: u32): void {
  store<u32>(words, load<u32>(words) + 1);
  store<u32>(words, load<u32>(words, 4) + bytes, 4);
}

/** `locate` for each row: place of column c in row r is at `places + c * stride + 4 * r`. */
export function locate_rows(pointers: usize, count: u32, plan: usize, places: usize, stride: usize): i32 {
  for (let row: u32 = 0; row < count; row++) {
    const bad = locate(load<u32>(pointers + (<usize>row << 2)), plan, places + (<usize>row << 2), stride, 0);
    if (bad != 0) return refused(row, bad);
  }
  return whole(0);
}

/** The next tag of a record that is in no column, from `tag` on; `end` for none. `places` is what `locate` found for the record. */
export function next_left_over(at: usize, tag: usize, end: usize, plan: usize, places: usize, stride: usize): usize {
  const index: usize = load<u32>(plan, INDEX);
  while (tag < end) {
    const number: u32 = load<u16>(index + (<usize>load<u16>(tag) << 1));
    const value = tag + 2;
    const taken = number != 0 && load<u32>(places + <usize>(number - 1) * stride) == <u32>value;
    if (!taken && !(load<u16>(tag) == tags.CG && holds_cigar(at, tag))) return tag;
    tag = tags.skip_value(value, end);
  }
  return end;
}
