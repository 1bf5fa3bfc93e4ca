/** A BAM file as a source: its header, its spans, and the cutting of its records. */
import { ChunkSpans } from "../bgzf/chunks.ts";
import type { BgzfSpan } from "../bgzf/load.ts";
import type { Accepted, BgzfSpans } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import { faultFrom } from "../core/faults.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { Loaded, Lot, Options, Source, Span } from "../core/source.ts";
import { not_yet } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { ChainRows } from "../kernels/chain_rows.ts";
import { HopState, hop_state_bytes } from "../kernels/hop_state.ts";
import { MeasuredRows, reason_region } from "../kernels/measure.ts";
import { chain_records_max } from "../limits.ts";
import { chunkStatistics } from "./chunks.ts";
import { RecordCutter } from "./cut.ts";
import { inPiece } from "./faults.ts";
import { reasonName } from "./filters.ts";
import { bamKernel } from "./kernel.ts";
import type { BamLoaded, SlotLayout } from "./load.ts";
import { slotLayout } from "./load.ts";
import type { LotFile, Piece } from "./lot_file.ts";
import { lotLimits } from "./lot_file.ts";
import { Mender } from "./mend.ts";
import type { IndexPromise } from "./parts.ts";
import { TagCounts } from "./tag_counts.ts";

const copy_again = "copy or download the file again; the records before the cut are whole";

export interface BamSourceOptions {
  readonly batch_size: number;
  readonly records_max: number | null;
  /** Why records may be left out, in the order of the plan's words. */
  readonly reasons: readonly number[];
  /** Whether the statistics tell where chunks began and ended; and what else they tell. */
  readonly report_offsets: boolean;
  readonly told: Options;
  /** What an index has said of the chunks. */
  readonly promise: IndexPromise | null;
}

export class BamSource implements Source {
  readonly slot_bytes: number;
  readonly bytes_total: number | null;
  readonly #name: string;
  readonly #spans: BgzfSpans;
  readonly #cutter: RecordCutter;
  readonly #thread: ThreadMemory;
  readonly #lots: LotFile;
  readonly #slot: SlotLayout;
  readonly #reasons: readonly number[];
  readonly #report_offsets: boolean;
  readonly #told: Options;
  readonly #promise: IndexPromise | null;
  readonly #tags: TagCounts;
  readonly #state: SharedRegion;
  readonly #mender: Mender | null;

  constructor(
    spans: BgzfSpans,
    lots: Omit<LotFile, "found">,
    memory: RequestMemory,
    thread: ThreadMemory,
    options: BamSourceOptions,
  ) {
    this.#name = lots.name;
    this.bytes_total = spans.bytes_total;
    this.#spans = spans;
    this.#thread = thread;
    this.#tags = new TagCounts(lots.table);
    this.#lots = { ...lots, found: (tags) => this.#tags.add(tags) };
    this.#slot = slotLayout(lots.run.measure);
    this.slot_bytes = this.#slot.bytes;
    this.#reasons = options.reasons;
    this.#report_offsets = options.report_offsets;
    this.#told = options.told;
    this.#promise = options.promise;
    this.#state = new SharedRegion(memory, hop_state_bytes);
    new HopState(() => thread.data, this.#state.address).reset(lotLimits(this.#lots, chain_records_max));
    const { batch_size, records_max } = options;
    this.#cutter = new RecordCutter(this.#lots, memory, thread, bamKernel(thread), batch_size, records_max);
    const { name, locate, rules } = this.#lots;
    const mending = rules && { name, locate, rules, cutter: this.#cutter, memory, thread };
    this.#mender = mending && new Mender(mending);
  }

  get bytes_done(): number {
    return this.#spans.bytes_done;
  }

  get records(): number {
    return this.#cutter.records;
  }

  get dropped(): number {
    return this.#cutter.dropped.reduce((sum, count) => sum + count, 0);
  }

  get satisfied(): boolean {
    return this.#cutter.satisfied;
  }

  get damaged(): boolean {
    return this.#mender?.damaged === true;
  }

  nextSpan(): Span | null | typeof not_yet {
    const span = this.#spans.next();
    return span === null || span === not_yet ? span : this.#forRecords(span);
  }

  /** With what the load has to know of the records in it. */
  #forRecords(span: Span): Span {
    const { run, rules } = this.#lots;
    return { ...span, state: this.#state.address, measure: run.measure, rules };
  }

  cut(span: Span, loaded: Loaded, slot: SharedRegion, emit: (lot: Lot) => void): Span | null {
    const load = loaded as unknown as BamLoaded;
    const taken = this.#spans.accept(span as unknown as BgzfSpan, load);
    const { records_max, kept, table } = this.#slot;
    const { measure } = this.#lots.run;
    const chain = new ChainRows(this.#thread.data, load.rows, records_max, load.records);
    const { stop, begun } = taken;
    if (begun !== undefined) this.#checkBegin(begun, taken, slot);
    const piece = {
      begin: taken.begin,
      end: taken.end,
      block: load.first,
      inflated: taken.begin - load.address,
      ...(stop === undefined ? {} : { stop }),
      chain,
      measured: measure && new MeasuredRows(this.#thread.data, slot.address + table, slot.address + kept, measure),
    };
    if (this.#mender !== null) return this.#mend(this.#mender, taken, slot, piece, emit);
    const reached = this.#feed(slot, piece, emit);
    // With a limit, only what was read is vouched for.
    if (this.satisfied) return null;
    if (stop !== undefined && !this.#cutter.pending) {
      this.#chunks?.end_chunk(load, reached);
      return null;
    }
    if (taken.fault !== null) throw faultFrom(taken.fault, { record: this.records });
    return stop === undefined ? taken.again : (taken.again ?? this.#tail());
  }

  #feed(slot: SharedRegion, piece: Piece, emit: (lot: Lot) => void): number {
    try {
      return this.#cutter.feed(slot, piece, emit);
    } catch (error) {
      throw "part_of" in this.#told ? inPiece(error) : error;
    }
  }

  #checkBegin(chunk: number, { begin, end }: Accepted, slot: SharedRegion): void {
    try {
      this.#promise?.checkBegin(chunk, this.#thread.data, begin, end, this.records);
    } catch (error) {
      slot.release();
      throw error;
    }
  }

  /** More of the record that a chunk ends with. */
  #tail(): Span {
    const span = this.#chunks?.tail(this.#cutter.pending_bytes) ?? null;
    if (span === null) throw this.#recordCut();
    return this.#forRecords(span);
  }

  get #chunks(): ChunkSpans | null {
    return this.#spans instanceof ChunkSpans ? this.#spans : null;
  }

  #mend(mender: Mender, taken: Accepted, slot: SharedRegion, piece: Piece, emit: (lot: Lot) => void): Span | null {
    if (taken.gap !== null) mender.skip(taken.gap.to - taken.gap.from);
    mender.feed(slot, piece, emit);
    if (this.satisfied) return null;
    if (taken.fault !== null) mender.damage(taken.fault, this.#spans.expected, emit);
    return taken.again;
  }

  #mendEnd(mender: Mender, emit: (lot: Lot) => void): void {
    const lost = this.#spans.finish();
    const { end, ends_empty } = this.#spans;
    if (lost !== null) mender.skip(end - lost);
    mender.finish(end, ends_empty, lost !== null, emit);
  }

  finish(emit: (lot: Lot) => void): void {
    if (!this.satisfied && this.#mender !== null) this.#mendEnd(this.#mender, emit);
    else if (!this.satisfied) this.#checkEnd();
    this.#cutter.finish(emit);
    if (!this.satisfied) this.#checkCount();
  }

  statistics(): Readonly<Record<string, unknown>> {
    const filtered = this.#reasons.map((reason, index) => [reasonName(reason), this.#cutter.dropped[index] ?? 0]);
    const offsets = this.#report_offsets ? (this.#chunks?.offsets() ?? []) : null;
    return {
      ...this.#told,
      ...(offsets === null ? {} : chunkStatistics(offsets)),
      ...(filtered.length > 0 ? { filtered: Object.fromEntries(filtered) } : {}),
      ...this.#tags.statistics(),
      ...this.#mender?.statistics(),
    };
  }

  #checkEnd(): void {
    const place = { path: this.#name, offset: this.#spans.end, record: this.records };
    if (this.#cutter.pending) throw this.#recordCut();
    if (this.#spans.at_end && !this.#spans.ends_empty) {
      throw new Fault(
        "TruncatedFileError",
        "BAM_NO_EOF",
        "the file has no BGZF end-of-file marker: its end is missing",
        {
          ...place,
          hint: `${copy_again}; if you are sure that nothing is missing, add the marker with \`samtools view -b\``,
        },
      );
    }
  }

  /** Those that lie in the regions, whatever else leaves them out. */
  #checkCount(): void {
    const outside = this.#cutter.dropped[this.#reasons.indexOf(reason_region)] ?? 0;
    this.#promise?.checkCount(this.records - outside);
  }

  #recordCut(): Fault {
    return new Fault("TruncatedFileError", "BAM_RECORD_CUT", "the file ends within the record that begins here", {
      path: this.#name,
      offset: this.#cutter.pending_offset,
      record: this.records,
      hint: `${copy_again}; if its size is right, the record's length field is damaged`,
    });
  }

  close(): void {
    this.#cutter.drop();
    this.#mender?.drop();
    this.#lots.run.close();
    this.#state.release();
    this.#spans.close();
  }
}
