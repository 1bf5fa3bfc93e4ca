/**
 * Which records of a walk are kept, and what their columns take: the second walk, for filters and for columns whose size `hop` doesn't
 * sum up. The plan and the table are documented in ../measure.ts.
 */
import { cigar_bytes } from "./cigar_column";
import { COLUMN_BYTES_MAX } from "./hop";
import * as record from "./record";
import { overlaps } from "./regions";
import { refused, whole } from "./result";
import { locate } from "./tag_walk";
import { FAULT, passes } from "./where";

const COLUMNS: usize = 0;
const KINDS: usize = 4;
const REFERENCE_TABLE: usize = 8;
const WORDS: usize = 12;
const SUMS: usize = 16;
const EXCLUDE: usize = 20;
const REQUIRE: usize = 24;
const MAPQ_MIN: usize = 28;
const WHERE: usize = 32;
const TAGS: usize = 36;
const PLACES: usize = 40;
const REGIONS: usize = 44;
const REASON_WORDS: usize = 48;

// Twin of `sized_column` in ../measure.ts.
const NAME: u32 = 0;
const CHROM: u32 = 1;
const SEQUENCE: u32 = 2;
const QUALITY: u32 = 3;
const CIGAR: u32 = 4;

const KEEP: u32 = 0xffffffff;
const REASON_MAPQ: u32 = 32;
const REASON_WHERE: u32 = 33;
const REASON_REGION: u32 = 34;
/** Added to a bad code where a record can't be judged. */
const UNKNOWN: u32 = 0x100;

/** Why a record is left out: an index of `REASON_WORDS`, KEEP, or UNKNOWN and a bad code. */
@inline
function reason_of(at: usize, plan: usize): u32 {
  const regions: usize = load<u32>(plan, REGIONS);
  if (regions != 0) {
    // First of all: a record outside the regions is none of those asked for.
    const inside = overlaps(at, regions);
    if (inside >= FAULT) return UNKNOWN + inside - FAULT;
    if (inside == 0) return REASON_REGION;
  }
  const flag = record.flag(at);
  const excluded = flag & load<u32>(plan, EXCLUDE);
  if (excluded != 0) return ctz(excluded);
  const missing = ~flag & load<u32>(plan, REQUIRE);
  if (missing != 0) return 16 + ctz(missing);
  if (record.mapq(at) < load<u32>(plan, MAPQ_MIN)) return REASON_MAPQ;
  const where: usize = load<u32>(plan, WHERE);
  if (where == 0) return KEEP;
  const passed = passes(at, where);
  if (passed >= FAULT) return UNKNOWN + passed - FAULT;
  return passed == 1 ? KEEP : REASON_WHERE;
}

@inline
function name_bytes(table: usize, reference: i32): u32 {
  return reference < 0 ? 0 : load<u32>(table + (<usize>reference << 3), 4);
}

@inline
function bytes_of(at: usize, kind: u32, table: usize): u32 {
  if (kind == NAME) return record.name_length(at) - 1;
  if (kind == CHROM) return name_bytes(table, record.reference(at));
  if (kind == SEQUENCE) return record.sequence_length(at);
  if (kind == QUALITY) {
    const length = record.sequence_length(at);
    return length > 0 && load<u8>(record.quality(at)) != 0xff ? length : 0;
  }
  return kind == CIGAR ? cigar_bytes(at) : name_bytes(table, record.next_reference(at));
}

/**
 * Go through records and write a row of the table for each: what all records up to it come to. The row before the first one's is
 * there already; with a stride of 0 that one row goes on being added to. The addresses of the kept ones go to `kept`, unless that is 0.
 * Ends behind the record that makes `kept_max`, and before the one that can't be judged or makes a column too large. Returns the
 * number of records gone through; `bad_code()` is set for one that can't be judged.
 */
export function measure(
  pointers: usize, count: u32, plan: usize, table: usize, stride: usize, kept: usize, kept_max: u32, scratch: usize,
): u32 {
  const columns = load<u32>(plan, COLUMNS);
  const kinds: usize = load<u32>(plan, KINDS);
  const references: usize = load<u32>(plan, REFERENCE_TABLE);
  const words = load<u32>(plan, WORDS);
  const sums = load<u32>(plan, SUMS);
  const tags: usize = load<u32>(plan, TAGS);
  // First the places of the tags, then the sizes of one record.
  const sizes = scratch + (<usize>load<u32>(plan, PLACES) << 2);
  const reasons = plan + REASON_WORDS;
  let row = table;
  let kept_count = load<u32>(row);
  whole(0);
  for (let number: u32 = 0; number < count; number++) {
    if (kept_count >= kept_max) return number;
    const at: usize = load<u32>(pointers + (<usize>number << 2));
    const reason = reason_of(at, plan);
    if (reason != KEEP && reason >= UNKNOWN) {
      refused(number, reason - UNKNOWN);
      return number;
    }
    if (reason == KEEP) {
      for (let word: u32 = columns; word < words - sums; word++) store<u32>(sizes + (<usize>word << 2), 0);
      for (let column: u32 = 0; column < columns; column++) {
        const kind = load<u32>(kinds + (<usize>column << 2));
        store<u32>(sizes + (<usize>column << 2), bytes_of(at, kind, references));
      }
      // What is wrong with a tag is said when its column is filled.
      if (tags != 0) locate(at, tags, scratch, 4, sizes);
      for (let word: u32 = sums; word < words; word++) {
        const sum = <u64>load<u32>(row + (<usize>word << 2)) + load<u32>(sizes + (<usize>(word - sums) << 2));
        if (sum > COLUMN_BYTES_MAX) return number;
      }
    }
    const next = row + stride;
    if (stride != 0) for (let word: usize = 0; word < words << 2; word += 4) store<u32>(next + word, load<u32>(row + word));
    if (reason == KEEP) {
      for (let word: u32 = sums; word < words; word++) {
        const to = next + (<usize>word << 2);
        store<u32>(to, load<u32>(to) + load<u32>(sizes + (<usize>(word - sums) << 2)));
      }
      if (kept != 0) store<u32>(kept + (<usize>kept_count << 2), <u32>at);
      store<u32>(next, ++kept_count);
    } else {
      const to = next + (<usize>load<u32>(reasons + (<usize>reason << 2)) << 2);
      store<u32>(to, load<u32>(to) + 1);
    }
    row = next;
  }
  return count;
}
