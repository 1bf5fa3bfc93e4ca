/** Conditions on a record: an OR of groups, each an AND. The layout is documented in ../where_plan.ts. */
import { FLAG_UNMAPPED, reference_length } from "./cigar";
import { in_ranges, is_listed } from "./compare";
import * as record from "./record";
import { FAULT, tag_holds } from "./where_tag";

export { FAULT };

/** Conditions on columns that only exist once they are decoded are the host's: 0, 1, or `FAULT` and what is wrong. */
@external("env", "condition")
declare function condition(at: usize, where: usize, index: u32): u32;

const NUMBER: u32 = 0;
const REFERENCE: u32 = 1;
const NAME: u32 = 2;
const TAG: u32 = 3;

const FIELD: usize = 4;
const NULL_PASSES: usize = 8;
const DATA: usize = 12;
const COUNT: usize = 16;
const CONDITION_BYTES: usize = 20;

const GROUPS: usize = 0;
const GROUPS_AT: usize = 12;

/** Whether a record passes: 0, 1, or `FAULT` and what is wrong. */
export function passes(at: usize, where: usize): u32 {
  const groups = load<u32>(where, GROUPS);
  let condition_at = where + GROUPS_AT + (<usize>groups << 2);
  for (let group: u32 = 0; group < groups; group++) {
    const conditions = load<u32>(where + GROUPS_AT + (<usize>group << 2));
    let result: u32 = 1;
    for (let number: u32 = 0; number < conditions && result == 1; number++) {
      result = holds(at, where, condition_at + <usize>number * CONDITION_BYTES);
    }
    if (result != 0) return result;
    condition_at += <usize>conditions * CONDITION_BYTES;
  }
  return 0;
}

@inline
function holds(at: usize, where: usize, which: usize): u32 {
  const kind = load<u32>(which);
  if (kind == NUMBER) return number_holds(at, which);
  if (kind == REFERENCE) {
    const id = load<u32>(which, FIELD) == 0 ? record.reference(at) : record.next_reference(at);
    return load<u8>(<usize>load<u32>(which, DATA) + <usize>(id + 1));
  }
  const data: usize = load<u32>(which, DATA);
  const count = load<u32>(which, COUNT);
  if (kind == NAME) {
    const listed = is_listed(record.name(at), record.name_length(at) - 1, data, count);
    return (listed ? 1 : 0) ^ load<u32>(which, FIELD);
  }
  if (kind == TAG) return tag_holds(at, load<u32>(which, FIELD), load<u32>(which, NULL_PASSES), data, count);
  return condition(at, where, load<u32>(which, FIELD));
}

/** Numbers as f64 with 1-based positions: is it in one of the ranges? */
function number_holds(at: usize, which: usize): u32 {
  const field = load<u32>(which, FIELD);
  let value: f64 = 0;
  let is_null = false;
  if (field == 0) value = record.flag(at);
  else if (field == 1) value = record.mapq(at);
  else if (field == 5) value = record.template_length(at);
  else {
    const position = field == 4 ? record.next_position(at) : record.position(at);
    is_null = position < 0;
    value = <f64>position + 1;
    if (field == 3 && !is_null) {
      is_null = record.cigar_count(at) == 0 || (record.flag(at) & FLAG_UNMAPPED) != 0;
      if (!is_null) {
        const length = reference_length(at);
        if (length < 0) return FAULT + <u32>-length;
        value = <f64>position + (length > 0 ? <f64>length : 1);
      }
    }
  }
  if (is_null) return load<u32>(which, NULL_PASSES);
  return in_ranges(value, load<u32>(which, DATA), load<u32>(which, COUNT));
}
