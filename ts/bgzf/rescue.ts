/** Where BGZF goes on behind damage: looked for by the load, in a worker. */
import { block_bytes_max } from "./block.ts";
import type { BgzfSpan, Window } from "./load.ts";

/** What is at the span's start: a damaged block, or something within damage. */
export type Rescue = "damaged block" | "damage";

/** The first place of the span, from its start, at which a sound block begins; -1 for none. It may lie right behind the span. */
export function rescueStart(window: Window, span: BgzfSpan, rescue: Rescue, isSound: (at: number) => boolean): number {
  const end = span.file_bytes - span.start;
  if (rescue === "damaged block") {
    // Mostly it is the data that is damaged: the block says where it ends.
    const header = window.header(0);
    const next = typeof header === "string" ? -1 : header.block_bytes;
    if (next === end || (next > 0 && next < end && isSound(next))) return next;
  }
  const range = Math.min(span.end - span.start, end);
  let at = window.bytes.indexOf(0x1f, rescue === "damaged block" ? 1 : 0);
  for (; at >= 0 && at < range; at = window.bytes.indexOf(0x1f, at + 1)) {
    if (leadsOn(window, at, end) && isSound(at)) return at;
  }
  return -1;
}

/**
 * Whether a chain of headers leads on from there, or to the end of the file. The data of a damaged block may hold blocks, where it isn't
 * compressed; but no chain of theirs is longer than a block.
 */
function leadsOn(window: Window, from: number, end: number): boolean {
  let at = from;
  while (at <= from + block_bytes_max && at !== end) {
    const header: ReturnType<Window["header"]> = window.header(at);
    if (typeof header === "string") return false;
    at += header.block_bytes;
  }
  return at <= end;
}
