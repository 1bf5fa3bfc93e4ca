/** LZ4's block format, written from its format description: literals and copies in turns, without any frame. */
import { TABLE_BYTES, common, copy, hash } from "./encode_matches";

const DISTANCE_MAX: usize = 65535;
/** The last five bytes are literals, and no copy begins in the last twelve. */
const LITERALS_MIN: usize = 5;
const MARGIN: usize = 16;

@inline
function put_length(length: usize, to: usize): usize {
  while (length >= 255) {
    store<u8>(to, 255);
    to += 1;
    length -= 255;
  }
  store<u8>(to, <u8>length);
  return to + 1;
}

/** Literals, with the first half of a copy's length in the same byte as theirs. */
@inline
function put_literals(from: usize, bytes: usize, copied: usize, to: usize): usize {
  const low = copied < 15 ? <u32>copied : 15;
  const high = bytes < 15 ? <u32>bytes : 15;
  store<u8>(to, <u8>((high << 4) | low));
  to += 1;
  if (high == 15) to = put_length(bytes - 15, to);
  if (bytes > 0) copy(from, to, bytes);
  return to + bytes;
}

export function lz4(from: usize, bytes: usize, table: usize, to: usize): usize {
  const begin = from;
  const end = from + bytes;
  let literal = from;
  if (bytes > MARGIN) {
    memory.fill(table, 0, TABLE_BYTES);
    const last = end - MARGIN;
    from += 1;
    let skip: usize = 64;
    while (from < last) {
      const four = load<u32>(from);
      const slot = table + hash(four);
      const candidate = begin + <usize>load<u32>(slot);
      store<u32>(slot, <u32>(from - begin));
      if (from - candidate > DISTANCE_MAX || load<u32>(candidate) != four) {
        from += skip >> 6;
        skip += 1;
        continue;
      }
      const copied = common(from + 4, candidate + 4, end - LITERALS_MIN);
      to = put_literals(literal, from - literal, copied, to);
      store<u16>(to, <u16>(from - candidate));
      to += 2;
      if (copied >= 15) to = put_length(copied - 15, to);
      from += copied + 4;
      literal = from;
      skip = 64;
      if (from < last) store<u32>(table + hash(load<u32>(from - 2)), <u32>(from - 2 - begin));
    }
  }
  return put_literals(literal, end - literal, 0, to);
}
