/** The CSF part of `fill`: the columns of a lot, run by run, in turns of some rows that find their lines in the cache. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { Filled } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { csf_scratch, csf_turn_rows } from "../kernels/csf.ts";
import { csf_rejects_listed_max } from "../limits.ts";
import type { CsfColumn } from "./columns.ts";
import type { CsfInstance } from "./load.ts";
import { csfKernel } from "./load.ts";
import type { CsfWork, LotWork } from "./lot.ts";
import type { FillFound } from "./rejects.ts";
import type { DescriptorTarget, Target } from "./targets.ts";
import { Targets } from "./targets.ts";

/** Rejects of a turn: row in the lot to reason. Two kernels may reject the same row. */
type Bad = Map<number, number>;

/** Rows of the lot whose lines are not whole, and why. */
export type Refused = readonly (readonly [row: number, reason: number])[];

function takeRejects(kernel: CsfInstance, thread: ThreadMemory, bad: Bad): void {
  const count = kernel.reject_count();
  for (let i = 0; i < count; i++) {
    const at = kernel.scratch + csf_scratch.rejects + i * 8;
    const row = thread.data.getUint32(at, true);
    if (!bad.has(row)) bad.set(row, thread.data.getUint32(at + 4, true));
  }
}

/** Which of a CSF's lines a column has. */
const lines: Readonly<Partial<Record<CsfColumn, number>>> = { line1: 0, line2: 1, line3: 2 };

/** Some rows of a lot. */
export interface Turn {
  /** The entry of the first row's first line. */
  readonly entry: number;
  readonly entry_bytes: number;
  /** Counted in the lot. */
  readonly row: number;
  readonly rows: number;
  readonly block: number;
  /** Of the first row's first line in the file; null where there are no lines. */
  readonly line: number | null;
}

/** What a filler has to know of a lot. */
export interface FillerWork extends CsfWork {
  readonly first_index: number;
  readonly rows: number;
}

/** Fills a lot's columns, turn by turn. */
export class Filler {
  readonly kernel: CsfInstance;
  readonly #work: FillerWork;
  readonly #thread: ThreadMemory;
  readonly #targets: Targets;
  readonly #rejects: [number, number | null, number][] = [];
  #reject_count = 0;
  #unknown = 0;

  constructor(work: FillerWork, body: number, layout: BatchLayout, thread: ThreadMemory) {
    this.#work = work;
    this.kernel = csfKernel(thread);
    this.#thread = thread;
    this.#targets = new Targets(work, body, layout, thread, this.kernel.scratch);
  }

  turn(turn: Turn, refused: Refused = []): void {
    const bad: Bad = new Map();
    for (const target of this.#targets.plain) this.#fillPlain(target, turn);
    if (this.#targets.descriptor !== null) this.#fillDescriptor(this.#targets.descriptor, turn, refused, bad);
    if (this.#targets.parsed) {
      const { entry, entry_bytes, row, rows } = turn;
      const plan = this.kernel.scratch + csf_scratch.plan;
      if (this.kernel.parsed_columns(entry, entry_bytes, row, rows, plan) > 0)
        takeRejects(this.kernel, this.#thread, bad);
    }
    if (bad.size > 0) this.#note(bad, turn);
  }

  finish(): Filled {
    const found: FillFound = { rejects: this.#rejects, reject_count: this.#reject_count, unknown: this.#unknown };
    return { nulls: this.#targets.nulls(), found };
  }

  #fillPlain({ column, values, data }: Target, { entry, entry_bytes, row, rows, block }: Turn): void {
    if (column === "idx") this.kernel.count_up(values + row * 8, this.#work.first_index + row, rows);
    else if (column === "block") this.kernel.repeat_u32(values + row * 4, block, rows);
    else {
      const line = lines[column] ?? 0;
      this.kernel.copy_lines(entry + line * entry_bytes, entry_bytes, rows, values + row * 4, data);
    }
  }

  #fillDescriptor(target: DescriptorTarget, turn: Turn, refused: Refused, bad: Bad): void {
    const { entry, entry_bytes, row, rows } = turn;
    const { table, normalize } = this.#work;
    const { row_bytes, validity } = target;
    this.kernel.descriptors(entry, entry_bytes, row, rows, row_bytes, validity, table, normalize ? 1 : 0);
    this.#unknown += this.kernel.unknown_count();
    takeRejects(this.kernel, this.#thread, bad);
    for (const [one, reason] of refused) {
      target.refuse(one);
      bad.set(one, reason);
    }
    target.rejects += bad.size;
  }

  #note(bad: Bad, { row, line }: Turn): void {
    this.#reject_count += bad.size;
    for (const [one, reason] of [...bad].sort(([a], [b]) => a - b)) {
      if (this.#rejects.length === csf_rejects_listed_max) return;
      this.#rejects.push([this.#work.first_index + one, line === null ? null : line + 3 * (one - row), reason]);
    }
  }
}

export function fillCsf(work: LotWork, body: number, layout: BatchLayout, thread: ThreadMemory): Filled {
  const filler = new Filler(work, body, layout, thread);
  const { entry_bytes } = work;
  let row = 0;
  for (const run of work.runs) {
    for (let first = 0; first < run.rows; first += csf_turn_rows) {
      filler.turn({
        entry: run.entry + first * 3 * entry_bytes,
        entry_bytes,
        row: row + first,
        rows: Math.min(csf_turn_rows, run.rows - first),
        block: run.block,
        line: run.line + 3 * first,
      });
    }
    row += run.rows;
  }
  return filler.finish();
}
