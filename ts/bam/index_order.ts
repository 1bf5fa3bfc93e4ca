/** What must hold between the parts of an index because the file is sorted by position: a changed byte in an index seldom keeps to it. */
import type { Chunk } from "../bgzf/chunks.ts";
import { isBefore } from "../bgzf/chunks.ts";
import type { VirtualOffset } from "../bgzf/spans.ts";
import { binsAbove } from "./index_bins.ts";

interface Part {
  readonly bins: ReadonlyMap<number, readonly Chunk[]>;
  readonly linear: readonly VirtualOffset[];
}

/** Throws a RangeError unless bins of one size, and windows, begin in the file in the order of their positions. */
export function checkOrder({ bins, linear }: Part, depth: number): void {
  // The bin of records without a position, which come first; to tell it from the last of its size would take the records.
  const without_position = binsAbove(depth) - 1;
  let level = 0;
  let last: VirtualOffset | null = null;
  let end: VirtualOffset | null = null;
  for (const bin of [...bins.keys()].sort((a, b) => a - b)) {
    const chunks = bins.get(bin) as readonly Chunk[];
    for (const chunk of chunks) if (end === null || isBefore(end, chunk.end)) end = chunk.end;
    const begin = chunks[0]?.begin;
    if (begin === undefined || bin === without_position) continue;
    for (; bin >= binsAbove(level + 1); level++) last = null;
    if (last !== null && isBefore(begin, last)) throw new RangeError(`bin ${bin} is out of order`);
    last = begin;
  }
  let before: VirtualOffset | null = null;
  for (const first of linear) {
    // 0 stands for a window without records.
    if (first.block === 0 && first.within === 0) continue;
    const late = end !== null && isBefore(end, first);
    if (late || (before !== null && isBefore(first, before))) throw new RangeError("its windows are out of order");
    before = first;
  }
}
