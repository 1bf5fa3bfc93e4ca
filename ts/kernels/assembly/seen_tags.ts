/** Which tags there are in a run of records, and of which types: what columns of tags are settled on. See ../seen_tags.ts. */
import { holds_cigar } from "./cigar";
import * as record from "./record";
import * as tags from "./tags";

const ENTRY_BYTES: usize = 8;

/** The bit of a type within `types`: those of arrays follow behind the others. */
function type_bit(type: u32): u32 {
  if (type == tags.TYPE_A) return 0;
  if (type == tags.TYPE_c) return 1;
  if (type == tags.TYPE_C) return 2;
  if (type == tags.TYPE_s) return 3;
  if (type == tags.TYPE_S) return 4;
  if (type == tags.TYPE_i) return 5;
  if (type == tags.TYPE_I) return 6;
  if (type == tags.TYPE_f) return 7;
  if (type == tags.TYPE_d) return 8;
  return type == tags.TYPE_Z ? 9 : 10;
}

/**
 * Add the tags of records to a list of entries, in the order in which they first appear. `index` has a u16 for each possible name: the
 * entry's number from 1 on, or 0. Returns how many entries there are then, at most `entries_max`. What is malformed is passed over.
 */
export function seen_tags(
  pointers: usize, count: u32, index: usize, entries: usize, known: u32, entries_max: u32,
): u32 {
  for (let row: u32 = 0; row < count; row++) {
    const at: usize = load<u32>(pointers + (<usize>row << 2));
    const end = record.record_end(at);
    for (let tag = record.tags(at); tag < end; ) {
      const value = tag + 2;
      const next = end - tag < 4 ? <usize>0 : tags.skip_value(value, end);
      if (next == 0 || tags.is_odd_array(value)) break;
      const name: u32 = load<u16>(tag);
      const type: u32 = load<u8>(value);
      const is_array = type == tags.TYPE_B;
      const bit = is_array ? 16 + type_bit(load<u8>(value, 1)) : type_bit(type);
      if (!(name == tags.CG && holds_cigar(at, tag))) {
        let number: u32 = load<u16>(index + (<usize>name << 1));
        if (number == 0 && known < entries_max) {
          number = ++known;
          store<u16>(index + (<usize>name << 1), <u16>number);
          const entry = entries + <usize>(number - 1) * ENTRY_BYTES;
          store<u16>(entry, <u16>name);
          store<u16>(entry, <u16>bit, 2);
          store<u32>(entry, 0, 4);
        }
        if (number != 0) {
          const types = entries + <usize>(number - 1) * ENTRY_BYTES + 4;
          store<u32>(types, load<u32>(types) | (1 << bit));
        }
      }
      tag = next;
    }
  }
  return known;
}
