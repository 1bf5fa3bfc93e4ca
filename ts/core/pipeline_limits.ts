import { memory_floor_bytes, memory_pages_max } from "../limits.ts";
import { page_bytes } from "./memory.ts";
import type { PipelineLimits } from "./pipeline.ts";

/** How much may be in use at a time. The output never depends on it. */
export function pipelineLimits(threads: number, memory: number | null, pages_max: number | null): PipelineLimits {
  const MiB = 2 ** 20;
  const wanted = (16 + 16 * threads) * MiB;
  const asked = memory === null ? wanted : Math.min(wanted, Math.max(memory, memory_floor_bytes));
  // Where the address space is limited, a record that needs much finds some room left.
  const bytes = Math.min(asked, ((pages_max ?? memory_pages_max) * page_bytes) / 3);
  // A slot is touched to about half of its size; the rest goes to filled batches.
  return {
    slots_max: Math.max(4, Math.floor((bytes * 0.6) / (2.5 * MiB))),
    slot_bytes_max: Math.floor(bytes * 0.6),
    filled_bytes_max: Math.floor(bytes * 0.4),
  };
}
