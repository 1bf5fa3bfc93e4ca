import { batch_raw_bytes_max, memory_floor_bytes, memory_pages_max } from "../limits.ts";
import { page_bytes } from "./memory.ts";
import type { LotLimits } from "./sink.ts";
import type { Ahead } from "./source.ts";

export interface PipelineLimits {
  /** Slots that may be in use while there is anything else to do. */
  readonly slots_max: number;
  /** The same in bytes, for slots whose size depends on their span. No bound if left out. */
  readonly slot_bytes_max?: number;
  /** Bytes of filled batches that may be in use; one batch always may. */
  readonly filled_bytes_max: number;
}

/** How much may be in use at a time. The output never depends on it. */
export function pipelineLimits(
  threads: number,
  memory: number | null,
  pages_max: number | null,
  lots: LotLimits,
  ahead: Ahead = { slots: Number.POSITIVE_INFINITY, filled_bytes: Number.POSITIVE_INFINITY },
): PipelineLimits {
  const MiB = 2 ** 20;
  // While one lot is filled, the other threads load the next: its size counts besides what each thread works on.
  const wanted = (4 + 16 * threads) * MiB + Math.min(lots.raw_bytes_max, batch_raw_bytes_max);
  const asked = memory === null ? wanted : Math.min(wanted, Math.max(memory, memory_floor_bytes));
  // Where the address space is limited, a record that needs much finds some room left.
  const third = ((pages_max ?? memory_pages_max) * page_bytes) / 3;
  const bytes = Math.min(asked, third);
  // Where encoding takes much memory, each thread has a lot in work, and the next one is loaded meanwhile.
  const encoding = Math.min(threads * (lots.encoding_bytes_max ?? 0), third);
  const loaded = encoding === 0 ? 0 : Math.min((threads + 0.5) * lots.raw_bytes_max, third);
  // A slot is touched to about half of its size; the rest goes to filled batches.
  const slots = Math.min(Math.floor(Math.max(bytes * 0.6, loaded) / (2.5 * MiB)), threads * ahead.slots);
  return {
    slots_max: Math.max(4, slots),
    slot_bytes_max: Math.floor(Math.max(bytes * 0.6, 2 * loaded)),
    filled_bytes_max: Math.floor(Math.min(Math.max(bytes * 0.4, encoding), threads * ahead.filled_bytes)),
  };
}
