/** A condition on a tag: its value is compared where it stands. The layout is documented in ../where_tag_plan.ts. */
import { holds_cigar } from "./cigar";
import { compare_bytes, in_ranges, is_listed } from "./compare";
import * as record from "./record";
import { float_of, integer_of, is_integer, is_utf8 } from "./tag_values";
import { fits } from "./tag_walk";
import * as tags from "./tags";

/** Returned for a record that can't be judged, with a bad code added. */
export const FAULT: u32 = 2;

const HOW: usize = 0;
const ANSWER: usize = 4;
const HAS_SPEC: usize = 8;
const SPEC: usize = 16;
const DATA: usize = 48;

// Twin of `tag_compare` in ../where_tag_plan.ts.
const PRESENCE: u32 = 0;
const NUMBERS: u32 = 1;
const LIST: u32 = 2;
const ORDER: u32 = 3;
const ANY: u32 = 4;

/** Whether a record passes: 0, 1, or `FAULT` and what is wrong. `plan` is the condition's data, `count` that of its constants. */
export function tag_holds(at: usize, name: u32, null_passes: u32, plan: usize, count: u32): u32 {
  const spec = load<u32>(plan, HAS_SPEC) != 0 ? plan + SPEC : 0;
  const end = record.record_end(at);
  for (let tag = record.tags(at); tag < end; ) {
    const value = tag + 2;
    const next = end - tag < 4 ? <usize>0 : tags.skip_value(value, end);
    if (next == 0) return FAULT + record.BAD_TAGS;
    if (load<u16>(tag) == name && !(name == tags.CG && holds_cigar(at, tag)) && (spec == 0 || fits(value, spec))) {
      return value_holds(value, next, plan, count);
    }
    tag = next;
  }
  return null_passes;
}

function value_holds(value: usize, next: usize, plan: usize, count: u32): u32 {
  const how = load<u32>(plan, HOW);
  const answer = load<u32>(plan, ANSWER);
  if (how == PRESENCE) return answer;
  const type: u32 = load<u8>(value);
  if (is_integer(type)) {
    if (how == NUMBERS) return in_ranges(<f64>integer_of(type, value + 1), plan + DATA, count);
    return how == ANY ? answer : FAULT + record.BAD_TAG_TYPE;
  }
  if (type == tags.TYPE_f || type == tags.TYPE_d) {
    const number = float_of(type, value + 1);
    // What is no number is in no range, and unlike any.
    if (how == NUMBERS) return number != number ? answer : in_ranges(number, plan + DATA, count);
    return how == ANY ? answer : FAULT + record.BAD_TAG_TYPE;
  }
  if (type == tags.TYPE_B || how == NUMBERS || how > ANY) return FAULT + record.BAD_TAG_TYPE;
  const text = value + 1;
  const bytes: u32 = type == tags.TYPE_A ? 1 : <u32>(next - text) - 1;
  if (!is_utf8(text, text + bytes)) return FAULT + record.BAD_TAG_TEXT;
  if (how == ANY) return answer;
  if (how == LIST) return (is_listed(text, bytes, plan + DATA, count) ? 1 : 0) ^ answer;
  const order = compare_bytes(text, bytes, load<u32>(plan, DATA), load<u32>(plan, DATA + 4));
  // Bits 0 to 2: whether what is less, equal, greater passes.
  return (answer >> (order < 0 ? 0 : order == 0 ? 1 : 2)) & 1;
}
