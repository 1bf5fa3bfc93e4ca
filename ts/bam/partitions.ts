/** Where a file can be split: at places where records begin, as evenly spread over its bytes as they are found. */
import type { Chunk } from "../bgzf/chunks.ts";
import { isBefore } from "../bgzf/chunks.ts";
import { findBlock } from "../bgzf/find_block.ts";
import { Inflated } from "../bgzf/inflated.ts";
import { locate } from "../bgzf/locate.ts";
import type { VirtualOffset } from "../bgzf/spans.ts";
import type { OpenFile } from "../core/open_file.ts";
import { found_records_max, split_bytes_max } from "../limits.ts";
import { findRecord } from "./find_record.ts";
import type { RecordRules } from "./plausible.ts";
import { cut_record, judgeRecord } from "./plausible.ts";

export interface Splitting {
  readonly file: OpenFile;
  /** Where the first record begins. */
  readonly records_at: VirtualOffset;
  readonly rules: RecordRules;
  /** Where records begin by an index, in order; empty where there is none. */
  readonly known: readonly VirtualOffset[];
}

/** Inflated bytes that are looked at first: of short reads, more than enough. */
const first_bytes = 131_072;

/** Whether nothing speaks against records in a row from there, as far as the bytes go. */
function recordsFrom(bytes: Uint8Array, from: number, rules: RecordRules): boolean {
  let at = from;
  for (let records = 0; records < found_records_max; records++) {
    const end = judgeRecord(bytes, at, rules);
    if (end < 0) return false;
    if (end === cut_record) break;
    at = end;
  }
  return at < bytes.length || at > from;
}

/** The first record of those that an index names in these blocks, if it is one. */
function fromIndex({ file, rules, known }: Splitting, from: number, to: number): VirtualOffset | null {
  let low = 0;
  for (let high = known.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((known[middle] as VirtualOffset).block < from) low = middle + 1;
    else high = middle;
  }
  const place = known[low];
  if (place === undefined || place.block >= to) return null;
  const data = new Inflated(file, place.block);
  data.fill(place.within + first_bytes);
  if (!recordsFrom(data.bytes, place.within, rules)) return null;
  // An index may name the end of a block where the record begins with the next one.
  return data.locate(place.within);
}

/** The first record of those that begin in these blocks, as far as anyone can tell. */
export function guess({ file, rules }: Splitting, from: number, to: number): VirtualOffset | null {
  const block = findBlock(file, from);
  if (block === null || block >= to) return null;
  const data = new Inflated(file, block);
  let at = 0;
  for (let bytes = first_bytes; bytes <= split_bytes_max; bytes *= 2) {
    data.fill(bytes);
    const found = findRecord(data.bytes, at, data.ended ? "end" : "more", rules);
    at = found.at;
    const place = data.locate(at);
    if (place.block >= to) return null;
    if (found.found) return place;
    if (data.ended || data.damaged) return null;
  }
  return null;
}

/** At most `count` pieces, seamless, from the first record to the end of the file. Where no record is found two pieces are one. */
export function* split(splitting: Splitting, count: number): Generator<Chunk, void> {
  const { file, records_at } = splitting;
  const bytes = file.file_bytes - records_at.block;
  // The header may end with its block: then the first record is in another one.
  const first = locate(file.fd, records_at.block, records_at.within);
  let begin = records_at;
  for (let number = 1; number < count; number++) {
    const from = records_at.block + Math.ceil((bytes * number) / count);
    const to = records_at.block + Math.ceil((bytes * (number + 1)) / count);
    // A long record, or an index with few places, may have led beyond.
    if (from <= begin.block) continue;
    const end = fromIndex(splitting, from, to) ?? guess(splitting, from, to);
    if (end === null || !isBefore(begin, end) || !isBefore(first, end)) continue;
    yield { begin, end };
    begin = end;
  }
  yield { begin, end: { block: file.file_bytes, within: 0 } };
}
