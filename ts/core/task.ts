/** The two tasks that worker threads run, and what comes back. The main thread runs them too, while workers start. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { FaultData } from "../bridge/errors.ts";
import type { Region } from "./memory.ts";
import type { EncodeStep } from "./sink.ts";
import type { Loaded, Span } from "./source.ts";

interface TaskBase {
  readonly format: string;
  /** The request's number: a thread keeps the request's memory and kernels by it. */
  readonly request: number;
}

export interface LoadTask extends TaskBase {
  readonly task: "load";
  readonly span: Span;
  readonly slot: Region;
}

export interface FillTask extends TaskBase {
  readonly task: "fill";
  readonly work: unknown;
  readonly message: Region;
  readonly layout: BatchLayout;
  readonly place: number | null;
  readonly step: EncodeStep;
}

/** What a thread is told besides: "wake" is the first task of a new thread, "attach" begins a request, "forget" ends it, and "collect" asks for its memory. */
export type ControlTask =
  | { readonly task: "wake"; readonly memories: ReadonlyMap<number, WebAssembly.Memory> }
  | { readonly task: "attach"; readonly request: number; readonly memory: WebAssembly.Memory }
  | { readonly task: "forget"; readonly request: number }
  | { readonly task: "collect" };

export type Task = LoadTask | FillTask;

export interface TaskResult {
  /** CPU seconds of the thread. */
  readonly seconds: number;
  readonly loaded?: Loaded;
  /** What a fill found beside the columns, and what the encoder returned. */
  readonly found?: unknown;
  readonly encoded?: unknown;
  /** A fault in a row (`row` set) or in writing. */
  readonly fault?: FaultData;
  readonly row?: number;
}
