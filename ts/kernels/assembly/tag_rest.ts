/** The tags that are in no column, as SAM text: a map's offsets, keys and values. */
import { write_decimal } from "./decimal";
import * as record from "./record";
import { refused, whole } from "./result";
import { next_left_over } from "./tag_walk";
import { integer_of, is_integer, is_utf8, write_float } from "./tag_values";
import * as tags from "./tags";

const COLON: u8 = 58;
const COMMA: u8 = 44;

/** Write a value with its type, as `i:5` or `B:c,1,2`; returns where it ends. */
function write_value(value: usize, next: usize, to: usize): usize {
  const type: u32 = load<u8>(value);
  store<u8>(to, is_integer(type) ? <u8>tags.TYPE_i : <u8>type);
  store<u8>(to, COLON, 1);
  to += 2;
  if (is_integer(type)) return write_decimal(integer_of(type, value + 1), to);
  if (type == tags.TYPE_f || type == tags.TYPE_d) return write_float(type, value + 1, to);
  if (type != tags.TYPE_B) {
    const bytes = type == tags.TYPE_A ? <usize>1 : next - value - 2;
    memory.copy(to, value + 1, bytes);
    return to + bytes;
  }
  const kind: u32 = load<u8>(value, 1);
  const size = tags.value_bytes(kind);
  store<u8>(to++, <u8>kind);
  for (let at = value + 6; at < next; at += size) {
    store<u8>(to++, COMMA);
    to = kind == tags.TYPE_f ? write_float(kind, at, to) : write_decimal(integer_of(kind, at), to);
  }
  return to;
}

/** `offsets` are the map's; those of the keys and values belong to its entries, and go on where `offsets[0]` says. */
export function tag_rest(
  pointers: usize, count: u32, plan: usize, places: usize, stride: usize, offsets: usize,
  key_offsets: usize, keys: usize, value_offsets: usize, values: usize,
): i32 {
  let entry: u32 = load<u32>(offsets);
  let to: usize = values + load<u32>(value_offsets + (<usize>entry << 2));
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    const end = record.record_end(at);
    const found = places + (<usize>row << 2);
    let tag = next_left_over(at, record.tags(at), end, plan, found, stride);
    while (tag < end) {
      const next = tags.skip_value(tag + 2, end);
      const begin = to;
      store<u16>(keys + (<usize>entry << 1), load<u16>(tag));
      to = write_value(tag + 2, next, to);
      if (!is_utf8(begin, to)) return refused(row, record.BAD_TAG_TEXT);
      entry++;
      store<u32>(key_offsets + (<usize>entry << 2), entry << 1);
      store<u32>(value_offsets + (<usize>entry << 2), <u32>(to - values));
      tag = next_left_over(at, next, end, plan, found, stride);
    }
    store<u32>(offsets + (<usize>row << 2), entry, 4);
  }
  return whole(0);
}
