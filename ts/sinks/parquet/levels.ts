/**
 * Definition and repetition levels of a nested leaf, for some rows: each row is followed down to the leaf, and becomes one entry for each
 * value, null or empty list that is met on the way.
 */
import type { BatchLayout } from "../../arrow/layout.ts";
import type { ThreadMemory } from "../../core/thread_memory.ts";
import type { Leaf, Step } from "./schema.ts";

/** A batch's columns in memory. */
export interface Body {
  readonly address: number;
  readonly layout: BatchLayout;
  readonly thread: ThreadMemory;
}

export const bufferAddress = (body: Body, buffer: number): number =>
  body.address + (body.layout.buffers[buffer]?.offset ?? 0);

export interface Entries {
  readonly count: number;
  readonly definition: Uint8Array;
  readonly repetition: Uint8Array;
  /** Which of the node's values each entry is, or -1 where it ended further up. */
  readonly index: Int32Array;
}

function entriesOf(count: number): {
  count: number;
  definition: Uint8Array;
  repetition: Uint8Array;
  index: Int32Array;
} {
  return {
    count,
    definition: new Uint8Array(count),
    repetition: new Uint8Array(count),
    index: new Int32Array(count),
  };
}

function nullable(entries: Entries, validity: number, bytes: Uint8Array): Entries {
  const { count, index, definition } = entries;
  for (let i = 0; i < count; i++) {
    const at = index[i] as number;
    if (at < 0) continue;
    const valid = ((bytes[validity + (at >>> 3)] as number) >>> (at & 7)) & 1;
    if (valid === 1) definition[i] = (definition[i] as number) + 1;
    else index[i] = -1;
  }
  return entries;
}

/** `starts` holds where each value's items begin, and the next one's. */
function expand(entries: Entries, starts: (index: number) => number, repetition: number): Entries {
  let count = 0;
  for (let i = 0; i < entries.count; i++) {
    const at = entries.index[i] as number;
    count += at < 0 ? 1 : Math.max(1, starts(at + 1) - starts(at));
  }
  const below = entriesOf(count);
  let to = 0;
  for (let i = 0; i < entries.count; i++) {
    const at = entries.index[i] as number;
    const definition = entries.definition[i] as number;
    const first = at < 0 ? 0 : starts(at);
    const items = at < 0 ? 0 : starts(at + 1) - first;
    below.repetition[to] = entries.repetition[i] as number;
    if (items === 0) {
      below.definition[to] = definition;
      below.index[to++] = -1;
      continue;
    }
    for (let item = 0; item < items; item++) {
      if (item > 0) below.repetition[to] = repetition;
      below.definition[to] = definition + 1;
      below.index[to++] = first + item;
    }
  }
  return below;
}

export function levelsOf(body: Body, leaf: Leaf, first_row: number, rows: number): Entries {
  const { bytes } = body.thread;
  let entries: Entries = entriesOf(rows);
  for (let row = 0; row < rows; row++) entries.index[row] = first_row + row;
  for (const step of leaf.steps) {
    if (step.kind === "nullable") entries = nullable(entries, bufferAddress(body, step.validity), bytes);
    else entries = expand(entries, startsOf(body, step), step.repetition);
  }
  return entries;
}

function startsOf(body: Body, step: Exclude<Step, { kind: "nullable" }>): (index: number) => number {
  if (step.kind === "fixed_size_list") return (index) => index * step.size;
  const offsets = new Int32Array(body.thread.memory.buffer, bufferAddress(body, step.offsets));
  return (index) => offsets[index] as number;
}

/** Where the leaf's values of a row begin; of the row behind the last, where they end. */
export function leafStart(body: Body, leaf: Leaf, row: number): number {
  let index = row;
  for (const step of leaf.steps) if (step.kind !== "nullable") index = startsOf(body, step)(index);
  return index;
}
