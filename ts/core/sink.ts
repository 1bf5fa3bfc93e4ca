/** What an output gives the pipeline. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { Schema } from "../arrow/schema.ts";
import type { Reply } from "../bridge/requests.ts";
import type { Region } from "./memory.ts";
import type { ThreadMemory } from "./thread_memory.ts";

/** What a worker does with a filled batch, as plain data; `kind` names the encoder in the registry. It goes with every task: keep it small. */
export interface EncodeStep {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** A filled and encoded batch on its way out. */
export interface Batch {
  readonly rows: number;
  readonly layout: BatchLayout;
  /** The whole Arrow IPC message, and then the sink's room, in the request's memory: valid until `append` returns. */
  readonly message: Uint8Array;
  readonly room: Uint8Array;
  readonly place: number | null;
  /** What the encoder returned. */
  readonly encoded: unknown;
}

/** One output being written, on the main thread. */
export interface Sink {
  /** False where only records are counted and no column is needed. */
  readonly wants_columns: boolean;
  readonly step: EncodeStep;
  readonly bytes_out: number;
  /** Room that the encoder wants behind a batch's message, in the same region of memory; none if left out. */
  room?(layout: BatchLayout): number;
  begin(): void;
  /** Where a message of so many bytes goes, where that is known before it is filled; else null. */
  place(message_bytes: number): number | null;
  /** May a batch of so many bytes be appended now? A slow reader says no, and the pipeline waits. */
  ready(message_bytes: number): boolean;
  /** Take a batch, in order. */
  append(batch: Batch): void;
  /** All batches are in: write what comes after them and check that everything is there. */
  finish(): void;
  /** Counts of its own, which come before those of the operation: a table's rows may be fewer records. */
  statistics?(): Readonly<Record<string, unknown>>;
  /** Leave nothing behind. */
  abort(): void;
}

/** How large the lots may be that become this output's batches. */
export interface LotLimits {
  /** The most rows, or null where the format's own `batch_size` says. */
  readonly rows_max: number | null;
  /** A lot is cut once its records, or its columns where they are larger, reach this many bytes; a larger record travels alone. */
  readonly raw_bytes_max: number;
  /** Where encoding takes much memory: what such a lot takes, its columns and the sink's room. */
  readonly encoding_bytes_max?: number;
}

/** What a sink is made from. */
export interface SinkContext {
  readonly reply: Reply;
  /** `path` is a new file that the bytes go to; `name` is what the user called it. */
  readonly target: { readonly path: Buffer; readonly name: string } | null;
  /** The sink's own. */
  readonly options: SinkOptions;
}

export type SinkOptions = Readonly<Record<string, unknown>>;

/** A kind of output. */
export interface SinkMaker {
  /** Checks the options; the usual limits if left out. */
  readonly lots?: (options: SinkOptions) => LotLimits;
  readonly make: (schema: Schema, context: SinkContext) => Sink;
}

/** A filled batch, in the thread that is to encode it. */
export interface FilledBatch {
  /** Where the message begins: its prefix, then its body with the columns, then the sink's room. */
  readonly region: Region;
  readonly layout: BatchLayout;
  /** Of each node. */
  readonly nulls: readonly number[];
  /** Where in the file to write it, or null. */
  readonly place: number | null;
  readonly step: EncodeStep;
  readonly thread: ThreadMemory;
}

/** The message alone, without the sink's room. */
export const messageOf = ({ region, layout, thread }: FilledBatch): Uint8Array =>
  thread.bytes.subarray(region.address, region.address + layout.prefix_bytes + layout.body_bytes);

/** Encodes a batch in a worker. What it returns, as plain data, is the sink's `Batch.encoded`. */
export type Encode = (batch: FilledBatch) => unknown;
