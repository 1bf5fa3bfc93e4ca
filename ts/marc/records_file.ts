/** MARC records as an output: a long table's rows back to ISO 2709. */
import { alignUp, type BatchLayout } from "../arrow/layout.ts";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { Batch, EncodeStep, Sink, SinkContext, SinkMaker } from "../core/sink.ts";
import { OutputFile } from "../sinks/output_file.ts";
import type { Fragment } from "./building.ts";
import { RecordBuilder } from "./building.ts";
import type { WriterOptions } from "./iso2709.ts";
import type { RowPlaces } from "./table_rows.ts";
import { placesOf } from "./table_rows.ts";

/** What the encoder made of a batch: its first and last record in pieces, and what is between them in the sink's room. */
export interface EncodedRecords {
  readonly head: Fragment | null;
  /** Null where all rows are of one record. */
  readonly tail: Fragment | null;
  readonly bytes: number;
  readonly written: number;
}

export interface RecordsStep extends EncodeStep, WriterOptions {
  readonly places: RowPlaces;
}

export function disordered(record: number, before: number, path: string): Fault {
  return new Fault("FormatError", "MARC_ORDER", `its rows come after those of record ${before}`, {
    path,
    record,
    hint: "sort the table by record, field and subfield; where tables were joined, give each record a number of its own",
  });
}

/** More than a row adds to its texts: an entry of the directory, and marks. */
const row_bytes = 16;
const pad_bytes = 64;

export class MarcFileSink implements Sink {
  readonly wants_columns = true;
  readonly step: RecordsStep;
  readonly #file: OutputFile;
  readonly #open: RecordBuilder;
  #is_open = false;
  #rows = 0;
  #records = 0;

  constructor(schema: Schema, context: SinkContext) {
    const { oversize } = context.options;
    if (oversize !== "error" && oversize !== "zero") {
      throw new Fault("OptionError", "OPTION", "oversize is error or zero");
    }
    const places = placesOf(schema);
    this.#file = new OutputFile(context.target);
    this.step = { kind: "marc", places, path: this.#file.name, zero: oversize === "zero" };
    this.#open = new RecordBuilder(this.step);
  }

  get bytes_out(): number {
    return this.#file.bytes;
  }

  room(layout: BatchLayout): number {
    return alignUp(layout.body_bytes + layout.rows * row_bytes + pad_bytes);
  }

  begin(): void {
    // A file of records begins with its first record.
  }

  place(): null {
    return null;
  }

  ready(): boolean {
    return true;
  }

  append(batch: Batch): void {
    const { head, tail, bytes, written } = batch.encoded as EncodedRecords;
    this.#rows += batch.rows;
    if (head !== null) this.#take(head);
    if (tail === null) return;
    this.#close();
    this.#file.append(batch.room.subarray(0, bytes));
    this.#records += written;
    this.#take(tail);
  }

  /** More of the record that is open, or another one. */
  #take(fragment: Fragment): void {
    const open = this.#open;
    const before = open.record;
    const is_same = this.#is_open && fragment.record === before;
    // What was written last is no longer open, but its number is known.
    if (this.#records > 0 || this.#is_open) {
      if (!is_same && fragment.record <= before) throw disordered(fragment.record, before, this.#file.name);
    }
    if (!is_same) {
      this.#close();
      open.begin(fragment.record);
      this.#is_open = true;
    }
    open.join(fragment);
  }

  #close(): void {
    if (!this.#is_open) return;
    const bytes = new Uint8Array(this.#open.bytes);
    this.#open.write(bytes, 0);
    this.#file.append(bytes);
    this.#records += 1;
    this.#is_open = false;
  }

  /** Records, not rows, are what was written. */
  statistics(): Readonly<Record<string, number>> {
    return { records: this.#records, rows: this.#rows };
  }

  finish(): void {
    this.#close();
    this.#file.finish();
  }

  abort(): void {
    this.#file.abort();
  }
}

export const marcFile: SinkMaker = { make: (schema, context) => new MarcFileSink(schema, context) };
