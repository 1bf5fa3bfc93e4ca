/** The lot that records are put into: opened when one comes, closed when it is full, and counted. */

import type { RequestMemory } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { LotBuilder } from "./lot.ts";
import type { LotFile } from "./lot_file.ts";

export type Emit = (lot: Lot) => void;

export class OpenLot {
  /** How many records of closed lots were left out, for each reason that can occur. */
  readonly dropped: number[];
  readonly #file: LotFile;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #batch_size: number;
  readonly #records_max: number;
  #lot: LotBuilder | null = null;
  /** Records kept in lots that are closed. */
  #kept = 0;

  constructor(
    file: LotFile,
    memory: RequestMemory,
    thread: ThreadMemory,
    batch_size: number,
    records_max: number | null,
  ) {
    this.#file = file;
    this.#memory = memory;
    this.#thread = thread;
    this.#batch_size = batch_size;
    this.#records_max = records_max ?? Number.POSITIVE_INFINITY;
    this.dropped = new Array<number>((file.run.measure?.sums ?? 1) - 1).fill(0);
  }

  /** How many more records may be kept. */
  get wanted(): number {
    return this.#records_max - this.#kept - (this.#lot?.kept ?? 0);
  }

  /** The lot that is open; a new one begins with the record of that number. */
  open(first_record: number): LotBuilder {
    if (this.#lot === null) {
      const kept = this.wanted;
      const filtered = this.#file.run.measure?.filtered === true;
      const rows = filtered ? this.#batch_size : Math.min(this.#batch_size, kept);
      this.#lot = new LotBuilder(this.#file, this.#memory, this.#thread, first_record, { rows, kept });
    }
    return this.#lot;
  }

  /** Close the lot, if one is open; one of which nothing is kept goes no further. */
  close(emit: Emit): void {
    const lot = this.#lot;
    if (lot === null) return;
    const finished = lot.kept > 0 ? lot.finish() : null;
    lot.dropped().forEach((count, reason) => {
      this.dropped[reason] = (this.dropped[reason] ?? 0) + count;
    });
    this.#kept += lot.kept;
    this.#lot = null;
    if (finished === null) lot.drop();
    else emit(finished);
  }

  drop(): void {
    this.#lot?.drop();
    this.#lot = null;
  }
}
