/** A Parquet file: row groups come encoded and are appended in order; then the footer. */
import manifest from "../../../package.json" with { type: "json" };
import type { BatchLayout } from "../../arrow/layout.ts";
import type { Schema } from "../../arrow/schema.ts";
import type { Batch, EncodeStep, Sink, SinkContext, SinkMaker } from "../../core/sink.ts";
import { OutputFile } from "../output_file.ts";
import { receipted } from "../receipt.ts";
import { codecs } from "./codecs.ts";
import type { EncodedRowGroup } from "./metadata.ts";
import { fileEnd, parquet_magic, rowGroup } from "./metadata.ts";
import { parquetCompression, parquetLots } from "./options.ts";
import { planRoom } from "./room.ts";
import type { ParquetSchema } from "./schema.ts";
import { parquetSchema } from "./schema.ts";

const created_by = `rogtk-shim version ${manifest.version}`;

export class ParquetFileSink implements Sink {
  readonly wants_columns = true;
  readonly step: EncodeStep;
  readonly #schema: Schema;
  readonly #parquet: ParquetSchema;
  readonly #codec: number;
  readonly #file: OutputFile;
  readonly #row_groups: Uint8Array[] = [];
  #rows = 0;

  constructor(schema: Schema, context: SinkContext) {
    const compression = parquetCompression(context.options);
    this.#schema = schema;
    this.#parquet = parquetSchema(schema.fields);
    this.#codec = codecs[compression.codec].number;
    this.#file = new OutputFile(context.target);
    this.step = { kind: "parquet", fields: schema.fields, compression };
  }

  get bytes_out(): number {
    return this.#file.bytes;
  }

  room(layout: BatchLayout): number {
    return planRoom(layout, this.#parquet.leaves).bytes;
  }

  begin(): void {
    this.#file.append(parquet_magic);
  }

  place(): null {
    return null;
  }

  ready(): boolean {
    return true;
  }

  append(batch: Batch): void {
    const group = batch.encoded as EncodedRowGroup;
    const place = { offset: this.#file.bytes, rows: batch.rows, codec: this.#codec };
    this.#file.append(batch.room.subarray(0, group.bytes));
    this.#row_groups.push(rowGroup(this.#parquet.leaves, group, place));
    this.#rows += batch.rows;
  }

  finish(): void {
    this.#file.append(fileEnd(this.#schema, this.#parquet, this.#row_groups, { rows: this.#rows, created_by }));
    this.#file.finish();
  }

  abort(): void {
    this.#file.abort();
  }
}

/** Its encoder writes over the columns. */
export const parquetFile: SinkMaker = {
  lots: parquetLots,
  make: receipted((schema, context) => new ParquetFileSink(schema, context), true),
};
