/** Cuts what loads brought into lots, each of as many rows as a batch has, over the edges of spans and row groups. */
import type { FaultData } from "../bridge/errors.ts";
import { faultFrom } from "../core/faults.ts";
import type { SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { Leaf } from "./leaf.ts";
import { valueBytes } from "./leaf.ts";
import type { LoadedColumn } from "./load.ts";

/** A run of rows of one load, as plain data: it travels to the worker that fills. */
export interface Part {
  readonly first: number;
  readonly rows: number;
  readonly columns: readonly LoadedColumn[];
}

/** What a format makes of a lot's rows: the sizes of its nodes, and the work of its `fill`. `bytes` are those of each leaf's byte arrays. */
export type LotMaker = (
  rows: number,
  parts: readonly Part[],
  bytes: readonly number[],
) => Pick<Lot, "sizes" | "work" | "found">;

export interface LotOptions {
  readonly leaves: readonly Leaf[];
  readonly batch_size: number;
  /** A lot is cut before it passes so many bytes; a larger row travels alone. */
  readonly raw_bytes_max: number;
  readonly makeLot: LotMaker;
}

interface Held {
  readonly part: Part;
  readonly slot: SharedRegion;
}

/** Bytes of byte arrays in rows from `from` to `to` of a load. */
export function viewBytes(data: DataView, column: LoadedColumn, from: number, to: number): number {
  if (column.offsets === 0) return 0;
  return data.getUint32(column.offsets + to * 4, true) - data.getUint32(column.offsets + from * 4, true);
}

export class LotCutter {
  readonly #name: string;
  readonly #thread: ThreadMemory;
  readonly #make: LotMaker;
  readonly #batch_rows: number;
  readonly #raw_bytes_max: number;
  readonly #row_bytes: number;
  #held: Held[] = [];
  #rows = 0;
  #bytes = 0;
  /** Rows taken so far, those of the lot being gathered included. */
  records = 0;

  constructor(name: string, thread: ThreadMemory, { leaves, batch_size, raw_bytes_max, makeLot }: LotOptions) {
    this.#name = name;
    this.#thread = thread;
    this.#make = makeLot;
    this.#batch_rows = batch_size;
    this.#raw_bytes_max = raw_bytes_max;
    this.#row_bytes = leaves.reduce((sum, leaf) => sum + valueBytes(leaf), 0);
  }

  /** Take the first `rows` rows of a load. */
  feed(slot: SharedRegion, columns: readonly LoadedColumn[], rows: number, emit: (lot: Lot) => void): void {
    for (let from = 0; from < rows; ) {
      const room = Math.min(rows - from, this.#batch_rows - this.#rows);
      const taken = this.#fitting(columns, from, room);
      if (taken > 0) {
        this.#held.push({ part: { first: from, rows: taken, columns }, slot: slot.retain() });
        this.#bytes += this.#bytesOf(columns, from, from + taken);
        this.#rows += taken;
        this.records += taken;
        from += taken;
      }
      // Where fewer rows fit than there are, the lot is full.
      if (taken < room || this.#rows === this.#batch_rows) this.finish(emit);
    }
  }

  #bytesOf(columns: readonly LoadedColumn[], from: number, to: number): number {
    const { data } = this.#thread;
    return columns.reduce((sum, column) => sum + viewBytes(data, column, from, to), (to - from) * this.#row_bytes);
  }

  /** How many of `room` rows the lot takes before it passes its limit of bytes; a lot has one row at least. */
  #fitting(columns: readonly LoadedColumn[], from: number, room: number): number {
    const left = this.#raw_bytes_max - this.#bytes;
    if (this.#bytesOf(columns, from, from + room) <= left) return room;
    let fits = 0;
    let too_many = room;
    while (too_many - fits > 1) {
      const half = (fits + too_many) >> 1;
      if (this.#bytesOf(columns, from, from + half) <= left) fits = half;
      else too_many = half;
    }
    return fits === 0 && this.#rows === 0 ? 1 : fits;
  }

  /** Emit the rows that are gathered, if there are any. */
  finish(emit: (lot: Lot) => void): void {
    const held = this.#held;
    const rows = this.#rows;
    if (rows === 0) return;
    const first_record = this.records - rows;
    this.#held = [];
    this.#rows = this.#bytes = 0;
    const parts = held.map((one) => one.part);
    const { data } = this.#thread;
    const bytes = (parts[0] as Part).columns.map((_, leaf) =>
      parts.reduce((sum, { first, rows: count, columns }) => {
        return sum + viewBytes(data, columns[leaf] as LoadedColumn, first, first + count);
      }, 0),
    );
    emit({
      rows,
      ...this.#make(rows, parts, bytes),
      release: () => {
        for (const { slot } of held) slot.release();
      },
      place: (fault: FaultData, row: number) => faultFrom(fault, { path: this.#name, record: first_record + row }),
    });
  }

  /** Let go of what is gathered. */
  drop(): void {
    for (const { slot } of this.#held) slot.release();
    this.#held = [];
  }
}
