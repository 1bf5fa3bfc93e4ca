/**
 * The BAM part of `cut`: walks the chain of records through the inflated bytes and makes lots of them. A record that reaches from one
 * load into the next is joined in a piece of memory of its own; it may span any number of loads.
 */

import type { Fault } from "../bridge/errors.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { ChainRows } from "../kernels/chain_rows.ts";
import { hop_reason } from "../kernels/hop_state.ts";
import type { BamKernel } from "../kernels/load.ts";
import { recordFault } from "./faults.ts";
import type { LotBuilder } from "./lot.ts";
import type { LotFile, Piece } from "./lot_file.ts";
import type { Emit } from "./open_lot.ts";
import { OpenLot } from "./open_lot.ts";
import type { Loose } from "./pending.ts";
import { length_bytes, Pending } from "./pending.ts";
import { copySparse } from "./sparse.ts";

export class RecordCutter {
  /** Records cut so far. */
  records = 0;
  /** Where `feed` has thrown because of a bad record: that record, and all that it was fed behind it. */
  broken: Loose | null = null;
  /** Behind what the piece that is fed has been used up for records. */
  #used = 0;
  readonly #lots: OpenLot;
  readonly #file: LotFile;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #kernel: BamKernel;
  #pending: Pending | null = null;

  constructor(
    file: LotFile,
    memory: RequestMemory,
    thread: ThreadMemory,
    kernel: BamKernel,
    batch_size: number,
    records_max: number | null,
  ) {
    this.#file = file;
    this.#memory = memory;
    this.#thread = thread;
    this.#kernel = kernel;
    this.#lots = new OpenLot(file, memory, thread, batch_size, records_max);
  }

  /** A limit counts what is kept. */
  get satisfied(): boolean {
    return this.#lots.wanted <= 0;
  }

  /** How many of those whose lots are closed were left out, for each reason that can occur. */
  get dropped(): readonly number[] {
    return this.#lots.dropped;
  }

  /** Whether a record has begun that is not whole yet. */
  get pending(): boolean {
    return this.#pending !== null;
  }

  /** The offset in the file of the block in which it begins. */
  get pending_offset(): number {
    return this.#file.locate(this.#pending?.block ?? 0, this.#pending?.inflated ?? 0).block;
  }

  /** How many of its bytes are missing; 0 where nobody knows. */
  get pending_bytes(): number {
    return this.#pending?.missing ?? 0;
  }

  /**
   * Cut what one load brought. `region` is let go of as soon as no lot needs it. Returns the address behind the last record that was
   * taken, the end of what there is where that one is not whole yet.
   */
  feed(region: SharedRegion, piece: Piece, emit: Emit): number {
    const { stop = piece.end } = piece;
    try {
      this.broken = null;
      const begin = this.#complete(piece, emit);
      this.#used = piece.end;
      if (begin >= stop || this.satisfied) return begin;
      const rest = { ...piece, begin, end: stop, inflated: piece.inflated + begin - piece.begin };
      if (piece.stop === undefined) this.#take(region, rest, emit);
      else this.#takeUntil(region, rest, emit);
      return this.pending ? this.#complete({ ...piece, begin: stop }, emit) : stop;
    } catch (error) {
      this.#loosen(piece.end);
      throw error;
    } finally {
      region.release();
    }
  }

  /** Take the records at the end of a chunk. */
  #takeUntil(region: SharedRegion, piece: Piece, emit: Emit): void {
    const copy = copySparse(region, piece, this.#memory, this.#thread);
    if (copy === null) {
      const { chain, end } = piece;
      this.#take(region, chain === undefined ? piece : { ...piece, chain: chain.until(end) }, emit);
      return;
    }
    try {
      this.#take(copy.region, copy.piece, emit);
    } finally {
      copy.region.release();
    }
  }

  /** What follows the bad record in the piece that was fed belongs to what is loose. */
  #loosen(end: number): void {
    if (this.broken === null) return;
    const rest = this.#thread.bytes.subarray(Math.min(this.#used, end), end);
    this.broken = { ...this.broken, bytes: Buffer.concat([this.broken.bytes, rest]) };
  }

  /** Give up the record of which the end has not arrived. */
  abandon(): Loose | null {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return null;
    const loose = pending.loose();
    pending.joined?.release();
    return loose;
  }

  /** Close the lot that is open: it ends before a bad record. */
  flush(emit: Emit): void {
    this.#lots.close(emit);
  }

  /** The input has ended: the records that are left make the last, shorter lot. */
  finish(emit: Emit): void {
    this.flush(emit);
    this.drop();
  }

  drop(): void {
    this.#lots.drop();
    this.#pending?.joined?.release();
    this.#pending = null;
  }

  /** Take whole records from a piece; what is left of the last one waits for the next load. */
  #take(region: SharedRegion, piece: Piece, emit: Emit): void {
    let position = piece.chain === undefined ? piece.begin : this.#takeChain(region, piece, piece.chain, emit);
    while (!this.satisfied) {
      const lot = this.#lots.open(this.records);
      const before = lot.rows;
      let { reason, bad } = lot.walk(this.#kernel, position, piece.end);
      position = lot.state.position;
      const given_back = lot.measure(before);
      if (given_back !== null) {
        position = lot.address(lot.rows);
        bad = given_back;
        reason = bad === 0 ? hop_reason.bytes : hop_reason.bad;
      }
      this.records += lot.rows - before;
      if (lot.rows > before || reason === hop_reason.bad) lot.hold(region, piece);
      if (reason === hop_reason.bad) {
        const inflated = piece.inflated + position - piece.begin;
        this.broken = { bytes: this.#thread.bytes.slice(position, piece.end), block: piece.block, inflated };
        throw this.#bad(lot, bad, position);
      }
      if (reason === hop_reason.more) {
        if (position < piece.end) this.#wait(position, piece, emit);
        return;
      }
      this.#lots.close(emit);
      if (position >= piece.end) return;
    }
  }

  /** Use the walk that came with a load, where it meets the chain that leads here. Returns where it ends. */
  #takeChain(region: SharedRegion, piece: Piece, chain: ChainRows, emit: Emit): number {
    let row = chain.find(piece.begin);
    if (row < 0) return piece.begin;
    while (row < chain.count && !this.satisfied) {
      const lot = this.#lots.open(this.records);
      const from = row;
      row = lot.take(chain, piece.measured ?? null, from);
      if (row > from) lot.hold(region, piece);
      this.records += row - from;
      if (lot.rows === lot.state.rows_max || row < chain.count) this.#lots.close(emit);
    }
    return chain.address(row);
  }

  #bad(lot: LotBuilder, bad: number, address: number): Fault {
    return recordFault(bad, this.#file.name, lot.offsetOf(address), this.records);
  }

  #wait(position: number, piece: Piece, emit: Emit): void {
    const inflated = piece.inflated + position - piece.begin;
    this.#pending = new Pending(this.#thread, piece.block, inflated);
    this.#complete({ begin: position, end: piece.end, block: piece.block, inflated }, emit);
  }

  /** Add to the record that waits, and take it when it is whole. Returns how far the piece was used. */
  #complete(piece: Piece, emit: Emit): number {
    const pending = this.#pending;
    if (pending === null) return piece.begin;
    this.#used = piece.begin;
    if (pending.joined === null) {
      this.#used = pending.takeHead(piece.begin, piece.end);
      if (pending.head.length < length_bytes) return this.#used;
      this.#measure(pending);
    }
    const end = pending.take(this.#used, piece.end);
    this.#used = end;
    if (pending.whole) this.#takeJoined(pending, pending.joined as SharedRegion | null, emit);
    return end;
  }

  /** The length is known: make room for the whole record, unless the kernel finds that it can't be one. */
  #measure(pending: Pending): void {
    const lot = this.#lots.open(this.records);
    const head = new SharedRegion(this.#memory, length_bytes);
    const { address } = head;
    this.#thread.bytes.set(pending.head, address);
    lot.hold(head, { begin: address, end: address + length_bytes, block: pending.block, inflated: pending.inflated });
    head.release();
    const reason = this.#kernel.hop(address, address + length_bytes, lot.pointers.address, lot.state.address);
    if (reason === hop_reason.bad) {
      this.broken = pending.loose();
      this.#pending = null;
      throw this.#bad(lot, lot.state.bad, address);
    }
    pending.begin(lot.state.record_need, this.#memory);
  }

  #takeJoined(pending: Pending, joined: SharedRegion | null, emit: Emit): void {
    this.#pending = null;
    if (joined === null) return;
    const end = joined.address + pending.need;
    try {
      this.#take(joined, { begin: joined.address, end, block: pending.block, inflated: pending.inflated }, emit);
    } finally {
      joined.release();
    }
  }
}
