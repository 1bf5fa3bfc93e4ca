/** Which chunks of a BAM the records of regions lie in, by its index. */
import type { Chunk } from "../bgzf/chunks.ts";
import { isBefore } from "../bgzf/chunks.ts";
import type { VirtualOffset } from "../bgzf/spans.ts";
import { binsAbove } from "./index_bins.ts";
import type { BamIndex, ReferenceIndex } from "./index_parse.ts";
import type { Interval, RegionSet } from "./regions.ts";

/** A chunk, and what the record has to be that begins where it begins. */
export interface IndexChunk extends Chunk {
  /** Its reference, -1 for none. */
  readonly reference: number;
  /** Where on it: positions from 0, half-open. */
  readonly from: number;
  readonly to: number;
}

/** The chunks that hold all records of the regions, in order, without overlap. `records_at`: where the file's first record begins. */
export function indexChunks(
  index: BamIndex,
  regions: RegionSet,
  file_bytes: number,
  records_at: VirtualOffset,
): IndexChunk[] {
  const chunks: IndexChunk[] = [];
  for (const [reference, intervals] of regions.intervals) {
    const part = index.reference(reference);
    for (const interval of intervals) takeChunks(chunks, index, part, reference, interval);
  }
  if (regions.unplaced) {
    const end = { block: file_bytes, within: 0 };
    const begin = index.end ?? records_at;
    chunks.push({ begin, end, reference: -1, from: -1, to: 0 });
  }
  return merged(chunks);
}

/** The range of bins on each level that reach into an interval. */
function levels(
  index: BamIndex,
  { begin, end }: Interval,
): readonly (readonly [first: number, last: number, span: number])[] {
  return Array.from({ length: index.depth + 1 }, (_, level) => {
    const above = binsAbove(level);
    const span = 2 ** (index.min_shift + 3 * (index.depth - level));
    return [above + Math.floor(begin / span), above + Math.floor((end - 1) / span), span] as const;
  });
}

function takeChunks(
  into: IndexChunk[],
  index: BamIndex,
  part: ReferenceIndex,
  reference: number,
  { begin, end: asked_end }: Interval,
): void {
  const end = Math.min(asked_end, 2 ** (index.min_shift + 3 * index.depth));
  if (begin >= end) return;
  const least = firstOffset(index, part, begin);
  const most = lastOffset(index, part, end);
  const window_end = (Math.floor(begin / 2 ** index.min_shift) + 1) * 2 ** index.min_shift;
  levels(index, { begin, end }).forEach(([first, last, span], level) => {
    for (const bin of binsBetween(part, first, last)) {
      const from = (bin - binsAbove(level)) * span;
      for (const chunk of part.bins.get(bin) ?? []) {
        if (!isBefore(least, chunk.end) || (most !== null && !isBefore(chunk.begin, most))) continue;
        const cut = isBefore(chunk.begin, least);
        into.push({
          begin: cut ? least : chunk.begin,
          end: most !== null && isBefore(most, chunk.end) ? most : chunk.end,
          reference,
          from: cut ? -1 : from,
          to: cut ? window_end : from + span,
        });
      }
    }
  });
}

/** Those that exist: the bins are gone through, or the numbers, whichever are fewer. */
function* binsBetween({ bins }: ReferenceIndex, first: number, last: number): Generator<number> {
  if (last - first < bins.size) {
    for (let bin = first; bin <= last; bin++) if (bins.has(bin)) yield bin;
  } else {
    for (const bin of bins.keys()) if (first <= bin && bin <= last) yield bin;
  }
}

const zero: VirtualOffset = { block: 0, within: 0 };

/** No record that reaches to `begin` or behind it begins before that place. */
function firstOffset(index: BamIndex, { linear, firsts }: ReferenceIndex, begin: number): VirtualOffset {
  const window = Math.floor(begin / 2 ** index.min_shift);
  if (linear.length > 0) return linear[Math.min(window, linear.length - 1)] as VirtualOffset;
  // The nearest bin on the left, or above.
  for (let bin = binsAbove(index.depth) + window; bin > 0; bin = bin % 8 === 1 ? (bin - 1) / 8 : bin - 1) {
    const first = firsts.get(bin);
    if (first !== undefined) return first;
  }
  return firsts.get(0) ?? zero;
}

/** No record that begins before `end` begins at that place or behind it; null for no such place. */
function lastOffset(index: BamIndex, { bins }: ReferenceIndex, end: number): VirtualOffset | null {
  let bin = binsAbove(index.depth) + Math.floor((end - 1) / 2 ** index.min_shift) + 1;
  if (bin >= binsAbove(index.depth + 1)) return null;
  for (;;) {
    // The next one on the right, or above where the right is another parent's.
    while (bin % 8 === 1) bin = (bin - 1) / 8;
    if (bin === 0) return null;
    const chunk = bins.get(bin)?.[0];
    if (chunk !== undefined) return chunk.begin;
    bin += 1;
  }
}

/** In order; what overlaps or meets in one block is one chunk: each block is read once. */
function merged(chunks: IndexChunk[]): IndexChunk[] {
  const all: IndexChunk[] = [];
  for (const chunk of chunks.toSorted(order)) {
    const last = all.at(-1);
    if (last === undefined || last.end.block < chunk.begin.block) all.push(chunk);
    else if (isBefore(last.end, chunk.end)) all[all.length - 1] = { ...last, end: chunk.end };
  }
  return all;
}

const order = (a: Chunk, b: Chunk): number => a.begin.block - b.begin.block || a.begin.within - b.begin.within;
