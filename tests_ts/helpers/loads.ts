/** Loads a file's spans the way the pipeline does, in any order. */

import type { BgzfLoaded, BgzfSpan } from "../../ts/bgzf/load.ts";
import { bgzf_slot_bytes, loadBgzf } from "../../ts/bgzf/load.ts";
import type { VirtualOffset } from "../../ts/bgzf/spans.ts";
import { BgzfSpans } from "../../ts/bgzf/spans.ts";
import type { FaultData } from "../../ts/bridge/errors.ts";
import { RequestMemory } from "../../ts/core/memory.ts";
import type { OpenFile } from "../../ts/core/open_file.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";

export class Loader {
  readonly memory = new RequestMemory(null);
  readonly thread = new ThreadMemory(this.memory.memory);
  readonly slot = this.memory.allocate(bgzf_slot_bytes);

  constructor() {
    this.memory.view(this.slot).fill(0xa5);
  }

  /** What an earlier load left in the slot must not matter. */
  load(span: BgzfSpan): BgzfLoaded {
    return loadBgzf(span, this.slot, this.thread);
  }
}

export interface Inflated {
  readonly bytes: Uint8Array;
  readonly fault: FaultData | null;
  readonly loads: number;
  /** Loads that had begun at a wrong place. */
  readonly wrong_guesses: number;
  readonly ends_empty: boolean;
  readonly expected: number;
}

/** All of a file from `from` on, or what comes before its first fault. */
export function inflateFile(loader: Loader, file: OpenFile, from: VirtualOffset = { block: 0, within: 0 }): Inflated {
  const spans = new BgzfSpans(file, from);
  const pieces: Uint8Array[] = [];
  let loads = 0;
  let wrong_guesses = 0;
  let fault: FaultData | null = null;
  for (let span = spans.next(); span !== null && fault === null; span = spans.next()) {
    for (let again: unknown = span; again !== null && fault === null; ) {
      const one = again as BgzfSpan;
      const loaded = loader.load(one);
      const expected = spans.expected;
      const taken = spans.accept(one, loaded);
      loads += 1;
      if (taken.again !== null && spans.expected === expected) wrong_guesses += 1;
      pieces.push(loader.thread.bytes.slice(taken.begin, taken.end));
      fault = taken.fault;
      again = taken.again;
    }
  }
  const { ends_empty, expected } = spans;
  return { bytes: Buffer.concat(pieces), fault, loads, wrong_guesses, ends_empty, expected };
}
