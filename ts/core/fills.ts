/** The lots of one run on their way out: laid out, filled by some thread, appended to the sink in the order in which they were cut. */

import type { BatchLayout } from "../arrow/layout.ts";
import { layoutBatch } from "../arrow/layout.ts";
import type { Schema } from "../arrow/schema.ts";
import { faultFrom } from "./faults.ts";
import type { Region, RequestMemory } from "./memory.ts";
import type { Sink } from "./sink.ts";
import type { Lot } from "./source.ts";
import type { FillTask, TaskResult } from "./task.ts";

/** A lot that is to be filled, is being filled, or waits for its turn to be appended. */
export interface Fill {
  readonly lot: Lot;
  readonly layout: BatchLayout;
  readonly message_bytes: number;
  /** The message and the sink's room. */
  readonly bytes: number;
  readonly place: number | null;
  message: Region | null;
  result: TaskResult | null;
}

export class Fills {
  /** What has gone out. */
  batches = 0;
  rows = 0;
  readonly #sink: Sink;
  readonly #schema: Schema;
  readonly #memory: RequestMemory;
  /** Bytes of filled batches that may be in use; one batch always may. */
  readonly #bytes_max: number;
  /** In order: those before `#appended` have gone, those from `#started` on wait for a thread. */
  readonly #fills: Fill[] = [];
  #appended = 0;
  #started = 0;
  #bytes = 0;

  constructor(sink: Sink, schema: Schema, memory: RequestMemory, bytes_max: number) {
    this.#sink = sink;
    this.#schema = schema;
    this.#memory = memory;
    this.#bytes_max = bytes_max;
  }

  get empty(): boolean {
    return this.#appended === this.#fills.length;
  }

  /** Take a lot that was cut. */
  push(lot: Lot): void {
    if (!this.#sink.wants_columns) {
      this.rows += lot.rows;
      lot.release();
      return;
    }
    const layout = layoutBatch(this.#schema, lot.rows, lot.sizes);
    const message_bytes = layout.prefix_bytes + layout.body_bytes;
    const bytes = message_bytes + (this.#sink.room?.(layout) ?? 0);
    const place = this.#sink.place(message_bytes);
    this.#fills.push({ lot, layout, message_bytes, bytes, place, message: null, result: null });
  }

  /** The first lot that no thread has been given yet, if there is memory for its columns. */
  next(): Fill | null {
    const fill = this.#fills[this.#started];
    if (fill === undefined) return null;
    return this.#bytes === 0 || this.#bytes + fill.bytes <= this.#bytes_max ? fill : null;
  }

  start(fill: Fill, format: string, request: number): FillTask {
    const message = this.#memory.allocate(fill.bytes);
    fill.message = message;
    this.#started += 1;
    this.#bytes += message.bytes;
    const { layout, place } = fill;
    return { task: "fill", format, request, work: fill.lot.work, message, layout, place, step: this.#sink.step };
  }

  /** Append what is filled, in order, as far as the sink is ready for it. A fault is thrown when its batch's turn has come. */
  append(): void {
    for (let fill = this.#fills[this.#appended]; fill?.result; fill = this.#fills[this.#appended]) {
      const { result } = fill;
      if (result.fault !== undefined) {
        throw result.row === undefined ? faultFrom(result.fault) : fill.lot.place(result.fault, result.row);
      }
      const { lot, layout, place, message_bytes } = fill;
      if (!this.#sink.ready(message_bytes)) return;
      const region = this.#memory.view(fill.message as Region);
      const message = region.subarray(0, message_bytes);
      const room = region.subarray(message_bytes, fill.bytes);
      if (result.found !== undefined) lot.found?.(result.found);
      this.#sink.append({ rows: lot.rows, layout, message, room, place, encoded: result.encoded });
      this.batches += 1;
      this.rows += fill.lot.rows;
      this.#appended += 1;
      this.#release(fill);
    }
    this.#tidy();
  }

  /** Let go of what has gone, now and then: one load may hold as many batches as records. */
  #tidy(): void {
    if (this.#appended < 1024 && this.#appended < this.#fills.length) return;
    this.#fills.splice(0, this.#appended);
    this.#started -= this.#appended;
    this.#appended = 0;
  }

  /** Give all memory back. */
  drop(): void {
    for (const fill of this.#fills.slice(this.#appended)) this.#release(fill);
    this.#fills.length = this.#appended = this.#started = 0;
  }

  #release(fill: Fill): void {
    fill.lot.release();
    // The entry may stay for a while; what an encoder returned may be many small objects.
    fill.result = null;
    if (fill.message === null) return;
    this.#memory.free(fill.message);
    this.#bytes -= fill.message.bytes;
    fill.message = null;
  }
}
