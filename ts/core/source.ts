/** What a format gives the pipeline. See docs/architecture.md for the way of the data. */

import type { BatchLayout } from "../arrow/layout.ts";
import type { Schema } from "../arrow/schema.ts";
import type { FaultData } from "../bridge/errors.ts";
import type { ByteInput } from "./byte_input.ts";
import type { Region, RequestMemory, SharedRegion } from "./memory.ts";
import type { LotLimits } from "./sink.ts";
import type { ThreadMemory } from "./thread_memory.ts";

/** A piece of input, as plain data: it travels to a worker. */
export type Span = Readonly<Record<string, unknown>>;

/** There will be another span, but not now. */
export const not_yet = "not yet";

/** What a load found, as plain data, with the fault that ended it early. What came before the fault is good. */
export interface Loaded {
  readonly fault: FaultData | null;
}

/** Records that make one batch. */
export interface Lot {
  readonly rows: number;
  /** What `layoutBatch` has to know of each node: the exact bytes of text, the number of a list's items. */
  readonly sizes: readonly number[];
  /** What the format's `fill` needs, as plain data. */
  readonly work: unknown;
  /** Take what `fill` found beside the columns, in the order of the lots. */
  found?(found: unknown): void;
  /** Give the input's memory back, once the columns are filled. */
  release(): void;
  /** Name file, offset and record of a fault that `fill` met in a row. */
  place(fault: FaultData, row: number): Error;
}

/** One input being read, on the main thread. Its calls come in this order: nextSpan and cut by turns, then finish; always close. */
export interface Source {
  /** Bytes of input, and how many of them have been cut; null where nobody knows. */
  readonly bytes_total: number | null;
  readonly bytes_done: number;
  /** Records read so far. */
  readonly records: number;
  /** Those of them that are in no lot, because a filter or damage took them out; none if left out. */
  readonly dropped?: number;
  /** Rows that all lots together have, where a record isn't one row. */
  readonly rows?: number;
  /** True when damage was passed over: not all of the input is vouched for. */
  readonly damaged?: boolean;
  /** True when no further input is wanted, because of a limit. */
  readonly satisfied: boolean;
  /** Memory that a load works in. */
  readonly slot_bytes: number;
  /** The same for a certain span, where spans need different amounts. */
  slotBytes?(span: Span): number;
  /**
   * The next span to be loaded, null when all have been handed out, or `not_yet` where its bytes have not arrived or too much waits for a
   * thread already: the pipeline asks again when something has changed. What it throws comes after the spans before it.
   */
  nextSpan(): Span | null | typeof not_yet;
  /**
   * Take what a span's load brought, in the order of the spans, and `emit` the lots that are full. `slot` is released by the source
   * when nothing points into it any more. Returns a span that has to be loaded before all others, when the load stopped short or
   * had started at a wrong place; else null.
   */
  cut(span: Span, loaded: Loaded, slot: SharedRegion, emit: (lot: Lot) => void): Span | null;
  /** The input is at its end: emit the last lot and check that nothing is missing. */
  finish(emit: (lot: Lot) => void): void;
  /**
   * What else the statistics should say, once all lots have gone out. Over several inputs numbers are summed up, lists are joined, maps
   * likewise key by key, and of anything else the last one stays.
   */
  statistics?(): Readonly<Record<string, unknown>>;
  close(): void;
}

export interface InputFile {
  readonly path: Buffer;
  /** As the user wrote it. */
  readonly name: string;
}

/** An input that is read in order, as its bytes arrive. */
export interface ArrivingInput {
  readonly arriving: ByteInput;
  readonly name: string;
}

export type Input = InputFile | ArrivingInput;

/** What a format works with on the main thread. */
export interface PlanContext {
  readonly memory: RequestMemory;
  readonly thread: ThreadMemory;
  /** How large the output wants the lots. */
  readonly lots: LotLimits;
  /** To be called when bytes have come to an input that the format has opened itself. */
  arrived(): void;
  warn(message: string): void;
}

/** Options as they come with a request. */
export type Options = Readonly<Record<string, unknown>>;

/** An input split into pieces, each of which can be read by a request of its own, wherever. */
export interface Pieces {
  /** Options that all of them have in place of the request's; so all of them have the same schema. */
  readonly shared: Options;
  /** What each has beside them, one after the other as they are found. */
  readonly each: Iterable<Options>;
}

/** Inputs that were looked at: their common schema, and how each is opened for the run. */
/** Of each thread: how many loads at a time, and bytes of batches that are filled or encoded. */
export interface Ahead {
  readonly slots: number;
  readonly filled_bytes: number;
}

export interface Plan {
  readonly schema: Schema;
  /** The format's own description of each input, for people; msgpack can carry it. */
  readonly header: unknown;
  readonly bytes_total: number | null;
  /** What keeps a thread busy, where that is less than usual: it costs memory to load and fill more. */
  readonly ahead?: Ahead;
  /** `records_max`: how many more records are wanted, or null for all. */
  open(input: number, records_max: number | null): Source | Promise<Source>;
  /** Split the one input into at most so many pieces; left out by formats that can't. */
  pieces?(count: number): Pieces;
  /** Let go of what no source was made from. Called once, at the end. */
  close?(): void;
}

/** A format's part on the main thread: of one that reads files alone, or of one that also reads what arrives over the bridge. */
export type Format = FileFormat | ArrivingFormat;

export interface FileFormat {
  readonly takes_arriving?: false;
  open(
    inputs: readonly InputFile[],
    options: Readonly<Record<string, unknown>>,
    context: PlanContext,
  ): Plan | Promise<Plan>;
}

export interface ArrivingFormat {
  readonly takes_arriving: true;
  /** Check the options, read the headers of all inputs in order, and settle the one schema that they share. */
  open(
    inputs: readonly Input[],
    options: Readonly<Record<string, unknown>>,
    context: PlanContext,
  ): Plan | Promise<Plan>;
}

/** A format's part in every thread: pure but for `load`, which reads. */
export interface FormatTasks {
  load(span: Span, slot: Region, thread: ThreadMemory): Loaded;
  /** Fill the columns of a lot, or say what is wrong with which row. */
  fill(work: unknown, body_address: number, layout: BatchLayout, thread: ThreadMemory): Filled | RowFault;
}

export interface Filled {
  /** Of each node, in the order of `nodesOf`. */
  readonly nulls: readonly number[];
  /** Anything else that the main thread should know of this lot, as plain data: its lot's `found` gets it. */
  readonly found?: unknown;
}

export interface RowFault {
  readonly fault: FaultData;
  readonly row: number;
}
