/**
 * The Parquet part of `load`, in a worker, and the seam for formats whose text lies in Parquet columns.
 *
 * Such a format makes a `ParquetSource` (source.ts) with a `LotMaker` of its own, and its tasks call `loadColumns(span, slot, thread)` from
 * their `load` and hand on what it returns. What lies in the slot then, for each column asked for, in that order, from the span's
 * first row on (`LoadedColumn`):
 *
 *   byte arrays (utf8, binary)   `addresses`  u32[rows]      where each value's bytes are in the request's memory; anything for an empty one
 *                                `offsets`    u32[rows + 1]  Arrow's offsets of all values laid end to end, so that a value is
 *                                                            offsets[i + 1] - offsets[i] bytes long, and any run of rows has its exact size
 *                                                            at once; the first one need not be 0
 *   other types                  `values`     1 (bool), 4 or 8 bytes a row; 0 under a null
 *   where the column has nulls   `validity`   u8[rows], 0 for a null; else the address is 0
 *
 * Nothing is copied to get there: values lie in the decompressed pages, and equal ones may lie in the same place, in a dictionary. Up to 16
 * bytes behind a value may be read. A kernel that works on views needs no more; one that wants the bytes end to end has
 * `gather` (kernels/parquet_read.ts, see fill.ts), which copies a run of rows behind each other. A load may stop early, with fewer rows
 * than the span has: with a fault, or because the rows would take more than 2 GiB; the source sees to the rest. Text isn't
 * checked to be UTF-8 here; fill.ts does that.
 */
import type { FaultData } from "../bridge/errors.ts";
import type { Region } from "../core/memory.ts";
import type { Loaded } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { compileKernel, instantiateParquetRead } from "../kernels/load.ts";
import type { ParquetReadKernel } from "../kernels/parquet_read.ts";
import { PageDecoder } from "./decode.ts";
import { faultOf } from "./faults.ts";
import { valueBytes } from "./leaf.ts";
import type { ColumnRoom, ColumnSpan, ParquetSpan } from "./span.ts";
import { isView, slotRoom } from "./span.ts";

/** Addresses in the request's memory; 0 for what a column does not have. */
export interface LoadedColumn {
  readonly validity: number;
  readonly addresses: number;
  readonly offsets: number;
  readonly values: number;
}

export interface ParquetLoaded extends Loaded {
  /** Rows that are good in all columns: all of the span's, or those before the fault, or as many as there was room for. */
  readonly rows: number;
  readonly columns: readonly LoadedColumn[];
}

/** What is wrong, and where. */
export interface PageFault {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

export const parquetKernel = (thread: ThreadMemory): ParquetReadKernel =>
  thread.kernel("parquet_read", 64, (memory, scratch) =>
    instantiateParquetRead(compileKernel("parquet_read"), memory, scratch),
  );

/** Rows of a column from its first page's first row on, and what ended it early. */
interface ColumnEnd {
  readonly rows: number;
  readonly fault: PageFault | null;
}

function loadColumn(decoder: PageDecoder, column: ColumnSpan, room: ColumnRoom): ColumnEnd {
  const fault = decoder.begin(column, room);
  if (fault !== null) return { rows: 0, fault };
  let rows = 0;
  for (const page of column.pages) {
    const skip = Math.min(page.values, Math.max(0, column.skip - rows));
    const taken = decoder.page(page, rows, skip);
    if (typeof taken !== "number") return { rows: rows + taken.rows, fault: taken.fault };
    rows += taken;
  }
  return { rows, fault: null };
}

function placeOf(column: ColumnSpan, room: ColumnRoom, address: number): LoadedColumn {
  const { leaf, skip } = column;
  const view = isView(leaf);
  return {
    validity: leaf.definition_max > 0 ? address + room.validity + skip : 0,
    addresses: view ? address + room.addresses + skip * 4 : 0,
    offsets: view ? address + room.offsets + skip * 4 : 0,
    values: view ? 0 : address + room.values + skip * valueBytes(leaf),
  };
}

export function loadColumns(span: ParquetSpan, slot: Region, thread: ThreadMemory): ParquetLoaded {
  const room = slotRoom(span);
  const decoder = new PageDecoder(parquetKernel(thread), thread, span, room, slot.address);
  let { rows } = span;
  let found: { fault: PageFault; column: string } | null = null;
  for (const [i, column] of span.columns.entries()) {
    const end = loadColumn(decoder, column, room.columns[i] as ColumnRoom);
    const good = Math.min(span.rows, Math.max(0, end.rows - column.skip));
    // The damage that comes first counts, whichever column it is in.
    if (good < rows) found = end.fault && { fault: end.fault, column: column.leaf.name };
    rows = Math.min(rows, good);
  }
  const columns = span.columns.map((column, i) => placeOf(column, room.columns[i] as ColumnRoom, slot.address));
  return { rows, columns, fault: found && describe(found.fault, found.column, span, rows) };
}

function describe({ code, message, offset }: PageFault, column: string, span: ParquetSpan, rows: number): FaultData {
  const kind = code === "PARQUET_ENCODING" ? "LimitError" : "FormatError";
  const place = { path: span.name, offset, record: span.first_row + rows };
  return faultOf(kind, code, `a page of column ${JSON.stringify(column)} ${message}`, place);
}
