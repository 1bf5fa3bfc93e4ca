/** What lots are cut from: pieces of inflated bytes, and the file that all lots of a run share. */

import type { VirtualOffset } from "../bgzf/spans.ts";
import type { ChainRows } from "../kernels/chain_rows.ts";
import type { HopLimits } from "../kernels/hop_state.ts";
import { column_bit } from "../kernels/hop_state.ts";
import type { MeasuredRows } from "../kernels/measure.ts";
import { record_bytes_max } from "../limits.ts";
import type { RecordRules } from "./plausible.ts";
import type { RunPlan } from "./run.ts";
import type { BamTable } from "./table.ts";
import type { FoundTags } from "./work.ts";
/** Inflated bytes in memory, and where they came from. */
export interface Piece {
  readonly begin: number;
  readonly end: number;
  /** A block of the file, and how many bytes after that block's first inflated byte the piece begins. */
  readonly block: number;
  readonly inflated: number;
  /** Records that begin there or behind it are not taken; the last one may go on behind it. */
  readonly stop?: number;
  /** A walk over the records in the piece that was made already; it may have begun at a wrong place. */
  readonly chain?: ChainRows;
  /** What its records were measured to be, where they are. */
  readonly measured?: MeasuredRows | null;
}

/** What all lots of one file share. */
export interface LotFile {
  readonly name: string;
  /** Finds the block that an inflated byte came from: `inflated` bytes behind the start of `block`. */
  readonly locate: (block: number, inflated: number) => VirtualOffset;
  readonly table: BamTable;
  readonly run: RunPlan;
  /** UTF-8 bytes of the `source_file` column's value, or null for no such column. */
  readonly source_file: Uint8Array | null;
  readonly raw_bytes_max: number;
  /** By what each record is judged before it is taken; null where only its lengths are looked at. */
  readonly rules: RecordRules | null;
  /** Told what filling its lots found, in order. */
  found(tags: FoundTags): void;
}

const hop_bits: Readonly<Record<string, number>> = {
  name: column_bit.name,
  chrom: column_bit.chrom,
  sequence: column_bit.sequence,
  quality_scores: column_bit.quality,
};

export const lotLimits = ({ table, run, raw_bytes_max }: LotFile, rows: number): HopLimits => ({
  rows_max: rows,
  bytes_max: raw_bytes_max,
  record_bytes_max,
  references: run.references,
  reference_table: run.reference_table,
  // What the walk has to sum up.
  wanted: table.sized.reduce((all, column) => all | (hop_bits[column] ?? 0), 0),
});

/** How many records a lot may take, and how many of them may be kept. */
export interface LotRoom {
  readonly rows: number;
  readonly kept: number;
}
