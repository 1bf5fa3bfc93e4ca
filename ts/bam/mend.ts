/**
 * Goes on behind damage: what can't be read is passed over and accounted for, and the next record is one that many others follow. See
 * docs/adr/0013-damaged-bam.md.
 */
import type { VirtualOffset } from "../bgzf/spans.ts";
import type { FaultData } from "../bridge/errors.ts";
import { isFault } from "../core/faults.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { bam_pad_bytes } from "../kernels/bam.ts";
import { rejects_max } from "../limits.ts";
import type { RecordCutter } from "./cut.ts";
import type { Behind } from "./find_record.ts";
import { LooseBytes } from "./loose_bytes.ts";
import type { Piece } from "./lot_file.ts";
import type { RecordRules } from "./plausible.ts";

type Emit = (lot: Lot) => void;

/** A place of the file that was passed over, from the end of one record to the start of the next. */
interface Gap {
  readonly code: string;
  readonly reason: string;
  readonly from: VirtualOffset;
  /** Number of the record that would have come; null where nobody knows. */
  readonly record: number | null;
  /** Bytes of the file in which there is no sound block. */
  damaged_bytes: number;
  /** Inflated bytes of sound blocks that belong to no whole record. */
  inflated_bytes: number;
}

type Cause = Pick<FaultData, "code" | "message">;

export interface MendContext {
  readonly name: string;
  readonly rules: RecordRules;
  readonly cutter: RecordCutter;
  readonly memory: RequestMemory;
  readonly thread: ThreadMemory;
  locate(block: number, inflated: number): VirtualOffset;
}

export class Mender {
  readonly #context: MendContext;
  readonly #loose: LooseBytes;
  readonly #rejects: Record<string, unknown>[] = [];
  #count = 0;
  #damaged_bytes = 0;
  #inflated_bytes = 0;
  #gap: Gap | null = null;

  constructor(context: MendContext) {
    this.#context = context;
    this.#loose = new LooseBytes(context.rules);
  }

  get damaged(): boolean {
    return this.#count > 0 || this.#gap !== null;
  }

  /** Take sound bytes: records, or behind damage what may hold some. */
  feed(slot: SharedRegion, piece: Piece, emit: Emit): void {
    if (this.#gap === null) {
      this.#cut(slot, piece, emit);
    } else {
      const bytes = this.#context.thread.bytes.slice(piece.begin, piece.end);
      slot.release();
      this.#loose.add(bytes, { block: piece.block, inflated: piece.inflated });
    }
    this.#search("more", emit);
  }

  /** At `block` of the file, sound blocks end. */
  damage(cause: Cause, block: number, emit: Emit): void {
    this.#search("damage", emit);
    this.#abandon(cause, { block, within: 0 });
  }

  /** So many bytes of the file hold no sound block. */
  skip(bytes: number): void {
    if (this.#gap !== null) this.#gap.damaged_bytes += bytes;
  }

  /** All has been read. Records have to end with the input, unless damage reaches to its end. */
  finish(input_bytes: number, ends_empty: boolean, lost: boolean, emit: Emit): void {
    const end = { block: input_bytes, within: 0 };
    this.#search(ends_empty && !lost ? "end" : "damage", emit);
    if (this.#context.cutter.pending) this.#abandon(cut_cause, end);
    else if (this.#gap === null && !ends_empty) this.#abandon(unmarked_cause, end);
    this.#close(end);
  }

  statistics(): Readonly<Record<string, unknown>> {
    return {
      rejected: this.#count,
      rejects: this.#rejects,
      damaged_bytes: this.#damaged_bytes,
      rejected_inflated_bytes: this.#inflated_bytes,
    };
  }

  /** Nothing is looked for any more. */
  drop(): void {
    this.#loose.take();
  }

  /** Cut records. A bad one makes a gap. */
  #cut(region: SharedRegion, piece: Piece, emit: Emit): void {
    const { cutter } = this.#context;
    try {
      cutter.feed(region, piece, emit);
    } catch (error) {
      const { broken } = cutter;
      if (broken === null || !isFault(error)) throw error;
      cutter.flush(emit);
      this.#open(error, this.#context.locate(broken.block, broken.inflated));
      // At the bad record itself none is looked for.
      this.#loose.add(broken.bytes, broken, 1);
    }
  }

  /** Give up the record that has begun, and all up to the next one. */
  #abandon(cause: Cause, at: VirtualOffset): void {
    const { cutter, locate } = this.#context;
    const cut = cutter.abandon();
    const from = cut === null ? at : locate(cut.block, cut.inflated);
    if (this.#gap === null) this.#open(cause, from);
    if (this.#gap !== null && cut !== null) this.#gap.inflated_bytes += cut.bytes.length;
  }

  #open(cause: Cause, from: VirtualOffset): void {
    const record = this.#count === 0 ? this.#context.cutter.records : null;
    this.#gap = { code: cause.code, reason: cause.message, from, record, damaged_bytes: 0, inflated_bytes: 0 };
  }

  /** Look for a record in the loose bytes, and go on from there; once more where that leads to a bad one. */
  #search(behind: Behind, emit: Emit): void {
    while (this.#gap !== null) {
      const { dropped, found } = this.#loose.find(behind);
      this.#gap.inflated_bytes += dropped;
      if (!found) return;
      const pieces = this.#loose.take();
      for (const [index, { bytes, place }] of pieces.entries()) {
        if (index === 0) this.#close(this.#context.locate(place.block, place.inflated));
        // A record was bad: what follows it is loose again.
        if (this.#gap !== null) this.#loose.add(bytes, place);
        else this.#cutCopy(bytes, place, emit);
      }
    }
  }

  #cutCopy(bytes: Uint8Array, place: { block: number; inflated: number }, emit: Emit): void {
    const { memory, thread } = this.#context;
    const region = new SharedRegion(memory, bytes.length + bam_pad_bytes);
    thread.bytes.set(bytes, region.address);
    this.#cut(region, { begin: region.address, end: region.address + bytes.length, ...place }, emit);
  }

  #close(to: VirtualOffset): void {
    const gap = this.#gap;
    if (gap === null) return;
    this.#gap = null;
    this.#count += 1;
    this.#damaged_bytes += gap.damaged_bytes;
    this.#inflated_bytes += gap.inflated_bytes;
    if (this.#rejects.length === rejects_max) return;
    const { code, reason, from, record, damaged_bytes, inflated_bytes } = gap;
    this.#rejects.push({
      code,
      path: this.#context.name,
      offset: from.block,
      within: from.within,
      next_offset: to.block,
      next_within: to.within,
      record,
      length: damaged_bytes,
      inflated: inflated_bytes,
      reason,
    });
  }
}

const cut_cause = { code: "BAM_RECORD_CUT", message: "the file ends within the record that begins here" };
const unmarked_cause = {
  code: "BAM_NO_EOF",
  message: "the file has no BGZF end-of-file marker: its end is missing",
};
