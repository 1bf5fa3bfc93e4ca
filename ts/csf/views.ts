/** CSFs whose lines are columns of a Parquet file: their descriptors. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { Filled, FormatTasks } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { csf_scratch, csf_turn_rows, entry_bytes_plain, reject_reason } from "../kernels/csf.ts";
import type { LoadedColumn } from "../parquet/load.ts";
import { loadColumns } from "../parquet/load.ts";
import type { Part } from "../parquet/lot.ts";
import type { ParquetSpan } from "../parquet/span.ts";
import type { FillerWork } from "./fill.ts";
import { Filler } from "./fill.ts";

export interface ViewWork extends FillerWork {
  readonly parts: readonly Part[];
  /** Rows of the lot with lines that were cut when the file was made, in order. */
  readonly cut_rows: readonly number[];
}

type Lines = [LoadedColumn, LoadedColumn, LoadedColumn];

export function fillViews(work: ViewWork, body: number, layout: BatchLayout, thread: ThreadMemory): Filled {
  const filler = new Filler(work, body, layout, thread);
  const { kernel } = filler;
  const entry = kernel.scratch + csf_scratch.entries;
  let row = 0;
  let cuts = 0;
  for (const part of work.parts) {
    const [one, two, three] = part.columns as unknown as Lines;
    for (let first = 0; first < part.rows; first += csf_turn_rows) {
      const rows = Math.min(csf_turn_rows, part.rows - first);
      const at = (part.first + first) * 4;
      kernel.entries_of_views(
        one.addresses + at,
        one.offsets + at,
        two.addresses + at,
        two.offsets + at,
        three.addresses + at,
        three.offsets + at,
        rows,
        entry,
      );
      const refused: [number, number][] = [];
      for (; cuts < work.cut_rows.length && (work.cut_rows[cuts] as number) < row + first + rows; cuts++)
        refused.push([work.cut_rows[cuts] as number, reject_reason.line_cut]);
      for (const { validity } of part.columns) {
        if (validity === 0) continue;
        const valid = thread.bytes.subarray(validity + part.first + first, validity + part.first + first + rows);
        for (let at = valid.indexOf(0); at >= 0; at = valid.indexOf(0, at + 1))
          refused.push([row + first + at, reject_reason.line_null]);
      }
      const turn = { entry, entry_bytes: entry_bytes_plain, row: row + first, rows, block: 0, line: null };
      filler.turn(turn, refused);
    }
    row += part.rows;
  }
  return filler.finish();
}

export const csfParquetTasks: FormatTasks = {
  load: (span, slot, thread) => loadColumns(span as unknown as ParquetSpan, slot, thread),
  fill: (work, body, layout, thread) => fillViews(work as ViewWork, body, layout, thread),
};
