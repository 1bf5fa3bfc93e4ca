/** Memory of requests that have ended. The garbage collector sees small objects where megabytes hang on them. */
import { collect_delay_ms, dropped_bytes_max, dropped_bytes_min } from "../limits.ts";
import { collectGarbage } from "./garbage.ts";
import type { RequestMemory } from "./memory.ts";

let dropped_bytes = 0;
let soon: { readonly timer: NodeJS.Timeout; readonly collect: () => void } | null = null;

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
  dropped_bytes += address_space_short ? memory.buffer.byteLength : touched;
  if (dropped_bytes < dropped_bytes_max) return;
  dropped_bytes = 0;
  if (soon !== null) return;
  const collect = (): void => {
    soon = null;
    others?.collect();
    collectGarbage();
  };
  soon = { collect, timer: setTimeout(collect, collect_delay_ms).unref() };
}

/** A request begins: what was to be collected soon is collected before new memory is taken. */
export function collectBefore(): void {
  if (soon === null) return;
  clearTimeout(soon.timer);
  soon.collect();
}
