/** A file that has a receipt in its footer: the digest of its own rows. */
import type { Receipt } from "../arrow/digest.ts";
import { RowsDigest } from "../arrow/digest.ts";
import type { BatchLayout } from "../arrow/layout.ts";
import { receipt_key } from "../arrow/receipt.ts";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { Batch, EncodeStep, Sink, SinkContext } from "../core/sink.ts";
import { keptRows, roomWithRows } from "./kept_rows.ts";

type Make = (schema: Schema, context: SinkContext) => Sink;

/** Make an output that has a receipt where the option `digest` asks for one. `uses_up`: whether its encoder writes over the columns. */
export const receipted =
  (make: Make, uses_up = false): Make =>
  (schema, context) =>
    context.options["digest"] === true ? new ReceiptSink(schema, context, make, uses_up) : make(schema, context);

class ReceiptSink implements Sink {
  readonly #schema: Schema;
  readonly #metadata: Map<string, string>;
  readonly #digest: RowsDigest;
  readonly #sink: Sink;
  readonly #uses_up: boolean;
  #receipt: Receipt | null = null;

  constructor(schema: Schema, context: SinkContext, make: Make, uses_up: boolean) {
    const names = new Set(schema.fields.map((field) => field.name));
    if (names.size < schema.fields.length) {
      const hint = "give the columns names of their own, or leave the digest out";
      throw new Fault("OptionError", "DIGEST_COLUMNS", "a digest needs columns of different names", { hint });
    }
    this.#schema = schema;
    this.#uses_up = uses_up;
    this.#metadata = new Map(schema.metadata);
    this.#digest = new RowsDigest(schema);
    this.#sink = make({ fields: schema.fields, metadata: this.#metadata }, context);
  }

  get wants_columns(): boolean {
    return this.#sink.wants_columns;
  }

  get step(): EncodeStep {
    return { ...this.#sink.step, keep_rows: this.#uses_up };
  }

  get bytes_out(): number {
    return this.#sink.bytes_out;
  }

  room(layout: BatchLayout): number {
    const bytes = this.#sink.room?.(layout) ?? 0;
    return this.#uses_up ? roomWithRows(layout, bytes) : bytes;
  }

  begin(): void {
    this.#sink.begin();
  }

  place(message_bytes: number): number | null {
    return this.#sink.place(message_bytes);
  }

  ready(message_bytes: number): boolean {
    return this.#sink.ready(message_bytes);
  }

  append(batch: Batch): void {
    const { layout, message, room } = batch;
    this.#digest.add(this.#uses_up ? keptRows(room, layout) : message.subarray(layout.prefix_bytes), layout);
    this.#sink.append(batch);
  }

  finish(): void {
    // Formats may have learnt more by now.
    for (const [key, value] of this.#schema.metadata) this.#metadata.set(key, value);
    this.#receipt = this.#digest.receipt();
    this.#metadata.set(receipt_key, JSON.stringify(this.#receipt));
    this.#sink.finish();
  }

  statistics(): Readonly<Record<string, unknown>> {
    return { ...this.#sink.statistics?.(), digest: this.#receipt?.digest };
  }

  abort(): void {
    this.#sink.abort();
  }
}
