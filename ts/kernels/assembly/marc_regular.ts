import { FIELD_BYTES, SUBFIELD, field_address, field_length, field_tag, is_control } from "./marc_row";

/** Whether each data field begins with two ASCII indicators and a delimiter. */
function has_indicators(fields: usize, count: u32): bool {
  const end = fields + <usize>count * FIELD_BYTES;
  for (let field = fields; field < end; field += FIELD_BYTES) {
    if (is_control(field_tag(field))) continue;
    const head = load<u32>(field_address(field));
    if (field_length(field) < 3 || (head & 0xff8080) != 0x1f0000 || (head & 0xff) == SUBFIELD) return false;
  }
  return true;
}

/**
 * Whether a record's fields, taken apart and put together by the rules of the format, give its text again: there are fields, data fields
 * have their indicators, and behind each delimiter stands a code that is ASCII. Where the text isn't `declared` to be UTF-8 it has no
 * control characters either, which MARC-8 doesn't know. May read 16 bytes beyond `end`.
 */
export function is_regular(fields: usize, count: u32, at: usize, end: usize, declared: bool): bool {
  if (count == 0 || !has_indicators(fields, count)) return false;
  let bare = i8x16.splat(0);
  let control = i8x16.splat(0);
  for (; at < end; at += 16) {
    let now = v128.load(at);
    if (end - at < 16) {
      const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
      const own = i8x16.lt_u(places, i8x16.splat(<i8>(end - at)));
      now = v128.bitselect(now, i8x16.splat(0x20), own);
    }
    // Signed, both control characters and bytes above ASCII are below the space.
    const follows = i8x16.lt_s(v128.load(at, 1), i8x16.splat(0x20));
    bare = v128.or(bare, v128.and(i8x16.eq(now, i8x16.splat(SUBFIELD)), follows));
    const low = i8x16.lt_u(now, i8x16.splat(0x1e));
    control = v128.or(control, v128.or(low, i8x16.eq(now, i8x16.splat(0x7f))));
  }
  return !v128.any_true(bare) && (declared || !v128.any_true(control));
}
