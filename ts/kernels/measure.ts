/**
 * The second walk over records, by the kernel's `measure`: which of them are kept, and what their columns take that `hop` doesn't sum up.
 * Only where there is a filter or such a column (docs/adr/0012-tags-and-filters.md).
 *
 * Its table has a row of u32 words for each record, and one before them: what all records up to there come to.
 *
 *     records kept | records left out, a word for each reason | bytes or items, a word for each sized column
 */
import { column_bytes_max } from "../limits.ts";

/** Columns of records that can be sized. Twin of the constants in assembly/measure.ts. */
export const sized_column = {
  name: 0,
  chrom: 1,
  sequence: 2,
  quality_scores: 3,
  cigar: 4,
  mate_chrom: 5,
} as const;

export type SizedColumn = keyof typeof sized_column;

/** Why a record may be left out: bits 0 to 15 of `exclude`, those of `require`, the mapping quality, the conditions, the regions. */
export const reasons_max = 35;
export const reason_mapq = 32;
export const reason_where = 33;
export const reason_region = 34;

export interface MeasureFilter {
  readonly exclude: number;
  readonly require: number;
  readonly mapq_min: number;
  /** Address of the conditions (see where_plan.ts), or 0. */
  readonly where: number;
  /** Address of the regions (see regions_plan.ts), or 0. */
  readonly regions: number;
  /** The reasons that can occur, as numbers below `reasons_max`: each gets a word, in this order. */
  readonly reasons: readonly number[];
}

export interface MeasurePlan {
  /** Of the plan in the shared memory. */
  readonly address: number;
  /** Words of a row, and which of them is the first size. */
  readonly words: number;
  readonly sums: number;
  /** Whether records may be left out. */
  readonly filtered: boolean;
  /** Bytes of scratch that a call needs. */
  readonly scratch_bytes: number;
}

export interface MeasureInput {
  readonly columns: readonly SizedColumn[];
  /** Words that the tags' columns take behind those. */
  readonly tag_words: number;
  /** Address of the tag plan and how many tags it has columns for; 0 without. */
  readonly tags: number;
  readonly places: number;
  readonly reference_table: number;
  readonly filter: MeasureFilter | null;
}

const reasons_offset = 48;
const kinds_offset = reasons_offset + 4 * reasons_max;

export const measurePlanBytes = (input: MeasureInput): number => kinds_offset + 4 * input.columns.length;

/** Write a plan to the shared memory: twelve words, a word for each reason, a word for each column. */
export function writeMeasurePlan(data: DataView, address: number, input: MeasureInput): MeasurePlan {
  const { columns, filter } = input;
  const sums = 1 + (filter?.reasons.length ?? 0);
  const words = sums + columns.length + input.tag_words;
  const head = [columns.length, address + kinds_offset, input.reference_table, words, sums];
  head.push(filter?.exclude ?? 0, filter?.require ?? 0, filter?.mapq_min ?? 0, filter?.where ?? 0);
  head.push(input.tags, input.places, filter?.regions ?? 0);
  const reason_words = Array.from({ length: reasons_max }, (_, reason) => 1 + (filter?.reasons.indexOf(reason) ?? 0));
  const kinds = columns.map((column) => sized_column[column]);
  [...head, ...reason_words, ...kinds].forEach((word, index) => {
    data.setUint32(address + 4 * index, word, true);
  });
  const scratch_bytes = 4 * (input.places + columns.length + input.tag_words);
  return { address, words, sums, filtered: filter !== null, scratch_bytes };
}

/** What the walk of one load came to, read by the thread that cuts. */
export class MeasuredRows {
  /** Addresses of the records kept. */
  readonly kept: number;
  readonly #data: DataView;
  readonly #table: number;
  readonly #plan: MeasurePlan;

  constructor(data: DataView, table: number, kept: number, plan: MeasurePlan) {
    this.#data = data;
    this.#table = table;
    this.#plan = plan;
    this.kept = kept;
  }

  /** A word of the row before the record. */
  word(row: number, word: number): number {
    return this.#data.getUint32(this.#table + 4 * (row * this.#plan.words + word), true);
  }
}

/** What the records of one lot come to: a row of the table that goes on being added to. */
export class MeasuredSums {
  readonly address: number;
  readonly #data: () => DataView;
  readonly #plan: MeasurePlan;

  constructor(data: () => DataView, address: number, plan: MeasurePlan) {
    this.#data = data;
    this.address = address;
    this.#plan = plan;
    for (let word = 0; word < plan.words; word++) data().setUint32(address + 4 * word, 0, true);
  }

  get kept(): number {
    return this.word(0);
  }

  word(word: number): number {
    return this.#data().getUint32(this.address + 4 * word, true);
  }

  /** Of a sized column, counted from 0. */
  size(column: number): number {
    return this.word(this.#plan.sums + column);
  }

  /** Whether the records of a walk from `from` to `to` leave every column small enough. */
  fits(rows: MeasuredRows, from: number, to: number): boolean {
    for (let word = this.#plan.sums; word < this.#plan.words; word++) {
      if (this.word(word) + rows.word(to, word) - rows.word(from, word) > column_bytes_max) return false;
    }
    return true;
  }

  add(rows: MeasuredRows, from: number, to: number): void {
    const data = this.#data();
    for (let word = 0; word < this.#plan.words; word++) {
      const sum = this.word(word) + rows.word(to, word) - rows.word(from, word);
      data.setUint32(this.address + 4 * word, sum, true);
    }
  }
}
