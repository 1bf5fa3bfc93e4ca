/** A format that does as its spans say: what the pipeline makes of sources and of faults shows without any file. */

import type { Schema } from "../../ts/arrow/schema.ts";
import { uint32 } from "../../ts/arrow/schema.ts";
import { Fault } from "../../ts/bridge/errors.ts";
import type { Encode } from "../../ts/core/sink.ts";
import { messageOf } from "../../ts/core/sink.ts";
import type { FormatTasks, Loaded, Span } from "../../ts/core/source.ts";
import { encodeIpc } from "../../ts/sinks/encode_ipc.ts";

export type Trouble = "throw" | "row" | "exit" | undefined;

/** What happens to one span. */
export interface Step {
  /** Rows of each lot that its cut emits. */
  readonly lots: readonly number[];
  /** How many times it has to be loaded again before that. */
  readonly again?: number;
  /** Whether each of those loads yields the lots too, as where a span inflates to more than one load may. */
  readonly lots_each_time?: boolean;
  /** The load throws, the loaded data is damaged behind the lots, or the thread exits. */
  readonly load?: "throw" | "damaged" | "exit";
  readonly cut?: "throw";
  /** How many times the span is not there yet; or asking for it throws. */
  readonly late?: number;
  readonly span?: "throw";
  /** What goes wrong with the fill or the encoding of the lot of that number. */
  readonly fill?: { readonly lot: number; readonly trouble: "throw" | "row" | "exit" };
  readonly encode?: { readonly lot: number };
}

export interface SyntheticSpan extends Span {
  readonly number: number;
  readonly round: number;
  readonly step: Step;
}

export interface SyntheticWork {
  readonly address: number;
  readonly span: number;
  readonly lot: number;
  readonly rows: number;
  readonly trouble: Trouble;
  readonly encode_fails: boolean;
}

export const synthetic_schema: Schema = {
  fields: [{ name: "value", type: uint32, nullable: false }],
  metadata: new Map(),
};

/** The value of a row: it says which span and lot it came from. */
export const rowValue = (span: number, lot: number, row: number): number => span * 1_000_000 + lot * 10_000 + row;

export const troubled = (where: string, span: number): Fault =>
  new Fault("FormatError", "SYNTHETIC", `${where} of span ${span}`, { record: span });

/** Marks a filled batch whose encoding has to fail. */
const poison = 0xffff_fffe;

export const syntheticTasks: FormatTasks = {
  load(span, slot, thread): Loaded {
    const { number, round, step } = span as unknown as SyntheticSpan;
    if (step.load === "exit") process.exit(3);
    if (step.load === "throw") throw troubled("load", number);
    thread.data.setUint32(slot.address, number, true);
    thread.data.setUint32(slot.address + 4, round, true);
    thread.bytes.fill(number & 255, slot.address + 8, slot.address + slot.bytes);
    return { fault: null };
  },
  fill(work, body, layout, thread) {
    const { address, span, lot, rows, trouble, encode_fails } = work as SyntheticWork;
    if (trouble === "exit") process.exit(4);
    if (trouble === "throw") throw troubled("fill", span);
    if (trouble === "row") return { fault: troubled("row", span), row: rows - 1 };
    // What was loaded has to be there still: a slot that was let go too early shows here.
    const loaded = thread.data.getUint32(address, true);
    const values = body + (layout.buffers[1]?.offset ?? 0);
    for (let row = 0; row < rows; row++) thread.data.setUint32(values + row * 4, rowValue(loaded, lot, row), true);
    if (encode_fails) thread.data.setUint32(values, poison, true);
    return { nulls: [0] };
  },
};

export const encodeSynthetic: Encode = (batch) => {
  const message = messageOf(batch);
  const { layout } = batch;
  const values = layout.prefix_bytes + (layout.buffers[1]?.offset ?? 0);
  const first = Buffer.from(message.buffer, message.byteOffset, message.byteLength).readUInt32LE(values);
  if (first === poison) throw new Fault("OutputError", "SYNTHETIC", "encode");
  return encodeIpc(batch);
};
