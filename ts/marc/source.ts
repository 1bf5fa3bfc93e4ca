/** A MARC file as a source: its spans, and the cutting of the records that they bring into lots. */
import type { Fault } from "../bridge/errors.ts";
import type { SharedRegion } from "../core/memory.ts";
import type { Loaded, Lot, PlanContext, Source, Span } from "../core/source.ts";
import { not_yet } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { MarcRow, row_bytes } from "../kernels/marc_rows.ts";
import {
  marc_batch_raw_bytes_max,
  marc_long_batch_raw_bytes_max,
  marc_span_bytes,
  record_bytes_max,
} from "../limits.ts";
import { encodingNames } from "./encoding.ts";
import { recordFault, stuck, tooLarge } from "./faults.ts";
import type { Feed } from "./feed.ts";
import type { BadRow, MarcLoaded, MarcSpan } from "./load.ts";
import { LotBuilder } from "./lot.ts";
import type { MarcOptions } from "./options.ts";
import { Rejects } from "./rejects.ts";
import { layRules } from "./rules.ts";
import type { ShapeTasks } from "./shape.ts";
import { shapeOf } from "./shapes.ts";
import { planSlot } from "./slot_plan.ts";
import { overlap_bytes } from "./window.ts";

type Emit = (lot: Lot) => void;

export class MarcSource implements Source {
  readonly slot_bytes: number;
  readonly bytes_total: number | null;
  records = 0;
  rows = 0;
  readonly #feed: Feed;
  readonly #options: MarcOptions;
  readonly #shape: ShapeTasks;
  readonly #rules: SharedRegion | null;
  readonly #raw_bytes_max: number;
  readonly #thread: ThreadMemory;
  readonly #records_max: number;
  readonly #keep: MarcSpan["keep"];
  readonly #rejects: Rejects;
  /** Where the next record to be taken begins: all before it has been taken, without a gap. */
  #expected = 0;
  #lot: LotBuilder | null = null;
  #lots = 0;
  /** Pieces that have been handed out and not cut yet. */
  #under_way = 0;
  /** Lots that have not reached their reader. */
  #lots_out = 0;

  constructor(feed: Feed, options: MarcOptions, context: PlanContext, records_max: number | null) {
    const { lots, memory, thread } = context;
    this.#feed = feed;
    const { shape, encoding } = options;
    this.#rules = shape.kind === "wide" ? layRules(shape.columns, encodingNames(encoding), memory, thread) : null;
    const placed = shape.kind === "wide" ? { ...shape, rules: this.#rules?.address ?? 0 } : shape;
    this.#options = { ...options, shape: placed, batch_size: lots.rows_max ?? options.batch_size };
    const raw_bytes_max = shape.kind === "long" ? marc_long_batch_raw_bytes_max : marc_batch_raw_bytes_max;
    this.#raw_bytes_max = Math.min(lots.raw_bytes_max, raw_bytes_max);
    this.#thread = thread;
    this.#records_max = records_max ?? Number.POSITIVE_INFINITY;
    this.#shape = shapeOf(placed);
    this.#keep = options.shape.kind === "records" ? "all" : options.errors === "raise" ? "none" : "text";
    this.#rejects = new Rejects(options.errors);
    this.bytes_total = feed.bytes_total;
    this.slot_bytes = this.#slotBytes(marc_span_bytes, overlap_bytes);
  }

  get bytes_done(): number {
    return this.#feed.done(this.#expected);
  }

  /** Records that have no row. */
  get dropped(): number {
    return this.#rejects.dropped;
  }

  get satisfied(): boolean {
    return this.records - this.dropped >= this.#records_max;
  }

  slotBytes(span: Span): number {
    const { start, end, overlap } = span as unknown as MarcSpan;
    const bytes = this.#slotBytes(end - start, overlap);
    return bytes > this.slot_bytes ? bytes : 0;
  }

  #slotBytes(range: number, overlap: number): number {
    return planSlot(range + 1, overlap, (this.#shape.sums + this.#shape.left) * 4).bytes;
  }

  nextSpan(): Span | null | typeof not_yet {
    // Before bytes are taken, as that is when more are asked for.
    if (this.#eager) this.#feed.hold(true);
    const piece = this.#feed.next(this.#under_way === 0);
    if (piece === null || piece === not_yet) {
      this.#letGoOn();
      return piece;
    }
    this.#under_way += 1;
    const { encoding, shape } = this.#options;
    const { fd, name, bytes_total } = this.#feed;
    const overlap = piece.held === null ? overlap_bytes : 0;
    const span: MarcSpan = {
      ...piece,
      fd,
      name,
      file_bytes: bytes_total ?? 0,
      overlap,
      encoding,
      shape,
      keep: this.#keep,
    };
    return span;
  }

  cut(span: Span, loaded: Loaded, slot: SharedRegion, emit: Emit): Span | null {
    try {
      const again = this.#cut(span as unknown as MarcSpan, loaded as unknown as MarcLoaded, slot, emit);
      if (again === null) this.#cutWhole(emit);
      return again;
    } finally {
      slot.release();
    }
  }

  /** A piece of the input is done with. Where the next one may be long in coming, readers get what there is. */
  #cutWhole(emit: Emit): void {
    this.#under_way -= 1;
    this.#feed.release(this.#expected);
    if (this.#eager && this.#under_way === 0 && !this.#feed.ready) this.#emit(emit);
    this.#letGoOn();
  }

  /** Record objects are wanted as soon as their bytes are there. */
  get #eager(): boolean {
    return this.#options.shape.kind === "records";
  }

  #letGoOn(): void {
    if (this.#eager && this.#under_way === 0 && this.#lots_out === 0) this.#feed.hold(false);
  }

  #cut(span: MarcSpan, load: MarcLoaded, slot: SharedRegion, emit: Emit): Span | null {
    // The record before reaches past this whole span.
    if (this.#expected >= span.end) return null;
    const exact = { ...span, start: this.#expected, exact: true };
    // A terminator within a record was taken for the end of one.
    if (load.first !== this.#expected) return exact;
    this.#take(span, load, slot, emit);
    this.#expected = load.next;
    if (this.satisfied) return null;
    if (load.cut) return this.#widened({ ...exact, start: load.next });
    if (load.next >= span.end) return null;
    if (load.next === span.start && load.records === 0) throw stuck(this.#feed.name, load.next, this.records);
    return { ...exact, start: load.next };
  }

  /** The same from a record on that needs more room than all others. */
  #widened(span: MarcSpan): Span {
    const overlap = span.overlap * 8;
    if (span.overlap >= record_bytes_max) throw tooLarge(this.#feed.name, span.start, this.records);
    // A span whose overlap is that large begins with the record.
    const end = Math.min(span.end, span.start + marc_span_bytes);
    return { ...span, end, overlap };
  }

  /** Make lots of what a load brought, and account for what is bad, in the order of the records. */
  #take(span: MarcSpan, load: MarcLoaded, slot: SharedRegion, emit: Emit): void {
    const record_base = this.records;
    const offset_base = load.base;
    const held = [slot, this.#feed.regionOf(span.start)].filter((region) => region !== null);
    const worst = this.#keep === "none" ? load.bad[0] : undefined;
    // Before the first bad record, the rows are all records.
    const usable = worst === undefined ? load.count : Math.min(worst.ordinal, load.count);
    const kept_before = this.records - this.dropped;
    const wanted = Math.min(usable, this.#records_max - kept_before);
    const rows = { rows: load.rows, sums: load.sums, record_base, offset_base };
    for (let row = 0; row < wanted; ) {
      const lot = this.#open();
      row = lot.take(rows, held, row, wanted);
      if (lot.full || row < wanted) this.#emit(emit);
    }
    const limited = kept_before + wanted >= this.#records_max;
    // What comes behind the last record wanted was not asked for.
    const last = wanted - 1;
    const ordinal = (row: number): number => new MarcRow(this.#thread.data, load.rows + row * row_bytes).ordinal;
    const seen = limited ? (last < 0 ? 0 : ordinal(last) + 1) : (worst?.ordinal ?? load.records);
    if (this.#keep !== "none") {
      for (const bad of load.bad) if (bad.ordinal < seen) this.#rejects.take(bad, record_base, offset_base);
    }
    this.records += seen;
    if (worst !== undefined && !limited) throw this.#fault(worst, record_base, offset_base);
  }

  #fault(bad: BadRow, record_base: number, offset_base: number): Fault {
    const { name } = this.#feed;
    return recordFault(bad.error, bad.detail, name, offset_base + bad.offset, record_base + bad.ordinal);
  }

  #open(): LotBuilder {
    if (this.#lot === null) {
      const { batch_size, first_batch_size, shape } = this.#options;
      // What is asked for first comes soon: the first batches are small ones.
      const size = Math.min(batch_size, first_batch_size * 2 ** Math.min(this.#lots, 40));
      this.#lots += 1;
      this.#lot = new LotBuilder(this.#feed.name, shape, this.#shape, this.#thread, size, this.#raw_bytes_max);
    }
    return this.#lot;
  }

  #emit(emit: Emit): void {
    if (this.#lot === null) return;
    if (this.#lot.records === 0) return;
    const lot = this.#lot.finish();
    this.#lot = null;
    this.rows += lot.rows;
    this.#lots_out += 1;
    emit({
      ...lot,
      release: () => {
        lot.release();
        this.#lots_out -= 1;
        this.#letGoOn();
      },
    });
  }

  finish(emit: Emit): void {
    this.#emit(emit);
  }

  statistics(): Readonly<Record<string, unknown>> {
    if (this.#keep === "all") return {};
    return this.#rejects.statistics();
  }

  close(): void {
    this.#lot?.drop();
    this.#rules?.release();
    this.#feed.close();
  }
}
