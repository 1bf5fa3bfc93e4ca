/** The BAM part of `fill`: the columns of a lot, in turns of some rows, one kernel call a column. */
import { fillConstant } from "../arrow/constant.ts";
import type { BatchLayout } from "../arrow/layout.ts";
import type { Filled, RowFault } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { BamKernel } from "../kernels/bam.ts";
import { bam_scratch_bytes, compileKernel, instantiateBam } from "../kernels/load.ts";
import type { BamColumn } from "./columns.ts";
import { columnFault } from "./faults.ts";
import type { BamWork } from "./lot.ts";

export const bamKernel = (thread: ThreadMemory): BamKernel =>
  thread.kernel("bam", bam_scratch_bytes, (memory, scratch) => instantiateBam(compileKernel("bam"), memory, scratch));

/** Rows of a turn: few enough that all columns find their records in the cache. A multiple of 8, for the bitmaps. */
const turn_rows = 512;

/** A column and the addresses of its buffers: validity, then values, or offsets and data. */
interface Target {
  readonly column: BamColumn;
  readonly validity: number;
  readonly values: number;
  readonly data: number;
}

function fillTurn(kernel: BamKernel, target: Target, work: BamWork, first: number, rows: number): number {
  const pointers = work.pointers + 4 * first;
  const validity = target.validity + (first >> 3);
  const values = target.values + 4 * first;
  switch (target.column) {
    case "name":
      return kernel.names(pointers, rows, values, target.data);
    case "chrom":
      return kernel.chroms(pointers, rows, validity, values, target.data, work.state);
    case "start":
      return kernel.starts(pointers, rows, validity, values);
    case "end":
      return kernel.ends(pointers, rows, validity, values);
    case "flags":
      return kernel.flags(pointers, rows, values);
    case "sequence":
      return kernel.sequences(pointers, rows, validity, values, target.data);
    case "quality_scores":
      return kernel.qualities(pointers, rows, validity, values, target.data);
  }
}

export function fillBam(work: BamWork, body: number, layout: BatchLayout, thread: ThreadMemory): Filled | RowFault {
  const kernel = bamKernel(thread);
  let next = 0;
  const address = (): number => body + (layout.buffers[next++]?.offset ?? 0);
  const targets = work.columns.map((column): Target => {
    const numeric = column === "start" || column === "end" || column === "flags";
    const target = { column, validity: address(), values: address(), data: numeric ? 0 : address() };
    // The first turn's text begins at offset 0; the others go on where the one before has ended.
    if (!numeric) thread.data.setInt32(target.values, 0, true);
    return target;
  });
  const nulls = targets.map(() => 0);
  for (let first = 0; first < work.rows; first += turn_rows) {
    const rows = Math.min(turn_rows, work.rows - first);
    for (const [i, target] of targets.entries()) {
      const bad = fillTurn(kernel, target, work, first, rows);
      if (bad !== 0) return { fault: columnFault(target.column, kernel.bad_code()), row: first + bad - 1 };
      nulls[i] = (nulls[i] ?? 0) + kernel.null_count();
    }
  }
  if (work.source_file !== null) {
    address();
    fillConstant(thread, work.source_file, work.rows, address(), address());
    nulls.push(0);
  }
  return { nulls };
}
