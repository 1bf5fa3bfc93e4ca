/** What the three shapes of a MARC table have in common. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { Field } from "../arrow/schema.ts";
import type { Filled } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { LongColumn } from "./long.ts";
import type { ExtraColumn } from "./long_extra.ts";
import type { WideColumn } from "./rules.ts";

/** Which table, as plain data: it goes to the workers. */
export type Shape =
  /** `bare`: lengths instead of the records' bytes, for a reader that has them. */
  | { readonly kind: "records"; readonly bare: boolean }
  | {
      readonly kind: "long";
      readonly columns: readonly (LongColumn | ExtraColumn)[];
      /** The names that records refer to by number. */
      readonly encodings: readonly string[];
    }
  /** `rules` is where the rules lie in memory; 0 before the run. */
  | { readonly kind: "wide"; readonly columns: readonly WideColumn[]; readonly rules: number };

/** Rows of one load that go into a batch. */
export interface Part {
  /** Address of the first row. */
  readonly rows: number;
  readonly count: number;
  /** Of the first row: its sums and what measuring left behind them. */
  readonly sums: number;
  /** Number of the load's first record, and the offset in the input of what its rows count from. */
  readonly record_base: number;
  readonly offset_base: number;
}

/** The work of `fill`, as plain data. */
export interface MarcWork {
  readonly shape: Shape;
  readonly parts: readonly Part[];
}

/** What is done for a shape. Records are measured in the load: running sums of what their columns need, one u32 each. */
export interface ShapeTasks {
  readonly fields: readonly Field[];
  /** How many sums there are. */
  readonly sums: number;
  /** Further words behind a record's sums, which `fill` takes up again. */
  readonly left: number;
  /** The table's rows, when `records` records add so much to the sums. */
  rows(records: number, needs: readonly number[]): number;
  /** What `layoutBatch` has to know. */
  sizes(records: number, needs: readonly number[]): number[];
  /** What lies in [spare, spare_end) stays until the rows have been filled. */
  measure(thread: ThreadMemory, rows: number, count: number, sums: number, spare: number, spare_end: number): void;
  fill(parts: readonly Part[], body: number, layout: BatchLayout, thread: ThreadMemory): Filled;
}

/** Hands out the addresses of a batch's buffers, in their order. */
export class Buffers {
  readonly #body: number;
  readonly #layout: BatchLayout;
  readonly #thread: ThreadMemory;
  #next = 0;

  constructor(body: number, layout: BatchLayout, thread: ThreadMemory) {
    this.#body = body;
    this.#layout = layout;
    this.#thread = thread;
  }

  get(): number {
    return this.#body + (this.#layout.buffers[this.#next++]?.offset ?? 0);
  }

  /** A validity bitmap, zeroed. */
  bitmap(): number {
    const bytes = this.#layout.buffers[this.#next]?.bytes ?? 0;
    const address = this.get();
    this.#thread.bytes.fill(0, address, address + bytes);
    return address;
  }

  /** Offsets, the first of which is 0. */
  offsets(): number {
    const address = this.get();
    this.#thread.data.setInt32(address, 0, true);
    return address;
  }
}
