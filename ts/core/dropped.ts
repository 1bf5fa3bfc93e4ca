/** Memory of requests that have ended. The garbage collector sees small objects where megabytes hang on them. */
import { dropped_bytes_max, dropped_bytes_min } from "../limits.ts";
import { collectGarbage } from "./garbage.ts";
import type { RequestMemory } from "./memory.ts";

let dropped_bytes = 0;

/** Ask for a collection once much has been dropped. */
export function collectDropped({ memory, peak_bytes }: RequestMemory, address_space_short: boolean): void {
  // Pages that nobody touched cost nothing, unless address space is short.
  const touched = Math.max(dropped_bytes_min, peak_bytes);
  dropped_bytes += address_space_short ? memory.buffer.byteLength : touched;
  if (dropped_bytes < dropped_bytes_max) return;
  dropped_bytes = 0;
  // By then the request has been answered, and nothing refers to its memory any more.
  setImmediate(() => collectGarbage());
}
