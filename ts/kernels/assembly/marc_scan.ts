import { take_fields } from "./marc_directory";
import { is_regular } from "./marc_regular";
import { DECODE, FIELD_BYTES, FIELD_END, LEADER_BYTES, PLAIN, RECORD_END, ROW_BYTES } from "./marc_row";
import { ends, has_escape, has_high, has_reference, is_utf8, look, look_for_ends, separators } from "./marc_text";

/** Why a scan ended. */
const DONE: u32 = 0;
const FULL: u32 = 1;
const ODD: u32 = 2;

/** What makes a record's text one that has to be decoded: bits of `mode`. */
const HIGH_UNDECLARED: u32 = 1;
const HIGH: u32 = 2;
const ESCAPES_UNDECLARED: u32 = 4;
const ESCAPES: u32 = 8;
const IRREGULAR: u32 = 16;
/** Not one of those: all bytes up to the last terminator are known to be UTF-8. */
const KNOWN_UTF8: u32 = 32;

let position: usize = 0;
let fields_end: usize = 0;
let to_decode: u32 = 0;

export function scan_position(): usize { return position; }
export function scan_fields_end(): usize { return fields_end; }
export function scan_to_decode(): u32 { return to_decode; }

/** Five decimal digits, or -1. */
@inline function five_digits(at: usize): i32 {
  const a = <i32>load<u8>(at) - 48;
  const b = <i32>load<u8>(at, 1) - 48;
  const c = <i32>load<u8>(at, 2) - 48;
  const d = <i32>load<u8>(at, 3) - 48;
  const e = <i32>load<u8>(at, 4) - 48;
  if (<u32>a > 9 || <u32>b > 9 || <u32>c > 9 || <u32>d > 9 || <u32>e > 9) return -1;
  return a * 10000 + b * 1000 + c * 100 + d * 10 + e;
}

/** No byte of the leader may be a control character or above ASCII: signed and one up, those and DEL are below the place of the space. */
@inline function leader_is_text(at: usize): bool {
  const one = i8x16.splat(1);
  const space = i8x16.splat(0x21);
  const first = i8x16.lt_s(i8x16.add(v128.load(at), one), space);
  const wrong = v128.or(first, i8x16.lt_s(i8x16.add(v128.load(at, 8), one), space));
  return !v128.any_true(wrong);
}

/** Whether a leader counts indicators and the bytes of codes by digits. */
@inline function has_counts(at: usize): bool {
  return <u32>load<u8>(at, 10) - 48 <= 9 && <u32>load<u8>(at, 11) - 48 <= 9;
}

/**
 * Take the records from `from` on that begin before `own_end`, as long as they are what ISO 2709 says: lengths, terminators and directory agree.
 * Any other record ends the scan, as does a full table.
 */
export function scan(
  from: usize, own_end: usize, end: usize, origin: usize, rows: usize, rows_max: u32, first_ordinal: u32,
  to_fields: usize, fields_limit: usize, mode: u32,
): u32 {
  let at = from;
  let count: u32 = 0;
  let coded: u32 = 0;
  let reason = DONE;
  while (at < own_end) {
    if (count == rows_max) {
      reason = FULL;
      break;
    }
    reason = ODD;
    if (at + LEADER_BYTES + 2 > end) break;
    const length = five_digits(at);
    if (length < 26 || at + length > end || load<u8>(at + length - 1) != RECORD_END) break;
    const base = five_digits(at + 12);
    if (base < 25 || base >= length || load<u8>(at + base - 1) != FIELD_END || !leader_is_text(at)) break;
    const entries = <u32>(base - 25) / 12;
    if (entries * 12 + 25 != base) break;
    if (to_fields + <usize>entries * FIELD_BYTES > fields_limit) {
      reason = FULL;
      break;
    }
    const text = at + base;
    const text_end = at + length - 1;
    const declared = load<u8>(at + 9) == 0x61;
    const known = (mode & KNOWN_UTF8) != 0;
    const asked = mode & (declared ? HIGH | ESCAPES : HIGH | ESCAPES | HIGH_UNDECLARED | ESCAPES_UNDECLARED);
    if (known && asked == 0) look_for_ends(text, text_end);
    else look(text, text_end, known);
    if (separators != entries || ends != 0) break;
    if (!take_fields(at + LEADER_BYTES, entries, text, text_end, to_fields)) break;
    const decode =
      (has_high && (!is_utf8 || (mode & HIGH) != 0 || (!declared && (mode & HIGH_UNDECLARED) != 0))) ||
      ((has_escape || has_reference) && ((mode & ESCAPES) != 0 || (!declared && (mode & ESCAPES_UNDECLARED) != 0))) ||
      ((mode & IRREGULAR) != 0 && !(has_counts(at) && is_regular(to_fields, entries, text, text_end, declared)));
    const row = rows + <usize>count * ROW_BYTES;
    store<u32>(row, <u32>at);
    store<u32>(row, <u32>length, 4);
    store<u32>(row, <u32>to_fields, 8);
    store<u32>(row, entries, 12);
    store<u32>(row, decode ? DECODE : PLAIN, 16);
    coded += <u32>decode;
    store<u32>(row, 0, 20);
    store<u32>(row, 0, 24);
    store<u32>(row, first_ordinal + count, 28);
    store<u32>(row, <u32>(at - origin), 32);
    store<u32>(row, 1, 36);
    to_fields += <usize>entries * FIELD_BYTES;
    count += 1;
    at += length;
    reason = DONE;
  }
  position = at;
  fields_end = to_fields;
  to_decode = coded;
  last_reason = reason;
  return count;
}

let last_reason: u32 = 0;
export function scan_reason(): u32 { return last_reason; }
