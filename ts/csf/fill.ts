/** The CSF part of `fill`: the columns of a lot, run by run, in turns of some rows that find their lines in the cache. */
import type { BatchLayout } from "../arrow/layout.ts";
import type { Filled } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { csf_scratch, csf_turn_rows } from "../kernels/csf.ts";
import { csf_rejects_listed_max } from "../limits.ts";
import type { CsfColumn } from "./columns.ts";
import type { CsfInstance } from "./load.ts";
import { csfKernel } from "./load.ts";
import type { LotWork, Run } from "./lot.ts";
import type { FillFound } from "./rejects.ts";
import type { Target } from "./targets.ts";
import { Targets } from "./targets.ts";

/** Rejects of a turn: row in the lot to reason. Two kernels may reject the same row. */
type Bad = Map<number, number>;

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

/** One column for some rows of a run; `row` counts in the lot, `entry` is that row's first line. */
function fillPlain(
  kernel: CsfInstance,
  target: Target,
  work: LotWork,
  run: Run,
  entry: number,
  row: number,
  rows: number,
): void {
  const { entry_bytes } = work;
  const { column, values, data } = target;
  if (column === "idx") kernel.count_up(values + row * 8, work.first_index + row, rows);
  else if (column === "block") kernel.repeat_u32(values + row * 4, run.block, rows);
  else {
    const line = lines[column] ?? 0;
    kernel.copy_lines(entry + line * entry_bytes, entry_bytes, rows, values + row * 4, data);
  }
}

class Filler {
  readonly #work: LotWork;
  readonly #kernel: CsfInstance;
  readonly #thread: ThreadMemory;
  readonly #targets: Targets;
  readonly #rejects: [number, number, number][] = [];
  #reject_count = 0;
  #unknown = 0;

  constructor(work: LotWork, body: number, layout: BatchLayout, thread: ThreadMemory) {
    this.#work = work;
    this.#kernel = csfKernel(thread);
    this.#thread = thread;
    this.#targets = new Targets(work, body, layout, thread, this.#kernel.scratch);
  }

  run(): Filled {
    let row = 0;
    for (const run of this.#work.runs) {
      for (let first = 0; first < run.rows; first += csf_turn_rows) {
        const rows = Math.min(csf_turn_rows, run.rows - first);
        this.#turn(run, first, row + first, rows);
      }
      row += run.rows;
    }
    const found: FillFound = { rejects: this.#rejects, reject_count: this.#reject_count, unknown: this.#unknown };
    return { nulls: this.#targets.nulls(), found };
  }

  #turn(run: Run, first: number, row: number, rows: number): void {
    const { entry_bytes, table, normalize } = this.#work;
    const kernel = this.#kernel;
    const entry = run.entry + first * 3 * entry_bytes;
    const bad: Bad = new Map();
    for (const target of this.#targets.plain) fillPlain(kernel, target, this.#work, run, entry, row, rows);
    const { descriptor } = this.#targets;
    if (descriptor !== null) {
      descriptor.clear(row, rows);
      const rejects = kernel.descriptors(
        entry,
        entry_bytes,
        row,
        rows,
        descriptor.row_bytes,
        descriptor.validity,
        table,
        normalize ? 1 : 0,
      );
      this.#unknown += kernel.unknown_count();
      if (rejects > 0) {
        takeRejects(kernel, this.#thread, bad);
        descriptor.rejected(rejects);
      }
    }
    if (this.#targets.parsed) {
      const plan = kernel.scratch + csf_scratch.plan;
      if (kernel.parsed_columns(entry, entry_bytes, row, rows, plan) > 0) takeRejects(kernel, this.#thread, bad);
    }
    if (bad.size > 0) this.#note(bad, run, first, row);
  }

  #note(bad: Bad, run: Run, first: number, row: number): void {
    this.#reject_count += bad.size;
    for (const [one, reason] of [...bad].sort(([a], [b]) => a - b)) {
      if (this.#rejects.length === csf_rejects_listed_max) return;
      this.#rejects.push([this.#work.first_index + one, run.line + 3 * (first + one - row), reason]);
    }
  }
}

export const fillCsf = (work: LotWork, body: number, layout: BatchLayout, thread: ThreadMemory): Filled =>
  new Filler(work, body, layout, thread).run();
