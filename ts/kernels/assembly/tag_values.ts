/** Values of tags: numbers of any width, and their text. */
import * as tags from "./tags";

/**
 * Write a float's shortest exact text to `to`, unless that is 0, and return its length. The host does it: it is in no hot path, and
 * its own conversion is well tried.
 */
@external("env", "float_text")
declare function float_text(value: f64, is_single: bool, to: usize): u32;

/** c, C, s, S, i, I. */
const INTEGERS: u64 = 0x0008020800080208;

@inline
export function is_integer(type: u32): bool {
  return tags.is_among(INTEGERS, type);
}

/** An integer of any stored type: small letters have a sign. Reads up to 3 bytes behind it, which the record's pad covers. */
@inline
export function integer_of(type: u32, at: usize): i64 {
  const unused: u32 = 32 - (tags.value_bytes(type) << 3);
  const bits = load<u32>(at) << unused;
  return select<i64>(<i64>(<i32>bits >> <i32>unused), <i64>(bits >> unused), (type & 0x20) != 0);
}

@inline
export function float_of(type: u32, at: usize): f64 {
  return type == tags.TYPE_f ? <f64>load<f32>(at) : load<f64>(at);
}

export function float_text_bytes(type: u32, at: usize): u32 {
  return float_text(float_of(type, at), type == tags.TYPE_f, 0);
}

/** Returns where the text ends. */
export function write_float(type: u32, at: usize, to: usize): usize {
  return to + float_text(float_of(type, at), type == tags.TYPE_f, to);
}

/** Whether bytes are UTF-8. Nearly all are ASCII and are seen 16 at a time. */
export function is_utf8(at: usize, end: usize): bool {
  for (; at + 16 <= end; at += 16) if (i8x16.bitmask(v128.load(at)) != 0) break;
  while (at < end) {
    const byte: u32 = load<u8>(at++);
    if (byte < 0x80) continue;
    const more: u32 = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    if (byte < 0xc2 || byte > 0xf4 || at + more > end) return false;
    const second: u32 = load<u8>(at);
    // No overlong form, no surrogate, nothing above U+10FFFF.
    if ((byte == 0xe0 && second < 0xa0) || (byte == 0xed && second > 0x9f)) return false;
    if ((byte == 0xf0 && second < 0x90) || (byte == 0xf4 && second > 0x8f)) return false;
    for (const stop = at + more; at < stop; at++) if ((load<u8>(at) & 0xc0) != 0x80) return false;
  }
  return true;
}
