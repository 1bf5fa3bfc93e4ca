/** The BAM part of `load`: BGZF's, and a first walk over the records while they are in the cache of the thread that inflated them. */

import type { BgzfLoaded, BgzfSpan } from "../bgzf/load.ts";
import { bgzf_slot_bytes, loadBgzf } from "../bgzf/load.ts";
import type { Region } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { chainBytes } from "../kernels/chain_rows.ts";
import type { MeasurePlan } from "../kernels/measure.ts";
import { chain_records_max, measured_bytes_max } from "../limits.ts";
import { bamKernel } from "./kernel.ts";
import type { RecordRules } from "./plausible.ts";
import { judgeRecord } from "./plausible.ts";

export interface BamSpan extends BgzfSpan {
  /** A hop state that has the limits and the references. */
  readonly state: number;
  /** How records are filtered and measured, or null for neither. */
  readonly measure: MeasurePlan | null;
  /** By what each record is judged; null where only its lengths are looked at. */
  readonly rules: RecordRules | null;
}

export interface BamLoaded extends BgzfLoaded {
  /** Address and number of the rows that `chain` wrote. */
  readonly rows: number;
  readonly records: number;
}

/** Where things are behind a load's inflated bytes: the chain, then what it was measured to be. */
export interface SlotLayout {
  /** Records of one load whose chain is walked. */
  readonly records_max: number;
  readonly chain: number;
  readonly kept: number;
  readonly table: number;
  readonly scratch: number;
  readonly bytes: number;
}

export function slotLayout(measure: MeasurePlan | null): SlotLayout {
  const row_bytes = 4 * (measure?.words ?? 0);
  const records_max = Math.min(chain_records_max, Math.floor(measured_bytes_max / Math.max(1, row_bytes)));
  const chain = bgzf_slot_bytes;
  const kept = chain + chainBytes(records_max);
  const table = kept + (measure?.filtered ? 4 * records_max : 0);
  const scratch = table + row_bytes * (records_max + 1);
  return { records_max, chain, kept, table, scratch, bytes: scratch + (measure?.scratch_bytes ?? 0) };
}

/** How many of the first records of the chain are valid. */
function soundRecords(thread: ThreadMemory, rows: number, count: number, rules: RecordRules): number {
  for (let row = 0; row < count; row++) {
    if (judgeRecord(thread.bytes, thread.data.getUint32(rows + 4 * row, true), rules) < 0) return row;
  }
  return count;
}

export function loadBam(span: BamSpan, slot: Region, thread: ThreadMemory): BamLoaded {
  const loaded = loadBgzf(span, slot, thread);
  const kernel = bamKernel(thread);
  const { measure, state } = span;
  const { records_max, chain, kept, table, scratch } = slotLayout(measure);
  const rows = slot.address + chain;
  const end = loaded.address + loaded.bytes;
  const first = kernel.guess(loaded.address, end, state) >>> 0;
  const walked = kernel.chain(first, end, records_max, rows, state);
  const records = span.rules === null ? walked : soundRecords(thread, rows, walked, span.rules);
  if (measure === null) return { ...loaded, rows, records };
  const from = slot.address + table;
  thread.bytes.fill(0, from, from + 4 * measure.words);
  // A walk that began at a wrong place may end here at anything: the main thread goes on from where it ends.
  const measured = kernel.measure(
    rows,
    records,
    measure.address,
    from,
    4 * measure.words,
    measure.filtered ? slot.address + kept : 0,
    0xffffffff,
    slot.address + scratch,
  );
  return { ...loaded, rows, records: measured >>> 0 };
}
