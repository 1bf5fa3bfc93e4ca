/** Records that have been cut for one batch: where they lie, how much their columns need, and what memory they hold. */

import type { VirtualOffset } from "../bgzf/spans.ts";
import type { FaultData } from "../bridge/errors.ts";
import { Fault } from "../bridge/errors.ts";
import { faultFrom } from "../core/faults.ts";
import type { Region, RequestMemory, SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { ChainRows } from "../kernels/chain_rows.ts";
import type { HopLimits } from "../kernels/hop_state.ts";
import { column_bit, HopState, hop_state_bytes } from "../kernels/hop_state.ts";
import { column_bytes_max, record_bytes_max } from "../limits.ts";
import type { BamColumn } from "./columns.ts";

/** Inflated bytes in memory, and where they came from. */
export interface Piece {
  readonly begin: number;
  readonly end: number;
  /** A block of the file, and how many bytes after that block's first inflated byte the piece begins. */
  readonly block: number;
  readonly inflated: number;
  /** A walk over the records in the piece that was made already; it may have begun at a wrong place. */
  readonly chain?: ChainRows;
}

/** What all lots of one file share. */
export interface LotFile {
  readonly name: string;
  /** Finds the block that an inflated byte came from: `inflated` bytes behind the start of `block`. */
  readonly locate: (block: number, inflated: number) => VirtualOffset;
  readonly columns: readonly BamColumn[];
  /** UTF-8 bytes of the `source_file` column's value, or null for no such column. */
  readonly source_file: Uint8Array | null;
  /** A table of (address, length) of the references' names. */
  readonly reference_table: number;
  readonly references: number;
  readonly raw_bytes_max: number;
}

/** The work of `fill`, as plain data. */
export interface BamWork {
  readonly pointers: number;
  readonly rows: number;
  readonly state: number;
  readonly columns: readonly BamColumn[];
  readonly source_file: Uint8Array | null;
}

/** A batch has at most as many records as of the smallest ones fit its bytes, whatever its `batch_size`. */
const record_bytes_min = 36;

/** The columns whose bytes the walk has to sum up. */
function wantedBits(columns: readonly BamColumn[]): number {
  const bits: Partial<Record<BamColumn, number>> = {
    name: column_bit.name,
    chrom: column_bit.chrom,
    sequence: column_bit.sequence,
    quality_scores: column_bit.quality,
  };
  return columns.reduce((all, column) => all | (bits[column] ?? 0), 0);
}

export const lotLimits = (file: LotFile, rows: number): HopLimits => ({
  rows_max: rows,
  bytes_max: file.raw_bytes_max,
  record_bytes_max,
  references: file.references,
  reference_table: file.reference_table,
  wanted: wantedBits(file.columns),
});

export class LotBuilder {
  readonly state: HopState;
  readonly pointers: Region;
  readonly first_record: number;
  readonly #file: LotFile;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #state_region: Region;
  readonly #held: SharedRegion[] = [];
  readonly #pieces: Piece[] = [];

  constructor(file: LotFile, memory: RequestMemory, thread: ThreadMemory, first_record: number, rows: number) {
    const rows_wanted = Math.min(rows, Math.ceil(file.raw_bytes_max / record_bytes_min));
    this.#file = file;
    this.#memory = memory;
    this.#thread = thread;
    this.first_record = first_record;
    this.pointers = memory.allocate(rows_wanted * 4);
    this.#state_region = memory.allocate(hop_state_bytes);
    this.state = new HopState(() => thread.data, this.#state_region.address);
    this.state.reset(lotLimits(file, rows_wanted));
  }

  get rows(): number {
    return this.state.count;
  }

  /**
   * Take records from a chain that was walked already, from `row` on, as many as the lot has room for: the same ones that the kernel
   * would have taken. Returns the row behind them.
   */
  take(chain: ChainRows, row: number): number {
    const { state } = this;
    const begin = chain.address(row);
    const room_bytes = state.bytes_max - state.raw_bytes;
    const room_chrom = column_bytes_max - state.chrom_bytes;
    const room_rows = state.rows_max - state.count;
    const fits = (to: number): boolean =>
      to - row <= room_rows &&
      chain.address(to) - begin <= room_bytes &&
      chain.chrom_bytes(to) - chain.chrom_bytes(row) <= room_chrom;
    // A lot has one record at least.
    const to = chain.last((one) => fits(one) || (one === row + 1 && state.count === 0), row);
    const target = this.pointers.address + state.count * 4;
    this.#thread.bytes.copyWithin(target, chain.addresses + row * 4, chain.addresses + to * 4);
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
    for (const region of this.#held) region.release();
  }

  finish(): Lot {
    const { columns, source_file, name } = this.#file;
    const rows = this.rows;
    const sizes = columns.map((column) => this.#dataBytes(column));
    if (source_file !== null) sizes.push(source_file.length * rows);
    if (sizes.some((bytes) => bytes > column_bytes_max)) {
      throw new Fault("LimitError", "BATCH_TOO_LARGE", "a text column of one batch would pass 2 GiB", {
        path: name,
        record: this.first_record,
        hint: "use a smaller batch_size",
      });
    }
    const work: BamWork = {
      pointers: this.pointers.address,
      rows,
      state: this.#state_region.address,
      columns,
      source_file,
    };
    return {
      rows,
      sizes,
      work,
      release: () => this.drop(),
      place: (fault: FaultData, row: number) => {
        const address = this.#thread.data.getUint32(this.pointers.address + row * 4, true);
        return faultFrom(fault, { path: name, offset: this.offsetOf(address), record: this.first_record + row });
      },
    };
  }

  #dataBytes(column: BamColumn): number {
    if (column === "name") return this.state.name_bytes;
    if (column === "chrom") return this.state.chrom_bytes;
    if (column === "sequence") return this.state.sequence_bytes;
    if (column === "quality_scores") return this.state.quality_bytes;
    return 0;
  }
}
