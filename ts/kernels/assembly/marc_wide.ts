import * as marc from "./marc_row";
import {
  ALL_CODES, CONTROL, ENCODING, LEADER, RAW, REPEATED, RULE_BYTES, SEPARATE, has_code, rule_flags, rule_from, rule_ind1, rule_ind2, rule_kind,
  rule_mask, rule_tag, rule_to,
} from "./marc_rule";

/** Of each record and rule, as measuring leaves it for filling: address and length of the one text there is, 0 for none. */
export const PLACE_BYTES: usize = 8;
/** Instead of a length: with the number of texts, and the address is that of a list of places, one for each. */
export const LISTED: u32 = 0x80000000;
/** Instead of a length: there was no room for a list, and the address is that of the first field that has any. */
export const SEVERAL: u32 = 0xffffffff;
/** In the lengths of a list, which are below: a blank comes before the text, and a value ends with it. */
export const JOINED: u32 = 0x40000000;
export const ENDS_ITEM: u32 = 0x20000000;
export const LENGTH: u32 = 0x1fffffff;

/** What the last rule yielded: how many values, and their bytes; how many texts there were, the first one, and whose it was. */
export let items: u32 = 0;
let bytes: u32 = 0;
let texts: u32 = 0;
let text_from: usize = 0;
let text_length: u32 = 0;
let text_field: usize = 0;
/** Where measuring lists the texts of a rule, and how far. */
let list: usize = 0;
let list_limit: usize = 0;
/** Where values go; 0 only measures. */
let data: usize = 0;
/** Where the end of each value goes, for lists. */
let ends: usize = 0;
let base: u32 = 0;

/** A text of a value: with a blank before it if it is `joined` to others. */
@inline function put(from: usize, length: u32, joined: bool): void {
  if (data) {
    if (joined) store<u8>(data + base + bytes, 0x20);
    marc.copy(data + base + bytes + <u32>joined, from, length);
  } else {
    const place = list + <usize>texts * PLACE_BYTES;
    if (place + PLACE_BYTES <= list_limit) {
      store<u32>(place, <u32>from);
      store<u32>(place, joined ? length | JOINED : length, 4);
    }
    if (texts++ == 0) {
      text_from = from;
      text_length = length;
    }
  }
  bytes += length + <u32>joined;
}

/** The value ends with the text that was put last. */
@inline function end_item(): void {
  items += 1;
  if (ends) {
    store<u32>(ends, base + bytes);
    ends += 4;
  } else if (!data) {
    const place = list + <usize>(texts - 1) * PLACE_BYTES;
    if (place + PLACE_BYTES <= list_limit) store<u32>(place, load<u32>(place, 4) | ENDS_ITEM, 4);
  }
}

/** Characters [from, to) of a text, as bytes; false where it is too short to have the first of them. */
function put_slice(rule: usize, at: usize, length: u32): bool {
  const from = rule_from(rule);
  const to = rule_to(rule);
  if (from == 0 && to == 0xffffffff) {
    put(at, length, false);
    return true;
  }
  const wanted = min(to, length);
  if (marc.is_ascii(at, wanted)) {
    if (from >= wanted) return false;
    put(at + from, wanted - from, false);
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
  put(begin, <u32>(at - begin), false);
  return true;
}

/** A field with subfields. Returns whether it has any of those wanted. */
function put_subfields(rule: usize, at: usize, end: usize): bool {
  const flags = rule_flags(rule);
  // It usually stands behind two indicators.
  const usual = end - at > 2 && (load<u32>(at) & 0xff8080) == 0x1f0000 && load<u8>(at) != marc.SUBFIELD && load<u8>(at, 1) != marc.SUBFIELD;
  let delimiter = usual ? at + 2 : marc.next_delimiter(at, end);
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
    put(value, length, found && !(flags & SEPARATE));
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
    put(marc.address(row), marc.length(row), false);
    end_item();
    return;
  }
  if (kind == ENCODING) {
    const name = rule + 24 + <usize>marc.encoding(row) * 8;
    put(load<u32>(name), load<u32>(name, 4), false);
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

/** Leave the place of a record's text by a rule, or of a list of them. */
@inline function leave(place: usize): void {
  if (texts <= 1) {
    store<u32>(place, items == 0 ? 0 : <u32>text_from);
    store<u32>(place, text_length, 4);
    return;
  }
  const end = list + <usize>texts * PLACE_BYTES;
  const listed = end <= list_limit;
  store<u32>(place, <u32>(listed ? list : text_field));
  store<u32>(place, listed ? LISTED | texts : SEVERAL, 4);
  if (listed) list = end;
}

/**
 * Add up what the columns need: of each rule, bytes and values. `sums` has count + 1 entries of two numbers a rule, and two more that say
 * where the texts are. Lists of several texts go to `lists`, as far as there is room up to `limit`, and stay there until the columns are filled.
 */
export function measure_wide(rows: usize, count: u32, rules: usize, rule_count: u32, sums: usize, lists: usize, limit: usize): void {
  data = 0;
  ends = 0;
  base = 0;
  list = lists;
  list_limit = limit;
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
      leave(place);
      place += PLACE_BYTES;
    }
    sums += width;
  }
}

/** Look for a record's texts again from field `from` on, and put them at `to + at`; the ends of values go to `to_ends`, unless it is 0. Returns their bytes. */
export function put_again(row: usize, rule: usize, from: usize, to: usize, at: u32, to_ends: usize): u32 {
  data = to;
  base = at;
  ends = to_ends;
  items = 0;
  bytes = 0;
  extract_fields(row, rule, rule_kind(rule), from);
  return bytes;
}
