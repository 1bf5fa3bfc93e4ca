/** Which records overlap regions of the references. The layout is documented in ../regions_plan.ts. */
import { FLAG_UNMAPPED, reference_length } from "./cigar";
import * as record from "./record";
import { FAULT } from "./where";

const ENTRIES: usize = 4;

/** Whether a record overlaps one of the regions: 0, 1, or `FAULT` and what is wrong. */
export function overlaps(at: usize, regions: usize): u32 {
  const reference = record.reference(at);
  if (reference < 0) return load<u32>(regions);
  const entry = regions + ENTRIES + (<usize>reference << 3);
  const list: usize = load<u32>(entry);
  const count = load<u32>(entry, 4);
  const position = <i64>record.position(at);
  // They rise: the first one that ends behind the position is the one to look at.
  let low: u32 = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (<i64>load<u32>(list + (<usize>middle << 3), 4) <= position) low = middle + 1;
    else high = middle;
  }
  if (low == count) return 0;
  const begin = <i64>load<u32>(list + (<usize>low << 3));
  if (begin <= position) return 1;
  // As htslib's bam_endpos has it: what covers nothing, or isn't mapped, counts one base.
  let length: i64 = 1;
  if ((record.flag(at) & FLAG_UNMAPPED) == 0 && record.cigar_count(at) != 0) {
    length = reference_length(at);
    if (length < 0) return FAULT + <u32>-length;
    if (length == 0) length = 1;
  }
  return position + length > begin ? 1 : 0;
}
