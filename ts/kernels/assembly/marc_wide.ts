import * as marc from "./marc_row";

/** A rule, as the host lays it out: see ../marc_rules.ts. */
export const RULE_BYTES: usize = 48;

const LEADER: u32 = 0;
const CONTROL: u32 = 1;
const DATA: u32 = 2;
const ENCODING: u32 = 3;
const RAW: u32 = 4;

const REPEATED: u32 = 1;
/** Each subfield is a value, rather than all of a field joined by spaces. */
const SEPARATE: u32 = 2;
const ALL_CODES: u32 = 4;

@inline function rule_tag(rule: usize): u32 { return load<u32>(rule); }
@inline function rule_mask(rule: usize): u32 { return load<u32>(rule, 4); }
@inline function rule_kind(rule: usize): u32 { return load<u8>(rule, 8); }
@inline function rule_flags(rule: usize): u32 { return load<u8>(rule, 9); }
/** An indicator's byte, 0 for any. */
@inline function rule_ind1(rule: usize): u32 { return load<u8>(rule, 10); }
@inline function rule_ind2(rule: usize): u32 { return load<u8>(rule, 11); }
/** Characters [from, to) of the text. */
@inline function rule_from(rule: usize): u32 { return load<u32>(rule, 12); }
@inline function rule_to(rule: usize): u32 { return load<u32>(rule, 16); }
/** Codes as a bitmap of 128 bits; for ENCODING: address and length of each name. */
@inline function has_code(rule: usize, code: u32): bool {
  return code < 128 && ((load<u8>(rule + 24 + (code >> 3)) >> (code & 7)) & 1) != 0;
}

/** Of each record and rule, as measuring leaves it for filling: address and length of the one text there is, 0 for none. */
const PLACE_BYTES: usize = 8;
/** Instead of a length: there are several texts, and the address is that of the first field that has any. */
const SEVERAL: u32 = 0xffffffff;

/** What the last rule yielded: how many values, and their bytes; the first text, how many there were, and whose they were. */
let items: u32 = 0;
let bytes: u32 = 0;
let texts: u32 = 0;
let text_from: usize = 0;
let text_length: u32 = 0;
let text_field: usize = 0;
/** Where values go; 0 only measures. */
let data: usize = 0;
/** Where the end of each value goes, for lists. */
let ends: usize = 0;
let base: u32 = 0;

@inline function put(from: usize, length: u32): void {
  if (data) marc.copy(data + base + bytes, from, length);
  else if (texts++ == 0) {
    text_from = from;
    text_length = length;
  }
  bytes += length;
}

@inline function end_item(): void {
  items += 1;
  if (ends) {
    store<u32>(ends, base + bytes);
    ends += 4;
  }
}

/** Characters [from, to) of a text, as bytes; false where it is too short to have the first of them. */
function put_slice(rule: usize, at: usize, length: u32): bool {
  const from = rule_from(rule);
  const to = rule_to(rule);
  if (from == 0 && to == 0xffffffff) {
    put(at, length);
    return true;
  }
  const end = at + length;
  let begin: usize = 0;
  let number: u32 = 0;
  for (; at < end && number < to; number++) {
    if (number == from) begin = at;
    at += marc.character_bytes(at, <u32>(end - at));
  }
  if (begin == 0) return false;
  put(begin, <u32>(at - begin));
  return true;
}

/** A field with subfields. Returns whether it has any of those wanted. */
function put_subfields(rule: usize, at: usize, end: usize): bool {
  const flags = rule_flags(rule);
  let delimiter = marc.next_delimiter(at, end);
  const ind1 = rule_ind1(rule);
  const ind2 = rule_ind2(rule);
  // A blank indicator may be missing.
  if (ind1 != 0 && (at < delimiter ? <u32>load<u8>(at) : 0x20) != ind1) return false;
  if (ind2 != 0 && (at + 1 < delimiter ? <u32>load<u8>(at, 1) : 0x20) != ind2) return false;
  let found: bool = false;
  while (delimiter < end) {
    const code = delimiter + 1;
    delimiter = marc.next_delimiter(code, end);
    if (code >= delimiter) continue;
    const letter = <u32>load<u8>(code);
    if (!(flags & ALL_CODES) && !has_code(rule, letter)) continue;
    const value = code + marc.character_bytes(code, <u32>(delimiter - code));
    const length = <u32>(delimiter - value);
    if (found && !(flags & SEPARATE)) {
      if (data) store<u8>(data + base + bytes, 0x20);
      bytes += 1;
    }
    put(value, length);
    found = true;
    if (flags & SEPARATE) {
      end_item();
      if (!(flags & REPEATED)) return true;
    }
  }
  if (found && !(flags & SEPARATE)) end_item();
  return found;
}

/** All values of one record by one rule. */
function extract(row: usize, rule: usize): void {
  items = 0;
  bytes = 0;
  texts = 0;
  const kind = rule_kind(rule);
  if (kind == LEADER) {
    if (put_slice(rule, marc.address(row), marc.LEADER_BYTES)) end_item();
    return;
  }
  if (kind == RAW) {
    put(marc.address(row), marc.length(row));
    end_item();
    return;
  }
  if (kind == ENCODING) {
    const name = rule + 24 + <usize>marc.encoding(row) * 8;
    put(load<u32>(name), load<u32>(name, 4));
    end_item();
    return;
  }
  text_field = 0;
  extract_fields(row, rule, kind, marc.fields(row));
}

/** The values that a record's fields have, from one of its fields on. */
function extract_fields(row: usize, rule: usize, kind: u32, first: usize): void {
  const tag = rule_tag(rule);
  const mask = rule_mask(rule);
  const repeated = (rule_flags(rule) & REPEATED) != 0;
  const last = marc.fields(row) + <usize>marc.count(row) * marc.FIELD_BYTES;
  for (let field = first; field < last; field += marc.FIELD_BYTES) {
    if ((marc.field_tag(field) & mask) != tag) continue;
    const at = marc.field_address(field);
    const length = marc.field_length(field);
    const control = marc.is_control(marc.field_tag(field));
    if (control != (kind == CONTROL)) continue;
    let found = true;
    if (!control) found = put_subfields(rule, at, at + length);
    else if (put_slice(rule, at, length)) end_item();
    else found = false;
    if (found && text_field == 0) text_field = field;
    if (found && !repeated) return;
  }
}

/**
 * Add up what the columns need: of each rule, bytes and values. `sums` has count + 1 entries of two numbers a rule, and two more that say
 * where the texts are.
 */
export function measure_wide(rows: usize, count: u32, rules: usize, rule_count: u32, sums: usize): void {
  data = 0;
  ends = 0;
  base = 0;
  const width: usize = <usize>rule_count << 4;
  memory.fill(sums, 0, width);
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + <usize>i * marc.ROW_BYTES;
    let place = sums + (<usize>rule_count << 3);
    for (let r: u32 = 0; r < rule_count; r++) {
      extract(row, rules + <usize>r * RULE_BYTES);
      const sum = sums + (<usize>r << 3);
      store<u32>(sum + width, load<u32>(sum) + bytes);
      store<u32>(sum + width, load<u32>(sum, 4) + items, 4);
      const several = texts > 1;
      store<u32>(place, items == 0 ? 0 : <u32>(several ? text_field : text_from));
      store<u32>(place, several ? SEVERAL : text_length, 4);
      place += PLACE_BYTES;
    }
    sums += width;
  }
}

/** One column of some rows, of which `places` has what measuring left, `stride` bytes apart. A list's values end at `value_ends`; else that is 0, and null stands for none. Returns the nulls. */
export function fill_wide(
  rows: usize, count: u32, first: u32, rule: usize, places: usize, stride: usize,
  validity: usize, offsets: usize, value_ends: usize, to: usize,
): u32 {
  const kind = rule_kind(rule);
  let nulls: u32 = 0;
  let list_end = load<u32>(offsets);
  data = to;
  base = value_ends ? load<u32>(value_ends + (<usize>list_end << 2)) : list_end;
  ends = value_ends ? value_ends + (<usize>list_end << 2) + 4 : 0;
  for (let i: u32 = 0; i < count; i++) {
    const from = <usize>load<u32>(places);
    items = 0;
    bytes = 0;
    if (from != 0) {
      const length = load<u32>(places, 4);
      if (length == SEVERAL) extract_fields(rows + <usize>i * marc.ROW_BYTES, rule, kind, from);
      else {
        put(from, length);
        end_item();
      }
    }
    places += stride;
    base += bytes;
    list_end += items;
    if (validity) {
      const row = first + i;
      const byte = validity + (row >> 3);
      if (items) store<u8>(byte, load<u8>(byte) | <u8>((<u32>1) << (row & 7)));
      else nulls += 1;
    }
    offsets += 4;
    store<u32>(offsets, value_ends ? list_end : base);
  }
  return nulls;
}
