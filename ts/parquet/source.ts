/** A Parquet file as a source: its footer, its spans, and the cutting of its rows. What a batch is made of is the `LotMaker`'s part. */
import { closeSync } from "node:fs";
import { faultFrom } from "../core/faults.ts";
import type { SharedRegion } from "../core/memory.ts";
import type { OpenFile } from "../core/open_file.ts";
import { openFile } from "../core/open_file.ts";
import type { InputFile, Loaded, Lot, Source, Span } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { Column } from "./columns.ts";
import { columnsOf } from "./columns.ts";
import { parquetFault } from "./faults.ts";
import type { Footer } from "./footer.ts";
import { readFooter } from "./footer.ts";
import type { Leaf } from "./leaf.ts";
import type { ParquetLoaded } from "./load.ts";
import type { LotOptions } from "./lot.ts";
import { LotCutter } from "./lot.ts";
import { SpanPlan, spanFrom } from "./plan.ts";
import type { ParquetSpan } from "./span.ts";
import { slotRoom } from "./span.ts";

/** A file that is open, and what its footer says. */
export interface ParquetFile {
  readonly file: OpenFile;
  readonly footer: Footer;
  readonly columns: readonly Column[];
}

/** Open a file and read its footer. Whoever opens it closes `file.fd`, unless a `ParquetSource` gets it. */
export function openParquet(input: InputFile): ParquetFile {
  const file = openFile(input);
  try {
    const footer = readFooter(file);
    return { file, footer, columns: columnsOf(footer, file.name) };
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

/** Bytes in the file of the columns that those leaves are. */
export function bytesOf(footer: Footer, leaves: readonly Leaf[]): number {
  let bytes = 0;
  for (const { chunks } of footer.row_groups) {
    for (const leaf of leaves) {
      const chunk = chunks[leaf.chunk];
      if (chunk !== undefined) bytes += chunk.end - chunk.start;
    }
  }
  return bytes;
}

export interface ParquetSourceOptions extends LotOptions {
  /** How many rows are wanted, from the start; null for all. */
  readonly records_max: number | null;
}

export class ParquetSource implements Source {
  readonly slot_bytes = 0;
  readonly bytes_total: number;
  readonly #file: OpenFile;
  readonly #rows_max: number;
  readonly #limited: boolean;
  readonly #plan: SpanPlan;
  readonly #cutter: LotCutter;
  readonly #rows_total: number;

  constructor({ file, footer }: ParquetFile, options: ParquetSourceOptions, thread: ThreadMemory) {
    const { leaves, records_max } = options;
    this.#file = file;
    this.#rows_total = footer.rows;
    this.#limited = records_max !== null && records_max < footer.rows;
    this.#rows_max = Math.min(records_max ?? footer.rows, footer.rows);
    this.bytes_total = bytesOf(footer, leaves);
    this.#plan = new SpanPlan(file, footer, leaves, footer.offset, this.#rows_max);
    this.#cutter = new LotCutter(file.name, thread, options);
  }

  /** Rows are what is known of the way done. */
  get bytes_done(): number {
    return this.#rows_total === 0 ? this.bytes_total : Math.round((this.bytes_total * this.records) / this.#rows_total);
  }

  get records(): number {
    return this.#cutter.records;
  }

  get satisfied(): boolean {
    return this.#limited && this.records >= this.#rows_max;
  }

  slotBytes(span: Span): number {
    return slotRoom(span as unknown as ParquetSpan).bytes;
  }

  nextSpan(): Span | null {
    return this.#plan.next() as Span | null;
  }

  cut(span: Span, loaded: Loaded, slot: SharedRegion, emit: (lot: Lot) => void): Span | null {
    const whole = span as unknown as ParquetSpan;
    const { rows, columns, fault } = loaded as unknown as ParquetLoaded;
    this.#cutter.feed(slot, columns, Math.min(rows, this.#rows_max - this.records), emit);
    if (this.satisfied) this.#cutter.finish(emit);
    slot.release();
    // With a limit, only what was read is vouched for.
    if (this.satisfied) return null;
    if (fault !== null) throw faultFrom(fault);
    if (rows === whole.rows) return null;
    if (rows > 0) return spanFrom(whole, rows) as unknown as Span;
    throw parquetFault("LimitError", "PARQUET_TOO_LARGE", "a row is longer than 2 GiB", {
      path: whole.name,
      offset: whole.columns[0]?.pages[0]?.offset ?? 0,
      record: whole.first_row,
    });
  }

  finish(emit: (lot: Lot) => void): void {
    this.#cutter.finish(emit);
    if (this.records === this.#rows_max) return;
    const message = `${this.records} rows were found, but the footer says ${this.#rows_max}`;
    throw parquetFault("FormatError", "PARQUET_ROWS", message, {
      path: this.#file.name,
      offset: this.#file.file_bytes,
      record: this.records,
    });
  }

  close(): void {
    this.#cutter.drop();
    closeSync(this.#file.fd);
  }
}
