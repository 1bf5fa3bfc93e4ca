/** Snappy's raw format, written from its format description: a length, then literals and copies. */
import { TABLE_BYTES, common, copy, hash } from "./encode_matches";
import { put_varint } from "./encode_varint";

/** Copies reach back within such a block alone, so that their distance fits two bytes. */
const BLOCK: usize = 65536;
/** The last bytes of a block are literals: nothing is read behind it. */
const MARGIN: usize = 16;

@inline
function put_literal(from: usize, bytes: usize, to: usize): usize {
  const length = <u32>bytes - 1;
  if (length < 60) {
    store<u8>(to, <u8>(length << 2));
    to += 1;
  } else if (length < 256) {
    store<u8>(to, 60 << 2);
    store<u8>(to, <u8>length, 1);
    to += 2;
  } else {
    store<u8>(to, 61 << 2);
    store<u16>(to, <u16>length, 1);
    to += 3;
  }
  copy(from, to, bytes);
  return to + bytes;
}

@inline
function put_copy(distance: u32, bytes: usize, to: usize): usize {
  let left = <u32>bytes;
  // What is left over has four bytes at least, as the short form wants.
  while (left >= 68) {
    store<u8>(to, (63 << 2) | 2);
    store<u16>(to, <u16>distance, 1);
    to += 3;
    left -= 64;
  }
  if (left > 64) {
    store<u8>(to, (59 << 2) | 2);
    store<u16>(to, <u16>distance, 1);
    to += 3;
    left -= 60;
  }
  if (left < 12 && distance < 2048) {
    store<u8>(to, <u8>(((distance >> 8) << 5) | ((left - 4) << 2) | 1));
    store<u8>(to, <u8>distance, 1);
    return to + 2;
  }
  store<u8>(to, <u8>(((left - 1) << 2) | 2));
  store<u16>(to, <u16>distance, 1);
  return to + 3;
}

function block(from: usize, end: usize, table: usize, to: usize): usize {
  const begin = from;
  let literal = from;
  if (end - from > MARGIN) {
    memory.fill(table, 0, TABLE_BYTES);
    const last = end - MARGIN;
    from += 1;
    let skip: usize = 32;
    while (from < last) {
      const four = load<u32>(from);
      const slot = table + hash(four);
      const candidate = begin + <usize>load<u32>(slot);
      store<u32>(slot, <u32>(from - begin));
      if (load<u32>(candidate) != four) {
        // The longer nothing is found, the larger the steps.
        from += skip >> 5;
        skip += 1;
        continue;
      }
      if (from > literal) to = put_literal(literal, from - literal, to);
      const bytes = common(from + 4, candidate + 4, end) + 4;
      to = put_copy(<u32>(from - candidate), bytes, to);
      from += bytes;
      literal = from;
      skip = 32;
      if (from < last) store<u32>(table + hash(load<u32>(from - 1)), <u32>(from - 1 - begin));
    }
  }
  if (end > literal) to = put_literal(literal, end - literal, to);
  return to;
}

export function snappy(from: usize, bytes: usize, table: usize, to: usize): usize {
  to = put_varint(to, bytes);
  const end = from + bytes;
  while (from < end) {
    const next = min<usize>(from + BLOCK, end);
    to = block(from, next, table, to);
    from = next;
  }
  return to;
}
