/** Memory of requests that have ended. The garbage collector sees small objects where megabytes hang on them. */
import { collect_delay_ms, dropped_bytes_max, dropped_bytes_min } from "../limits.ts";
import { collectGarbage } from "./garbage.ts";
import type { RequestMemory } from "./memory.ts";

let dropped_bytes = 0;
let soon: NodeJS.Timeout | null = null;
/** Who else has such memory. */
let also: { collect(): void } | null = null;

/**
 * Have it collected once much has been dropped, by `others` as well. Not at once: a script that converts one file ends now, and would wait for a
 * collection that nobody needs.
 */
export function collectDropped(
  { memory, peak_bytes }: RequestMemory,
  address_space_short: boolean,
  others: { collect(): void } | null,
): void {
  // Pages that nobody touched cost nothing, unless address space is short.
  const touched = Math.max(dropped_bytes_min, peak_bytes);
  // Requests that run side by side may end before a collection that one of them has asked for.
  also = others ?? also;
  dropped_bytes += address_space_short ? memory.buffer.byteLength : touched;
  if (dropped_bytes < dropped_bytes_max) return;
  dropped_bytes = 0;
  soon ??= setTimeout(collectNow, collect_delay_ms).unref();
}

function collectNow(): void {
  soon = null;
  also?.collect();
  also = null;
  collectGarbage();
}

/** A request begins: what was to be collected soon is collected before new memory is taken. */
export function collectBefore(): void {
  if (soon === null) return;
  clearTimeout(soon);
  collectNow();
}
