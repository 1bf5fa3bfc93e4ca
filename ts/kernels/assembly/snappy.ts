/** One raw Snappy block (google/snappy's format_description.txt) of known output length. */

/** Copies that may write up to 15 bytes too many: the caller sees to it that the room is there. */
// @ts-ignore: decorator
@inline
function copy_16s(target: usize, source: usize, length: usize): void {
  let done: usize = 0;
  do {
    v128.store(target + done, v128.load(source + done));
    done += 16;
  } while (done < length);
}

/** A match may overlap what it writes. */
export function copy_match(target: usize, distance: usize, length: usize, room_end: usize): void {
  const source = target - distance;
  if (distance >= 16 && target + length + 16 <= room_end) {
    copy_16s(target, source, length);
  } else if (distance >= length) {
    memory.copy(target, source, length);
  } else if (distance == 1) {
    memory.fill(target, load<u8>(source), length);
  } else {
    for (let i: usize = 0; i < length; i++) store<u8>(target + i, load<u8>(source + i));
  }
}

/** 0 when exactly `target_length` bytes came out of exactly the source's bytes, else 1. */
export function snappy(source: usize, source_length: usize, target: usize, target_length: usize): i32 {
  let at = source;
  const end = source + source_length;
  let out = target;
  const out_end = target + target_length;
  let announced: u64 = 0;
  for (let shift: u32 = 0; ; shift += 7) {
    if (at >= end || shift > 28) return 1;
    const byte: u32 = load<u8>(at++);
    announced |= <u64>(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  if (announced != <u64>target_length) return 1;
  while (at < end) {
    const tag: u32 = load<u8>(at++);
    const kind = tag & 3;
    if (kind == 0) {
      let length: usize = tag >> 2;
      if (length >= 60) {
        const extra = length - 59;
        if (end - at < extra) return 1;
        length = 0;
        for (let i: usize = 0; i < extra; i++) length |= <usize>load<u8>(at + i) << (i << 3);
        at += extra;
        if (length == 0xffffffff) return 1;
      }
      length += 1;
      if (length > end - at || length > out_end - out) return 1;
      if (length <= 16 && end - at >= 16 && out_end - out >= 16) v128.store(out, v128.load(at));
      else memory.copy(out, at, length);
      at += length;
      out += length;
      continue;
    }
    let length: usize;
    let distance: usize;
    if (kind == 1) {
      if (at >= end) return 1;
      length = 4 + ((tag >> 2) & 7);
      distance = ((tag >> 5) << 8) | load<u8>(at);
      at += 1;
    } else {
      const bytes: usize = kind == 2 ? 2 : 4;
      if (end - at < bytes) return 1;
      length = (tag >> 2) + 1;
      distance = kind == 2 ? <usize>load<u16>(at) : <usize>load<u32>(at);
      at += bytes;
    }
    if (distance == 0 || distance > out - target || length > out_end - out) return 1;
    copy_match(out, distance, length, out_end);
    out += length;
  }
  return out == out_end ? 0 : 1;
}
