/** Values of tags: numbers of any width, and their text. */
import * as tags from "./tags";

/**
 * Write a float's shortest exact text to `to`, unless that is 0, and return its length. The host does it: it is in no hot path, and
 * its own conversion is well tried.
 */
@external("env", "float_text")
declare function float_text(value: f64, is_single: bool, to: usize): u32;

@inline
export function is_integer(type: u32): bool {
  return (
    type == tags.TYPE_C || type == tags.TYPE_c || type == tags.TYPE_i || type == tags.TYPE_S ||
    type == tags.TYPE_s || type == tags.TYPE_I
  );
}

/** An integer of any stored type. */
@inline
export function integer_of(type: u32, at: usize): i64 {
  if (type == tags.TYPE_C) return load<u8>(at);
  if (type == tags.TYPE_c) return load<i8>(at);
  if (type == tags.TYPE_S) return load<u16>(at);
  if (type == tags.TYPE_s) return load<i16>(at);
  return type == tags.TYPE_I ? <i64>load<u32>(at) : <i64>load<i32>(at);
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
