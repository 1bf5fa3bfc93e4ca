/** The BAM part of `fill`: the columns of a lot, one kernel call each. */
import { fillConstant } from "../arrow/constant.ts";
import type { BatchLayout } from "../arrow/layout.ts";
import type { RowFault } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { bam_scratch_bytes, compileKernel, instantiateBam } from "../kernels/load.ts";
import type { BamKernel } from "../kernels/bam.ts";
import { columnFault } from "./faults.ts";
import type { BamColumn } from "./columns.ts";
import type { BamWork } from "./lot.ts";

export const bamKernel = (thread: ThreadMemory): BamKernel =>
  thread.kernel("bam", bam_scratch_bytes, (memory, scratch) => instantiateBam(compileKernel("bam"), memory, scratch));

/** Addresses of a column's buffers: validity, then values, or offsets and data. */
type Targets = readonly [number, number, number];

function fillColumn(kernel: BamKernel, column: BamColumn, work: BamWork, [validity, second, third]: Targets): number {
  const { pointers, rows } = work;
  switch (column) {
    case "name":
      return kernel.names(pointers, rows, second, third);
    case "chrom":
      return kernel.chroms(pointers, rows, validity, second, third, work.state);
    case "start":
      return kernel.starts(pointers, rows, validity, second);
    case "end":
      return kernel.ends(pointers, rows, validity, second);
    case "flags":
      return kernel.flags(pointers, rows, second);
    case "sequence":
      return kernel.sequences(pointers, rows, validity, second, third);
    case "quality_scores":
      return kernel.qualities(pointers, rows, validity, second, third);
  }
}

export function fillBam(work: BamWork, body: number, layout: BatchLayout, thread: ThreadMemory): readonly number[] | RowFault {
  const kernel = bamKernel(thread);
  const nulls: number[] = [];
  let next = 0;
  const address = (): number => body + (layout.buffers[next++]?.offset ?? 0);
  for (const column of work.columns) {
    const numeric = column === "start" || column === "end" || column === "flags";
    const bad = fillColumn(kernel, column, work, [address(), address(), numeric ? 0 : address()]);
    if (bad !== 0) return { fault: columnFault(column, kernel.bad_code()), row: bad - 1 };
    nulls.push(kernel.null_count());
  }
  if (work.source_file !== null) {
    address();
    fillConstant(thread, work.source_file, work.rows, address(), address());
    nulls.push(0);
  }
  return nulls;
}
