/** Records that have been cut for one batch: where they lie, how much their columns need, and what memory they hold. */

import type { FaultData } from "../bridge/errors.ts";
import { Fault } from "../bridge/errors.ts";
import { faultFrom } from "../core/faults.ts";
import type { Region, RequestMemory, SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { ChainRows } from "../kernels/chain_rows.ts";
import { HopState, hop_reason, hop_state_bytes } from "../kernels/hop_state.ts";
import type { BamKernel } from "../kernels/load.ts";
import type { MeasuredRows } from "../kernels/measure.ts";
import { column_bytes_max } from "../limits.ts";
import type { LotFile, LotRoom, Piece } from "./lot_file.ts";
import { lotLimits } from "./lot_file.ts";
import { LotMeasure } from "./measured.ts";
import { judgeRecord } from "./plausible.ts";
import { nodeSizes } from "./table.ts";
import type { BamWork, FoundTags } from "./work.ts";
import { places_stride } from "./work.ts";

/** A batch has at most as many records as of the smallest ones fit its bytes, whatever its `batch_size`. */
const record_bytes_min = 36;

export class LotBuilder {
  readonly state: HopState;
  /** Addresses of the records taken. */
  readonly pointers: Region;
  readonly first_record: number;
  readonly #file: LotFile;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #state_region: Region;
  readonly #measure: LotMeasure | null;
  readonly #held: SharedRegion[] = [];
  readonly #pieces: Piece[] = [];
  #places: Region | null = null;

  constructor(file: LotFile, memory: RequestMemory, thread: ThreadMemory, first_record: number, room: LotRoom) {
    const rows = Math.min(room.rows, Math.ceil(file.raw_bytes_max / record_bytes_min));
    this.#file = file;
    this.#memory = memory;
    this.#thread = thread;
    this.first_record = first_record;
    this.pointers = memory.allocate(rows * 4);
    this.#state_region = memory.allocate(hop_state_bytes);
    this.state = new HopState(() => thread.data, this.#state_region.address);
    this.state.reset(lotLimits(file, rows));
    const { measure } = file.run;
    this.#measure = measure && new LotMeasure(measure, rows, room.kept, memory, thread);
  }

  /** Records taken. */
  get rows(): number {
    return this.state.count;
  }

  /** Records that will be rows of the batch. */
  get kept(): number {
    return this.#measure?.sums.kept ?? this.state.count;
  }

  /** How many were left out for each reason that can occur. */
  dropped(): number[] {
    const reasons = (this.#file.run.measure?.sums ?? 1) - 1;
    return Array.from({ length: reasons }, (_, reason) => this.#measure?.sums.word(1 + reason) ?? 0);
  }

  /**
   * Measure the records that `hop` has taken from `before` on. Where not all of them can stay, those that can't are given back, and the
   * reason is returned: a bad code, or 0 for a full lot. Null where all stay.
   */
  measure(before: number): number | null {
    const hopped = this.rows - before;
    if (this.#measure === null || hopped === 0) return null;
    const { taken, bad } = this.#measure.take(this.pointers.address + 4 * before, hopped);
    if (taken === hopped) return null;
    this.state.giveBack(hopped - taken);
    if (bad === 0 && this.rows === 0) throw this.#tooLarge();
    return bad;
  }

  /** Walk on over records; where they are judged by all that they hold, to the first one that is none. */
  walk(kernel: BamKernel, position: number, end: number): { reason: number; bad: number } {
    const { rows, state, pointers } = this;
    const before = state.copy();
    const reason = kernel.hop(position, end, pointers.address, state.address);
    const judged = this.#judge(rows);
    if (judged === null) return { reason, bad: state.bad };
    state.restore(before);
    kernel.hop(position, judged.address, pointers.address, state.address);
    return { reason: hop_reason.bad, bad: judged.bad };
  }

  /** The first record from `row` on that isn't valid by all that it holds, and why; null for none, and where they aren't judged so. */
  #judge(row: number): { readonly address: number; readonly bad: number } | null {
    const { rules } = this.#file;
    for (let at = row; rules !== null && at < this.rows; at++) {
      const address = this.address(at);
      const end = judgeRecord(this.#thread.bytes, address, rules);
      if (end < 0) return { address, bad: -end };
    }
    return null;
  }

  /** The address of a record, or of the first one that was given back. */
  address(row: number): number {
    return this.#thread.data.getUint32(this.pointers.address + row * 4, true);
  }

  /**
   * Take records from a chain that was walked already, from `row` on, as many as the lot has room for: the same ones that the kernel
   * would have taken. Returns the row behind them.
   */
  take(chain: ChainRows, measured: MeasuredRows | null, row: number): number {
    const { state } = this;
    const measure = measured && this.#measure;
    const begin = chain.address(row);
    const room_bytes = state.bytes_max - state.raw_bytes;
    const room_chrom = column_bytes_max - state.chrom_bytes;
    const room_rows = state.rows_max - state.count;
    const fits = (to: number): boolean =>
      to - row <= room_rows &&
      chain.address(to) - begin <= room_bytes &&
      chain.chrom_bytes(to) - chain.chrom_bytes(row) <= room_chrom &&
      (measure === null || measure.fits(measured as MeasuredRows, row, to));
    // A lot has one record at least.
    const to = chain.last((one) => fits(one) || (one === row + 1 && state.count === 0), row);
    const target = this.pointers.address + state.count * 4;
    this.#thread.bytes.copyWithin(target, chain.addresses + row * 4, chain.addresses + to * 4);
    measure?.add(measured as MeasuredRows, row, to);
    state.add(to - row, {
      raw: chain.address(to) - begin,
      name: chain.name_bytes(to) - chain.name_bytes(row),
      chrom: chain.chrom_bytes(to) - chain.chrom_bytes(row),
      sequence: chain.sequence_bytes(to) - chain.sequence_bytes(row),
      quality: chain.quality_bytes(to) - chain.quality_bytes(row),
    });
    return to;
  }

  /** Records of this lot lie in `piece`, whose memory must stay. */
  hold(region: SharedRegion, piece: Piece): void {
    this.#held.push(region.retain());
    this.#pieces.push(piece);
  }

  /** The offset in the file of the block in which the record at that address begins. */
  offsetOf(address: number): number {
    const piece = this.#pieces.find((one) => one.begin <= address && address < one.end);
    if (piece === undefined) return 0;
    return this.#file.locate(piece.block, piece.inflated + (address - piece.begin)).block;
  }

  drop(): void {
    this.#memory.free(this.pointers);
    this.#memory.free(this.#state_region);
    this.#measure?.drop();
    if (this.#places !== null) this.#memory.free(this.#places);
    for (const region of this.#held) region.release();
  }

  finish(): Lot {
    const { table, source_file, found } = this.#file;
    const rows = this.kept;
    const size = (word: number): number => this.#measure?.sums.size(word) ?? this.#hopSize(table.sized[word]);
    const sizes = nodeSizes(table, rows, size, source_file?.length ?? 0);
    if (sizes.some((bytes) => bytes > column_bytes_max)) throw this.#tooLarge();
    return {
      rows,
      sizes,
      work: this.#work(rows),
      found: (tags) => found(tags as FoundTags),
      release: () => this.drop(),
      place: (fault: FaultData, row: number) => this.#place(fault, row),
    };
  }

  get #kept_pointers(): number {
    return this.#measure?.kept ?? this.pointers.address;
  }

  #work(rows: number): BamWork {
    const { table, run, source_file } = this.#file;
    let tags: BamWork["tags"] = null;
    if (run.tag_plan !== 0) {
      const names = table.tags.map((tag) => tag.name);
      this.#places = this.#memory.allocate(places_stride * names.length);
      tags = { plan: run.tag_plan, places: this.#places.address, names };
    }
    const { columns, first_position } = table;
    const state = this.#state_region.address;
    return { pointers: this.#kept_pointers, rows, state, columns, first_position, source_file, tags };
  }

  #place(fault: FaultData, row: number): Error {
    const address = this.#thread.data.getUint32(this.#kept_pointers + row * 4, true);
    let index = row;
    // Among those that were left out: addresses don't rise from one piece to the next, so they are gone through.
    if (this.#measure?.kept) while (this.address(index) !== address) index++;
    return faultFrom(fault, {
      path: this.#file.name,
      offset: this.offsetOf(address),
      record: this.first_record + index,
    });
  }

  #tooLarge(): Fault {
    return new Fault("LimitError", "BATCH_TOO_LARGE", "a column of one batch would pass 2 GiB", {
      path: this.#file.name,
      record: this.first_record,
      hint: "use a smaller batch_size",
    });
  }

  #hopSize(column: string | undefined): number {
    if (column === "name") return this.state.name_bytes;
    if (column === "chrom") return this.state.chrom_bytes;
    return column === "sequence" ? this.state.sequence_bytes : this.state.quality_bytes;
  }
}
