/** What an output gives the pipeline. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { Schema } from "../arrow/schema.ts";
import type { Reply } from "../bridge/requests.ts";

/** What a worker does with a filled batch, as plain data; `kind` names the encoder in the registry. */
export interface EncodeStep {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** A filled and encoded batch on its way out. */
export interface Batch {
  readonly rows: number;
  readonly layout: BatchLayout;
  /** The whole Arrow IPC message, in the request's memory: valid until `append` returns. */
  readonly message: Uint8Array;
  readonly place: number | null;
}

/** One output being written, on the main thread. */
export interface Sink {
  /** False where only records are counted and no column is needed. */
  readonly wants_columns: boolean;
  readonly step: EncodeStep;
  readonly bytes_out: number;
  begin(): void;
  /** Where a message of so many bytes goes, where that is known before it is filled; else null. */
  place(message_bytes: number): number | null;
  /** May a batch of so many bytes be appended now? A slow reader says no, and the pipeline waits. */
  ready(message_bytes: number): boolean;
  /** Take a batch, in order. */
  append(batch: Batch): void;
  /** All batches are in: write what comes after them and check that everything is there. */
  finish(): void;
  /** Leave nothing behind. */
  abort(): void;
}

/** What a sink is made from. */
export interface SinkContext {
  readonly reply: Reply;
  /** `path` is a new file that the bytes go to; `name` is what the user called it. */
  readonly target: { readonly path: Buffer; readonly name: string } | null;
}

export type SinkMaker = (schema: Schema, context: SinkContext) => Sink;

/** Encodes a batch in a worker: the columns lie in the message's body; `place` is where to write it, or null. */
export type Encode = (
  message: Uint8Array,
  layout: BatchLayout,
  nulls: readonly number[],
  place: number | null,
  step: EncodeStep,
) => void;
