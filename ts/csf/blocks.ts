/** The blocks of a list, as `rcsfblock` prints them: total J and parity of the first CSF, and how many CSFs there are. */
import type { ThreadMemory } from "../core/thread_memory.ts";
import { entry_at } from "../kernels/csf.ts";
import { csf_blocks_listed_max } from "../limits.ts";
import type { Run } from "./lot.ts";

export interface Block {
  readonly block: number;
  /** Twice the total J, and `+` or `-`; null where the first CSF doesn't say. */
  readonly two_j: number | null;
  readonly parity: string | null;
  csfs: number;
}

/** The end of line 3: total J and parity. */
export function readTotal(line3: string): { two_j: number | null; parity: string | null } {
  const trimmed = line3.trimEnd();
  const match = /^\s*([+-]?\d+)\s*(\/.*)?$/.exec(trimmed.slice(-5, -1));
  const sign = trimmed.slice(-1);
  const value = match === null ? null : Number(match[1]);
  return {
    two_j: value === null ? null : match?.[2] === undefined ? value * 2 : value,
    parity: sign === "+" || sign === "-" ? sign : null,
  };
}

export class Blocks {
  /** Those that have CSFs: the first ones, and the number of all. */
  readonly list: Block[] = [];
  count = 0;
  #last: Block | null = null;

  take(run: Run, rows: number, entry_bytes: number, thread: ThreadMemory): void {
    if (this.#last?.block !== run.block) {
      this.#last = { block: run.block, ...readTotal(line3(run, entry_bytes, thread)), csfs: 0 };
      this.count += 1;
      if (this.list.length < csf_blocks_listed_max) this.list.push(this.#last);
    }
    this.#last.csfs += rows;
  }
}

function line3(run: Run, entry_bytes: number, thread: ThreadMemory): string {
  const entry = run.entry + 2 * entry_bytes;
  const address = thread.data.getUint32(entry + entry_at.address, true);
  return thread.buffer(address, thread.data.getUint32(entry + entry_at.length, true)).toString("latin1");
}
