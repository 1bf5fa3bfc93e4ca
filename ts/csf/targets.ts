/** Where a lot's columns lie: addresses of their buffers, handed to the kernels. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { csf_scratch, plan_at } from "../kernels/csf.ts";
import type { CsfColumn } from "./columns.ts";
import type { FillerWork } from "./fill.ts";

/** A column of text or plain numbers: its values, or its offsets and data. */
export interface Target {
  readonly column: CsfColumn;
  readonly values: number;
  readonly data: number;
}

/** Set all bits of a validity bitmap, and zero those behind its last. */
export function setAll(bytes: Uint8Array, validity: number, rows: number): void {
  bytes.fill(0xff, validity, validity + (rows >> 3));
  if (rows & 7) bytes[validity + (rows >> 3)] = (1 << (rows & 7)) - 1;
}

/** The descriptor's columns, or its one list. */
export class DescriptorTarget {
  readonly row_bytes: number;
  /** A bitmap, of the first column where there are many; 0 for none. */
  readonly validity: number;
  rejects = 0;
  readonly #columns: readonly number[];
  readonly #validities: readonly number[];
  readonly #thread: ThreadMemory;

  constructor(columns: readonly number[], row_bytes: number, validities: readonly number[], thread: ThreadMemory) {
    this.#columns = columns;
    this.row_bytes = row_bytes;
    this.#validities = validities;
    this.validity = validities[0] ?? 0;
    this.#thread = thread;
  }

  /** Take a row back that was written. */
  refuse(row: number): void {
    const { bytes } = this.#thread;
    const width = this.row_bytes;
    for (const column of this.#columns) bytes.fill(0, column + row * width, column + (row + 1) * width);
    if (this.validity === 0) return;
    const at = this.validity + (row >> 3);
    bytes[at] = (bytes[at] as number) & ~(1 << (row & 7));
  }

  /** All columns are null in the same rows. */
  finish(rows: number): void {
    const { bytes } = this.#thread;
    const length = Math.ceil(rows / 8);
    for (const validity of this.#validities.slice(1)) bytes.copyWithin(validity, this.validity, this.validity + length);
  }
}

export class Targets {
  readonly plain: readonly Target[];
  readonly descriptor: DescriptorTarget | null;
  readonly parsed: boolean;
  readonly #work: FillerWork;
  readonly #layout: BatchLayout;
  readonly #body: number;
  readonly #thread: ThreadMemory;
  readonly #scratch: number;
  #buffer = 0;
  /** What gives each node's nulls, in order. */
  readonly #nodes: (() => number)[] = [];

  constructor(work: FillerWork, body: number, layout: BatchLayout, thread: ThreadMemory, scratch: number) {
    this.#work = work;
    this.#layout = layout;
    this.#body = body;
    this.#thread = thread;
    this.#scratch = scratch;
    thread.bytes.fill(0, scratch + csf_scratch.plan, scratch + csf_scratch.plan + plan_at.bytes);
    const plain: Target[] = [];
    let descriptor: DescriptorTarget | null = null;
    let parsed = false;
    for (const column of work.columns) {
      if (column === "descriptor") descriptor = this.#placeDescriptor();
      else if (column === "two_j" || column === "parity" || column === "configuration" || column === "subshells") {
        parsed = true;
        this.#placeParsed(column);
      } else plain.push(this.#placePlain(column));
    }
    this.plain = plain;
    this.descriptor = descriptor;
    this.parsed = parsed;
  }

  nulls(): number[] {
    this.descriptor?.finish(this.#work.rows);
    return this.#nodes.map((count) => count());
  }

  /** The next buffer's address, and the bytes it has. */
  #next(): number {
    const place = this.#layout.buffers[this.#buffer++];
    return this.#body + (place?.offset ?? 0);
  }

  #placePlain(column: CsfColumn): Target {
    this.#next();
    const values = this.#next();
    this.#nodes.push(() => 0);
    if (column === "idx" || column === "block") return { column, values, data: 0 };
    this.#thread.data.setInt32(values, 0, true);
    return { column, values, data: this.#next() };
  }

  #validity(rows: number): number {
    const validity = this.#next();
    setAll(this.#thread.bytes, validity, rows);
    return validity;
  }

  #placeDescriptor(): DescriptorTarget {
    const { peel, layout, nullable, rows } = this.#work;
    const width = peel * 3;
    const columns: number[] = [];
    const validities: number[] = [];
    const nulls = (): number => (nullable ? (this.descriptor?.rejects ?? 0) : 0);
    const lists = layout === "list" ? 1 : width;
    for (let column = 0; column < lists; column++) {
      if (nullable) validities.push(this.#validity(rows));
      else this.#next();
      this.#nodes.push(nulls);
      if (layout === "list") {
        this.#next();
        this.#nodes.push(() => 0);
      }
      columns.push(this.#next());
    }
    const { data } = this.#thread;
    for (let value = 0; value < width; value++) {
      const address = layout === "list" ? (columns[0] as number) + value * 4 : (columns[value] as number);
      data.setUint32(this.#scratch + csf_scratch.targets + value * 4, address, true);
    }
    return new DescriptorTarget(columns, layout === "list" ? width * 4 : 4, validities, this.#thread);
  }

  /** Tell the kernel of a buffer. */
  #plan(at: number, address: number): void {
    this.#thread.data.setUint32(this.#scratch + csf_scratch.plan + at, address, true);
  }

  #counted(node: number): void {
    const at = this.#scratch + csf_scratch.plan + plan_at.nulls + node * 4;
    this.#nodes.push(() => this.#thread.data.getUint32(at, true));
  }

  /** Numbers: values and validity. */
  #placeNumbers(at: number, node: number, length: number): void {
    const validity = this.#validity(length);
    this.#plan(at, this.#next());
    this.#plan(at + 4, validity);
    this.#counted(node);
  }

  /** Text: offsets, data and, where it may be null, validity. */
  #placeText(at: number, validity: number | null): void {
    const offsets = this.#next();
    this.#thread.data.setInt32(offsets, 0, true);
    this.#plan(at, offsets);
    this.#plan(at + 4, this.#next());
    if (validity !== null) this.#plan(at + 8, validity);
  }

  #placeParsed(column: "two_j" | "parity" | "configuration" | "subshells"): void {
    const { rows } = this.#work;
    if (column === "two_j") {
      this.#placeNumbers(plan_at.two_j, 0, rows);
      return;
    }
    const validity = this.#validity(rows);
    if (column !== "subshells") {
      this.#placeText(plan_at[column], validity);
      this.#counted(column === "parity" ? 1 : 2);
      return;
    }
    const node = this.#nodes.length;
    const items = this.#layout.lengths[node + 1] as number;
    const offsets = this.#next();
    this.#thread.data.setInt32(offsets, 0, true);
    this.#plan(plan_at.list, offsets);
    this.#plan(plan_at.list + 4, validity);
    this.#counted(3);
    // The struct, then the name: neither is ever null.
    this.#next();
    this.#nodes.push(() => 0);
    this.#next();
    this.#placeText(plan_at.names, null);
    this.#nodes.push(() => 0);
    this.#placeNumbers(plan_at.electrons, 4, items);
    this.#placeNumbers(plan_at.seniority, 5, items);
    this.#placeNumbers(plan_at.middle, 6, items);
    this.#placeNumbers(plan_at.coupling, 7, items);
  }
}
