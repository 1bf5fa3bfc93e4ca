/** CSFs that have been cut for one batch: where their lines lie, how much their columns need, and what memory they hold. */
import type { Field } from "../arrow/schema.ts";
import { nodesOf } from "../arrow/schema.ts";
import type { FaultData } from "../bridge/errors.ts";
import { faultFrom } from "../core/faults.ts";
import type { SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import { entry_at } from "../kernels/csf.ts";
import type { CsfColumn } from "./columns.ts";
import type { RejectList } from "./rejects.ts";

/** CSFs whose lines stand behind one another in an array of entries. */
export interface Run {
  /** The entry of the first line. */
  readonly entry: number;
  readonly rows: number;
  readonly block: number;
  /** In the file, counted from 1. */
  readonly line: number;
}

/** What all lots of one file share, as plain data. */
export interface CsfWork {
  readonly columns: readonly CsfColumn[];
  readonly entry_bytes: number;
  /** The table of peel subshells; 0 for none. */
  readonly table: number;
  readonly peel: number;
  readonly layout: "columns" | "list";
  readonly normalize: boolean;
  readonly nullable: boolean;
}

/** The work of `fill`. */
export interface LotWork extends CsfWork {
  readonly first_index: number;
  readonly rows: number;
  readonly runs: readonly Run[];
}

/** Sums over a lot: the bytes of its lines, and what line 1 is parsed to. */
interface Sums {
  readonly lines: [number, number, number];
  subshells: number;
  names: number;
  configuration: number;
}

export class LotBuilder {
  rows = 0;
  readonly #first_index: number;
  readonly #shared: CsfWork;
  readonly #runs: Run[] = [];
  readonly #held = new Set<SharedRegion>();
  readonly #sums: Sums = { lines: [0, 0, 0], subshells: 0, names: 0, configuration: 0 };

  constructor(first_index: number, shared: CsfWork) {
    this.#first_index = first_index;
    this.#shared = shared;
  }

  /** Bytes of text. */
  get bytes(): number {
    return this.#sums.lines.reduce((sum, bytes) => sum + bytes, 0);
  }

  add(run: Run, holds: readonly SharedRegion[], data: DataView): void {
    this.rows += run.rows;
    this.#runs.push(run);
    for (const region of holds) if (!this.#held.has(region)) this.#held.add(region.retain());
    const { entry_bytes } = this.#shared;
    const sum = (line: number, field: number): number => {
      const last = run.entry + (3 * (run.rows - 1) + line) * entry_bytes;
      const before = run.entry + (line - 3) * entry_bytes;
      return (data.getUint32(last + field, true) - data.getUint32(before + field, true)) >>> 0;
    };
    for (const line of [0, 1, 2] as const) this.#sums.lines[line] += sum(line, entry_at.sum);
    if (entry_bytes <= entry_at.subshells) return;
    this.#sums.subshells += sum(0, entry_at.subshells);
    this.#sums.names += sum(0, entry_at.names);
    this.#sums.configuration += sum(0, entry_at.configuration);
  }

  build(fields: readonly Field[], name: string, rejects: RejectList): Lot {
    const held = [...this.#held];
    const work: LotWork = {
      ...this.#shared,
      first_index: this.#first_index,
      rows: this.rows,
      runs: this.#runs,
    };
    return {
      rows: this.rows,
      sizes: this.#sizes(fields),
      work,
      found: (found) => rejects.take(found),
      release: () => {
        for (const region of held) region.release();
      },
      place: (fault: FaultData, row: number) => faultFrom(fault, { path: name, record: this.#first_index + row }),
    };
  }

  /** Let go of what it holds, where no lot is made of it. */
  drop(): void {
    for (const region of this.#held) region.release();
    this.#held.clear();
  }

  #sizes(fields: readonly Field[]): number[] {
    const { lines, subshells, names, configuration } = this.#sums;
    const sizes: Readonly<Record<string, number>> = {
      line1: lines[0],
      line2: lines[1],
      line3: lines[2],
      parity: this.rows,
      configuration,
      subshells,
      subshell: names,
    };
    return nodesOf(fields).map((field) => sizes[field.name] ?? 0);
  }
}
