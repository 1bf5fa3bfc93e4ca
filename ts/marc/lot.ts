/** Records of one or several loads that make one batch. */
import type { FaultData } from "../bridge/errors.ts";
import { Fault } from "../bridge/errors.ts";
import { faultFrom } from "../core/faults.ts";
import type { SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { MarcRow, row_bytes } from "../kernels/marc_rows.ts";
import { column_bytes_max } from "../limits.ts";
import type { MarcWork, Part, Shape, ShapeTasks } from "./shape.ts";

/** The rows of one load, and where they came from. */
export interface LoadedRows {
  readonly rows: number;
  readonly sums: number;
  readonly record_base: number;
  readonly offset_base: number;
}

export class LotBuilder {
  records = 0;
  readonly #name: string;
  readonly #shape: Shape;
  readonly #tasks: ShapeTasks;
  readonly #thread: ThreadMemory;
  readonly #rows_max: number;
  readonly #raw_bytes_max: number;
  readonly #parts: Part[] = [];
  readonly #held: SharedRegion[] = [];
  readonly #needs: number[];
  #raw_bytes = 0;

  constructor(
    name: string,
    shape: Shape,
    tasks: ShapeTasks,
    thread: ThreadMemory,
    rows_max: number,
    raw_bytes_max: number,
  ) {
    this.#name = name;
    this.#shape = shape;
    this.#tasks = tasks;
    this.#thread = thread;
    this.#rows_max = rows_max;
    this.#raw_bytes_max = raw_bytes_max;
    this.#needs = Array.from({ length: tasks.sums }, () => 0);
  }

  get rows(): number {
    return this.#tasks.rows(this.records, this.#needs);
  }

  get full(): boolean {
    return this.rows >= this.#rows_max || this.#raw_bytes >= this.#raw_bytes_max;
  }

  /** What the rows [from, to) of a load add to each sum. */
  #added(load: LoadedRows, from: number, to: number): number[] {
    const { data } = this.#thread;
    const width = this.#tasks.sums + this.#tasks.left;
    return this.#needs.map((_, i) => {
      const sum = (row: number): number => data.getUint32(load.sums + (row * width + i) * 4, true);
      return sum(to) - sum(from);
    });
  }

  #rawBytes(load: LoadedRows, from: number, to: number): number {
    const first = new MarcRow(this.#thread.data, load.rows + from * row_bytes);
    const last = new MarcRow(this.#thread.data, load.rows + (to - 1) * row_bytes);
    return last.offset + last.length - first.offset;
  }

  #fits(load: LoadedRows, from: number, to: number): boolean {
    const added = this.#added(load, from, to);
    const rows = this.#tasks.rows(
      this.records + to - from,
      this.#needs.map((need, i) => need + (added[i] as number)),
    );
    return rows <= this.#rows_max && this.#raw_bytes + this.#rawBytes(load, from, to) <= this.#raw_bytes_max;
  }

  /** Take the rows of a load from `from` on, at most up to `end`, as many as there is room for. A lot has one record at least. Returns where it stopped. */
  take(load: LoadedRows, memory: readonly SharedRegion[], from: number, end: number): number {
    let to = end;
    if (!this.#fits(load, from, end)) {
      let low = from;
      while (to - low > 1) {
        const middle = (low + to) >> 1;
        if (this.#fits(load, from, middle)) low = middle;
        else to = middle;
      }
      to = low === from && this.records === 0 ? from + 1 : low;
    }
    if (to === from) return from;
    for (const [i, added] of this.#added(load, from, to).entries()) this.#needs[i] = (this.#needs[i] as number) + added;
    this.#raw_bytes += this.#rawBytes(load, from, to);
    this.records += to - from;
    const { record_base, offset_base } = load;
    const sums = load.sums + from * (this.#tasks.sums + this.#tasks.left) * 4;
    this.#parts.push({ rows: load.rows + from * row_bytes, count: to - from, sums, record_base, offset_base });
    this.#held.push(...memory.map((region) => region.retain()));
    return to;
  }

  finish(): Lot {
    const sizes = this.#tasks.sizes(this.records, this.#needs);
    if (sizes.some((bytes) => bytes > column_bytes_max)) {
      throw new Fault("LimitError", "BATCH_TOO_LARGE", "a text column of one batch would pass 2 GiB", {
        path: this.#name,
        hint: "use a smaller batch_size",
      });
    }
    const work: MarcWork = { shape: this.#shape, parts: this.#parts };
    return {
      rows: this.rows,
      sizes,
      work,
      release: () => this.drop(),
      place: (fault: FaultData) => faultFrom(fault, { path: this.#name }),
    };
  }

  drop(): void {
    for (const region of this.#held.splice(0)) region.release();
  }
}
