/** What threads do for Arrow streams: check a batch that lies in memory, measure its columns, and copy them into our own layout. */
import { faultData } from "../../core/faults.ts";
import type { Filled, FormatTasks, Loaded } from "../../core/source.ts";
import type { ThreadMemory } from "../../core/thread_memory.ts";
import { checkColumn } from "./check.ts";
import type { BatchBody, Dictionaries } from "./columns.ts";
import { locateColumns } from "./columns.ts";
import { ColumnWriter, measureColumn } from "./copy.ts";
import type { BatchTable } from "./message.ts";
import type { ArrowNode } from "./nodes.ts";

/** A whole batch in memory, as plain data. */
export interface ArrowBatch {
  /** The most rows of a lot. */
  readonly rows_max: number;
  readonly nodes: readonly ArrowNode[];
  readonly table: BatchTable;
  readonly body: BatchBody;
  readonly dictionaries: Dictionaries;
}

/** Rows of a batch that was found to be sound. */
export interface ArrowWork extends ArrowBatch {
  readonly start: number;
  readonly rows: number;
}

export interface ArrowLoaded extends Loaded {
  /** What `layoutBatch` wants, of each lot of `rows_max` rows. */
  readonly sizes: readonly (readonly number[])[];
}

export function checkBatch({ nodes, table, body, dictionaries }: ArrowBatch, thread: ThreadMemory): void {
  for (const column of locateColumns(nodes, table, body, dictionaries)) checkColumn(column, thread);
}

/** The sizes of `rows` rows from `start` on. */
export function measureBatch(batch: ArrowBatch, start: number, rows: number, thread: ThreadMemory): number[] {
  const { nodes, table, body, dictionaries } = batch;
  const sizes: number[] = [];
  for (const column of locateColumns(nodes, table, body, dictionaries))
    measureColumn(column, start, rows, thread, sizes);
  return sizes;
}

export const arrowTasks: FormatTasks = {
  load(span, _slot, thread): ArrowLoaded {
    const batch = span as unknown as ArrowBatch;
    try {
      checkBatch(batch, thread);
      const { rows_max, table } = batch;
      const sizes: number[][] = [];
      for (let start = 0; start < table.rows; start += rows_max)
        sizes.push(measureBatch(batch, start, Math.min(rows_max, table.rows - start), thread));
      return { fault: null, sizes };
    } catch (error) {
      return { fault: faultData(error), sizes: [] };
    }
  },
  fill(raw, body_address, layout, thread): Filled {
    const { nodes, table, body, dictionaries, start, rows } = raw as ArrowWork;
    const writer = new ColumnWriter(body_address, layout, thread);
    for (const column of locateColumns(nodes, table, body, dictionaries)) writer.write(column, start, rows);
    return { nulls: writer.nulls };
  },
};
