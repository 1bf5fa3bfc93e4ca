import { close_bitmap, push_bit } from "./bitmap";
import { OPERATION_MAX, real_count, real_operations } from "./cigar";
import * as record from "./record";
import { refused, whole } from "./result";
import { TAGS_MALFORMED } from "./tags";

/** MIDNSHP=X, from the lowest byte on. */
const LETTERS: u64 = 0x3d5048534e44494d;

/** Digits of an operation's length, which is below 2 ** 28. */
@inline
function digits(length: u32): u32 {
  if (length < 10) return 1;
  if (length < 100) return 2;
  if (length < 1000) return 3;
  if (length < 10000) return 4;
  return length < 100000 ? 5 : length < 1000000 ? 6 : length < 10000000 ? 7 : length < 100000000 ? 8 : 9;
}

/** Bytes that a record's CIGAR takes as text; anything where it is malformed, as then it is refused when it is written. */
export function cigar_bytes(at: usize): u32 {
  let operations = real_operations(at);
  if (operations == TAGS_MALFORMED) return 0;
  const count = real_count(at, operations);
  let bytes = count;
  for (const end = operations + (<usize>count << 2); operations < end; operations += 4) {
    bytes += digits(load<u32>(operations) >> 4);
  }
  return bytes;
}

/** CIGARs as text; null where there are no operations. */
export function cigars(pointers: usize, count: u32, validity: usize, offsets: usize, data: usize): i32 {
  let byte: u32 = 0;
  let nulls: u32 = 0;
  let to: usize = data + load<u32>(offsets);
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    let operations = real_operations(at);
    if (operations == TAGS_MALFORMED) return refused(row, record.BAD_TAGS);
    const operation_count = real_count(at, operations);
    for (const end = operations + (<usize>operation_count << 2); operations < end; operations += 4) {
      const operation = load<u32>(operations);
      const kind = operation & 15;
      if (kind > OPERATION_MAX) return refused(row, record.BAD_CIGAR_OPERATION);
      let length = operation >> 4;
      const letter_at = to + digits(length);
      for (let digit = letter_at; digit > to; length /= 10) store<u8>(--digit, <u8>(48 + (length % 10)));
      store<u8>(letter_at, kind == OPERATION_MAX ? 88 : <u8>(LETTERS >> (<u64>kind << 3)));
      to = letter_at + 1;
    }
    store<u32>(offsets + (<usize>row << 2), <u32>(to - data), 4);
    const valid: u32 = operation_count > 0 ? 1 : 0;
    nulls += 1 - valid;
    byte = push_bit(validity, row, byte, valid);
  }
  close_bitmap(validity, count, byte);
  return whole(nulls);
}
