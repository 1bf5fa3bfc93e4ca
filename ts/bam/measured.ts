/** The measured side of a lot: which of its records are kept, and how large all its columns are. See ts/kernels/measure.ts. */
import type { Region, RequestMemory } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { MeasuredRows, MeasurePlan } from "../kernels/measure.ts";
import { MeasuredSums } from "../kernels/measure.ts";
import { bamKernel } from "./kernel.ts";

export class LotMeasure {
  readonly sums: MeasuredSums;
  readonly #plan: MeasurePlan;
  readonly #kept_max: number;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  /** The sums, then scratch. */
  readonly #region: Region;
  /** Addresses of the records kept, where any may be left out. */
  readonly #kept: Region | null;

  constructor(plan: MeasurePlan, rows: number, kept_max: number, memory: RequestMemory, thread: ThreadMemory) {
    this.#plan = plan;
    this.#kept_max = kept_max;
    this.#memory = memory;
    this.#thread = thread;
    this.#region = memory.allocate(4 * plan.words + plan.scratch_bytes);
    this.#kept = plan.filtered ? memory.allocate(rows * 4) : null;
    this.sums = new MeasuredSums(() => thread.data, this.#region.address, plan);
  }

  /** Addresses of the records kept; null where all are. */
  get kept(): number | null {
    return this.#kept?.address ?? null;
  }

  /** Measure records by their addresses. Returns how many fit, and what is wrong with the one that ended it, 0 for nothing. */
  take(pointers: number, count: number): { readonly taken: number; readonly bad: number } {
    const kernel = bamKernel(this.#thread);
    const { address } = this.sums;
    const scratch = address + 4 * this.#plan.words;
    const kept = this.#kept?.address ?? 0;
    const kept_max = Math.min(this.#kept_max, 0xffffffff);
    const taken = kernel.measure(pointers, count, this.#plan.address, address, 0, kept, kept_max, scratch) >>> 0;
    return { taken, bad: kernel.bad_code() };
  }

  /** Whether the records of a walk up to `to` may all be in the lot: it ends with the last one that is wanted. */
  fits(rows: MeasuredRows, from: number, to: number): boolean {
    const kept = to === from ? 0 : rows.word(to - 1, 0) - rows.word(from, 0);
    return (to === from || this.sums.kept + kept < this.#kept_max) && this.sums.fits(rows, from, to);
  }

  /** Take records that another thread has measured. */
  add(rows: MeasuredRows, from: number, to: number): void {
    if (this.#kept !== null) {
      const target = this.#kept.address + 4 * this.sums.kept;
      this.#thread.bytes.copyWithin(target, rows.kept + 4 * rows.word(from, 0), rows.kept + 4 * rows.word(to, 0));
    }
    this.sums.add(rows, from, to);
  }

  drop(): void {
    this.#memory.free(this.#region);
    if (this.#kept !== null) this.#memory.free(this.#kept);
  }
}
