/** The Parquet part of `fill`: from what loads left to the buffers of an Arrow batch. */
import { isUtf8 } from "node:buffer";
import type { BatchLayout, BufferPlace } from "../arrow/layout.ts";
import type { Filled, RowFault } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { ParquetReadKernel } from "../kernels/parquet_read.ts";
import { faultOf } from "./faults.ts";
import type { LoadedColumn } from "./load.ts";
import { parquetKernel } from "./load.ts";
import type { Part } from "./lot.ts";

/** How a flat column's values become those of its Arrow column. */
export interface ColumnFill {
  readonly name: string;
  /** `bytes`: the width of a value, in memory and in the column. */
  readonly kind: "utf8" | "binary" | "bool" | "fixed";
  readonly width: number;
  readonly loaded_width: number;
  readonly nullable: boolean;
}

export interface ParquetWork {
  readonly rows: number;
  readonly columns: readonly ColumnFill[];
  readonly parts: readonly Part[];
}

interface Buffers {
  readonly validity: BufferPlace;
  readonly values: BufferPlace;
  readonly data: BufferPlace;
}

const nowhere: BufferPlace = { offset: 0, bytes: 0 };

class Filler {
  readonly #kernel: ParquetReadKernel;
  readonly #thread: ThreadMemory;
  readonly #work: ParquetWork;
  readonly #body: number;

  constructor(work: ParquetWork, body: number, thread: ThreadMemory) {
    this.#kernel = parquetKernel(thread);
    this.#thread = thread;
    this.#work = work;
    this.#body = body;
  }

  /** Fill a column; returns its nulls, or the row that isn't text. */
  column(leaf: number, fill: ColumnFill, buffers: Buffers): number | RowFault {
    const { bytes } = this.#thread;
    const values = this.#body + buffers.values.offset;
    const data = this.#body + buffers.data.offset;
    const validity = this.#body + buffers.validity.offset;
    const view = fill.kind === "utf8" || fill.kind === "binary";
    if (fill.nullable) bytes.fill(0, validity, validity + buffers.validity.bytes);
    if (fill.kind === "bool") bytes.fill(0, values, values + buffers.values.bytes);
    if (view) this.#thread.data.setUint32(values, 0, true);
    let row = 0;
    let nulls = 0;
    for (const part of this.#work.parts) {
      const column = part.columns[leaf] as LoadedColumn;
      const { first, rows } = part;
      if (fill.nullable && column.validity !== 0) {
        nulls += this.#kernel.bits_from_bytes(column.validity + first, rows, validity, row);
      }
      if (view) this.#views(column, part, values + row * 4, data);
      else this.#values(fill, column, part, values, row);
      row += rows;
    }
    if (fill.kind !== "utf8") return nulls;
    return this.#checkText(fill.name, values, data, buffers.data.bytes) ?? nulls;
  }

  #views(column: LoadedColumn, { first, rows }: Part, offsets: number, data: number): void {
    const base = this.#thread.data.getUint32(offsets, true);
    const from = 4 * first;
    this.#kernel.gather(column.addresses + from, column.offsets + from, rows, offsets + 4, data, base);
  }

  #values(fill: ColumnFill, column: LoadedColumn, { first, rows }: Part, values: number, row: number): void {
    const source = column.values + first * fill.loaded_width;
    if (fill.kind === "bool") this.#kernel.bits_from_bytes(source, rows, values, row);
    else if (fill.width < fill.loaded_width) this.#kernel.narrow(source, rows, fill.width, values + row * fill.width);
    else this.#thread.bytes.copyWithin(values + row * fill.width, source, source + rows * fill.width);
  }

  /** Arrow's text is UTF-8, and so must be each value by itself: none may begin within a character. */
  #checkText(name: string, offsets: number, data: number, data_bytes: number): RowFault | null {
    const { bytes, data: view } = this.#thread;
    const text = bytes.subarray(data, data + data_bytes);
    const { rows } = this.#work;
    const start = (row: number): number => view.getUint32(offsets + row * 4, true);
    if (isUtf8(text)) {
      if (this.#kernel.starts_whole(offsets, rows, data) === rows) return null;
    }
    let row = 0;
    while (row < rows && isUtf8(text.subarray(start(row), start(row + 1)))) row += 1;
    if (row === rows) return null;
    const message = `column ${JSON.stringify(name)} holds text that isn't UTF-8`;
    return { fault: faultOf("FormatError", "PARQUET_UTF8", message, {}), row };
  }
}

export function fillParquet(
  work: ParquetWork,
  body: number,
  layout: BatchLayout,
  thread: ThreadMemory,
): Filled | RowFault {
  const filler = new Filler(work, body, thread);
  const nulls: number[] = [];
  let next = 0;
  const buffer = (): BufferPlace => layout.buffers[next++] ?? nowhere;
  let worst: RowFault | null = null;
  for (const [leaf, fill] of work.columns.entries()) {
    const text = fill.kind === "utf8" || fill.kind === "binary";
    const buffers = { validity: buffer(), values: buffer(), data: text ? buffer() : nowhere };
    const found = filler.column(leaf, fill, buffers);
    if (typeof found === "number") nulls.push(found);
    // The first row counts, whichever column it is in.
    else if (worst === null || found.row < worst.row) worst = found;
  }
  return worst ?? { nulls };
}
