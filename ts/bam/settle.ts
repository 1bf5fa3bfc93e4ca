/** Settle which tags have columns, and of which types: from the first records of the inputs, before the schema goes out. */
import { isFault } from "../core/faults.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import { not_yet } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { HopState } from "../kernels/hop_state.ts";
import type { SeenTag } from "../kernels/seen_tags.ts";
import { readSeenTags, seenTagsBytes, seenTagsEntries } from "../kernels/seen_tags.ts";
import { settle_raw_bytes_max, settle_records_max, tag_columns_max } from "../limits.ts";
import { bamKernel } from "./kernel.ts";
import type { BamSpan } from "./load.ts";
import { loadBam } from "./load.ts";
import type { BamSource } from "./source.ts";
import type { BamWork } from "./work.ts";

/** Tags that are told apart; a sound file has some dozens. */
const seen_max = 4096;

/** The tags of the records that it is shown. */
export class TagLook {
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #region: SharedRegion;
  #known = 0;
  #records = 0;
  #raw_bytes = 0;

  constructor(memory: RequestMemory, thread: ThreadMemory) {
    this.#memory = memory;
    this.#thread = thread;
    this.#region = new SharedRegion(memory, seenTagsBytes(seen_max));
    thread.bytes.fill(0, this.#region.address, this.#region.address + this.#region.bytes);
  }

  /** How many more records are to be looked at. */
  get records_left(): number {
    return this.#raw_bytes < settle_raw_bytes_max ? settle_records_max - this.#records : 0;
  }

  get seen(): SeenTag[] {
    return readSeenTags(this.#thread.data, this.#region.address, this.#known);
  }

  /**
   * Look at a source's records, one load after the other; each time that its bytes have not arrived it yields. Damage ends it quietly: the
   * run itself will come to it.
   */
  *at(source: BamSource): Generator<typeof not_yet, void> {
    try {
      let span = source.nextSpan();
      while (span !== null && !source.satisfied && this.records_left > 0) {
        if (span === not_yet) {
          yield not_yet;
          span = source.nextSpan();
          continue;
        }
        const slot = new SharedRegion(this.#memory, source.slot_bytes);
        const loaded = loadBam(span as unknown as BamSpan, slot, this.#thread);
        span = source.cut(span, loaded, slot, this.#take) ?? source.nextSpan();
      }
      if (span === null) source.finish(this.#take);
    } catch (error) {
      if (!isFault(error)) throw error;
    }
  }

  readonly #take = (lot: Lot): void => {
    const { pointers, rows, state } = lot.work as BamWork;
    if (this.records_left > 0) {
      const { address } = this.#region;
      const kernel = bamKernel(this.#thread);
      this.#known = kernel.seen_tags(pointers, rows, address, seenTagsEntries(address), this.#known, seen_max);
      this.#records += rows;
      this.#raw_bytes += new HopState(() => this.#thread.data, state).raw_bytes;
    }
    lot.release();
  };

  close(): void {
    this.#region.release();
  }
}

/** A tag that a column can be named after. */
const isNameable = (tag: SeenTag): boolean => /^[!-~]{2}$/.test(tag.name);

/** Those that get a column of their own with `tags="all"`. */
export const columnTags = (seen: readonly SeenTag[]): readonly SeenTag[] =>
  seen.filter(isNameable).slice(0, tag_columns_max);

/** Few at a time, so that damage hides few of those before it. */
export const settle_batch_rows = 1000;
export const settle_lots = { rows_max: null, raw_bytes_max: 2 ** 20 };
