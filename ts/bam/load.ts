/** The BAM part of `load`: BGZF's, and a first walk over the records while they are in the cache of the thread that inflated them. */

import type { BgzfLoaded, BgzfSpan } from "../bgzf/load.ts";
import { bgzf_slot_bytes, loadBgzf } from "../bgzf/load.ts";
import type { Region } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { chainBytes } from "../kernels/chain_rows.ts";
import { chain_records_max } from "../limits.ts";
import { bamKernel } from "./fill.ts";

export interface BamSpan extends BgzfSpan {
  /** A hop state that has the limits and the references. */
  readonly state: number;
}

export interface BamLoaded extends BgzfLoaded {
  /** Address and number of the rows that `chain` wrote. */
  readonly rows: number;
  readonly records: number;
}

export const bam_slot_bytes = bgzf_slot_bytes + chainBytes(chain_records_max);

export function loadBam(span: BamSpan, slot: Region, thread: ThreadMemory): BamLoaded {
  const loaded = loadBgzf(span, slot, thread);
  const kernel = bamKernel(thread);
  const rows = slot.address + bgzf_slot_bytes;
  const end = loaded.address + loaded.bytes;
  const first = kernel.guess(loaded.address, end, span.state) >>> 0;
  return { ...loaded, rows, records: kernel.chain(first, end, chain_records_max, rows, span.state) };
}
