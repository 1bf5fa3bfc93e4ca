/**
 * One source through one sink. The main thread owns all state: it hands out a task only when its input, its memory and its reader's
 * credit are there, so no task ever waits for another, and order, limits and errors do not depend on the number of threads.
 */
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import { faultFrom } from "./faults.ts";
import type { Fill } from "./fills.ts";
import { Fills } from "./fills.ts";
import type { RequestMemory } from "./memory.ts";
import { SharedRegion } from "./memory.ts";
import type { PipelineLimits } from "./pipeline_limits.ts";
import type { Sink } from "./sink.ts";
import type { Source, Span } from "./source.ts";
import { not_yet } from "./source.ts";
import type { FillTask, LoadTask, TaskResult } from "./task.ts";
import type { Workers } from "./workers.ts";

/** A span that is to be loaded, is being loaded, or waits for its turn to be cut. */
interface Load {
  readonly span: Span;
  slot: SharedRegion | null;
  result: TaskResult | null;
}

export interface PipelineContext {
  readonly format: string;
  readonly request: number;
  readonly memory: RequestMemory;
  readonly workers: Workers;
  readonly limits: PipelineLimits;
  readonly schema: Schema;
}

export class Pipeline {
  readonly #source: Source;
  readonly #context: PipelineContext;
  readonly #loads: Load[] = [];
  readonly #fills: Fills;
  #running = 0;
  #slots = 0;
  #slot_bytes = 0;
  #spans_left = true;
  #ended = false;
  #failure: Error | null = null;
  #damage: Error | null = null;
  /** What `nextSpan` threw: it is damage once the spans before have been cut. */
  #span_damage: Error | null = null;
  #pumping = false;
  #settle: { resolve: () => void; reject: (error: Error) => void } | null = null;

  constructor(source: Source, sink: Sink, context: PipelineContext) {
    this.#source = source;
    this.#context = context;
    this.#fills = new Fills(sink, context.schema, context.memory, context.limits.filled_bytes_max);
  }

  /** Batches and rows that have gone out. */
  get batches(): number {
    return this.#fills.batches;
  }

  get rows(): number {
    return this.#fills.rows;
  }

  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.pump();
    });
  }

  /** Stop handing out tasks; `run` rejects when the running ones are done. */
  cancel(): void {
    this.#fail(new Fault("Cancelled", "CANCELLED", "cancelled"));
    this.pump();
  }

  /** Do all that can be done now. Called whenever something has changed. */
  pump(): void {
    if (this.#pumping || this.#settle === null) return;
    this.#pumping = true;
    try {
      // Running out of spans is what lets the source finish, and its last lot may be handed out at once.
      let spans_left: boolean;
      do {
        spans_left = this.#spans_left;
        this.#cutReady();
        if (this.#failure === null) this.#fills.append();
        while (this.#dispatch());
      } while (spans_left !== this.#spans_left);
    } catch (error) {
      this.#fail(error as Error);
    } finally {
      this.#pumping = false;
    }
    this.#settleWhenDone();
  }

  get #done_loading(): boolean {
    return this.#ended || this.#failure !== null;
  }

  #cutReady(): void {
    while (!this.#done_loading) {
      const load = this.#loads[0];
      if (load?.result) {
        this.#loads.shift();
        this.#cut(load, load.result);
      } else if (load === undefined && !this.#spans_left) {
        this.#ended = true;
        this.#inOrder(() => {
          if (this.#span_damage !== null) throw this.#span_damage;
          this.#source.finish((lot) => this.#fills.push(lot));
        });
      } else {
        return;
      }
    }
  }

  #cut(load: Load, result: TaskResult): void {
    const { loaded } = result;
    const slot = load.slot as SharedRegion;
    this.#inOrder(() => {
      if (result.fault !== undefined || loaded === undefined) {
        slot.release();
        throw faultFrom(result.fault ?? missing_result);
      }
      const again = this.#source.cut(load.span, loaded, slot, (lot) => this.#fills.push(lot));
      if (again !== null) this.#loads.unshift({ span: again, slot: null, result: null });
    });
    if (this.#source.satisfied) this.#stopLoading();
  }

  /** An error of the source comes after the lots that were cut before it, whatever the threads are doing. */
  #inOrder(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#ended = true;
      this.#damage = error as Error;
    }
  }

  /** Enough was read: spans that are still being loaded are dropped when they come back. */
  #stopLoading(): void {
    this.#spans_left = false;
    this.#span_damage = null;
    for (const load of this.#loads.splice(0)) if (load.result !== null) load.slot?.release();
  }

  /** Start one task; false when there is none, or no thread for it. */
  #dispatch(): boolean {
    if (this.#failure !== null || !this.#context.workers.free) return false;
    // A lot frees memory, a load takes some; but a load that all others wait for comes first.
    const first = this.#loads[0];
    if (first !== undefined && first.slot === null && this.#mayLoad()) return this.#startLoad(first);
    const fill = this.#fills.next();
    if (fill !== null) return this.#startFill(fill);
    if (this.#done_loading || !this.#spans_left || !this.#mayLoad()) return false;
    const span = this.#nextSpan();
    if (span === null || span === not_yet) {
      this.#spans_left = span === not_yet;
      return false;
    }
    const load = { span, slot: null, result: null };
    this.#loads.push(load);
    return this.#startLoad(load);
  }

  #nextSpan(): ReturnType<Source["nextSpan"]> {
    try {
      return this.#source.nextSpan();
    } catch (error) {
      this.#span_damage = error as Error;
      return null;
    }
  }

  /** Where nothing else can go on, one more load is needed, whatever is in use. */
  #mayLoad(): boolean {
    const { slots_max, slot_bytes_max = Number.POSITIVE_INFINITY } = this.#context.limits;
    if (this.#slots < slots_max && this.#slot_bytes < slot_bytes_max) return true;
    return this.#running === 0 && this.#fills.empty;
  }

  #startLoad(load: Load): boolean {
    const { format, request, memory } = this.#context;
    const own_bytes = this.#source.slotBytes?.(load.span) ?? 0;
    const slot = new SharedRegion(memory, own_bytes || this.#source.slot_bytes, () => {
      this.#slots -= 1;
      this.#slot_bytes -= own_bytes;
    });
    this.#slots += 1;
    this.#slot_bytes += own_bytes;
    load.slot = slot;
    const { address, bytes } = slot;
    const task: LoadTask = { task: "load", format, request, span: load.span, slot: { address, bytes } };
    this.#start(task, (result) => {
      load.result = result;
      // It was dropped while it ran.
      if (!this.#loads.includes(load)) slot.release();
    });
    return true;
  }

  #startFill(fill: Fill): boolean {
    const { format, request } = this.#context;
    this.#start(this.#fills.start(fill, format, request), (result) => {
      fill.result = result;
    });
    return true;
  }

  #start(task: LoadTask | FillTask, done: (result: TaskResult) => void): void {
    this.#running += 1;
    this.#context.workers.run(task, (result) => {
      this.#running -= 1;
      done(result);
      this.pump();
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }

  #settleWhenDone(): void {
    if (this.#settle === null) return;
    const drained = this.#ended && this.#fills.empty;
    if (drained && this.#damage !== null) this.#fail(this.#damage);
    if (this.#running > 0 || (this.#failure === null && !drained)) return;
    const { resolve, reject } = this.#settle;
    this.#settle = null;
    for (const load of this.#loads.splice(0)) load.slot?.release();
    this.#fills.drop();
    if (this.#failure === null) resolve();
    else reject(this.#failure);
  }
}

const missing_result = {
  kind: "EngineError",
  code: "ENGINE_INTERNAL",
  message: "a load brought nothing",
  place: {},
} as const;
