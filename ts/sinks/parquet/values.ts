/** The values of one leaf that are there, one behind the other, as Parquet wants them. They take the column's own place in the batch. */
import type { EncodeKernel } from "../../kernels/encode.ts";
import type { Body, Entries } from "./levels.ts";
import { bufferAddress, levelsOf } from "./levels.ts";
import { isText } from "./room.ts";
import type { Leaf } from "./schema.ts";

export interface Values {
  readonly count: number;
  /** Numbers, a bool's bits, or a text's offsets. */
  readonly address: number;
  /** A text's bytes. */
  readonly data: number;
  /** Bytes in front of each text that don't belong to it; none if left out. */
  readonly skip?: number;
  /** Which of the node's values are there: a bitmap; 0 where all are. */
  readonly selection: number;
}

export interface ValuesRoom {
  readonly selection: number;
  readonly widened: number;
}

/** Whether a value of the leaf can be missing in this batch: none of them, where nothing above it is null. */
export const anyNull = (leaf: Leaf, nulls: readonly number[]): boolean =>
  leaf.steps.some((step) => step.kind === "nullable" && (nulls[step.node] as number) > 0);

/** Mark what the rows lead to: a null list or struct may have values that nobody is to see. */
function select(body: Body, leaf: Leaf, selection: number): void {
  const { bytes } = body.thread;
  const values = body.layout.lengths[leaf.node] as number;
  bytes.fill(0, selection, selection + Math.ceil(values / 8));
  const { rows } = body.layout;
  const turn_rows = 4096;
  for (let row = 0; row < rows; row += turn_rows) {
    const entries: Entries = levelsOf(body, leaf, row, Math.min(turn_rows, rows - row));
    for (let i = 0; i < entries.count; i++) {
      const at = entries.index[i] as number;
      if (at < 0) continue;
      const byte = selection + (at >>> 3);
      bytes[byte] = (bytes[byte] as number) | (1 << (at & 7));
    }
  }
}

export function collectValues(
  kernel: EncodeKernel,
  body: Body,
  leaf: Leaf,
  nulls: readonly number[],
  room: ValuesRoom,
): Values {
  const all = body.layout.lengths[leaf.node] as number;
  let address = bufferAddress(body, leaf.buffer);
  const data = isText(leaf.type) ? bufferAddress(body, leaf.buffer + 1) : 0;
  let selection = 0;
  let count = all;
  if (anyNull(leaf, nulls)) {
    const [step] = leaf.steps;
    if (leaf.steps.length === 1 && step?.kind === "nullable") selection = bufferAddress(body, step.validity);
    else {
      selection = room.selection;
      select(body, leaf, selection);
    }
    count = kernel.popcount(selection, 0, all);
    if (isText(leaf.type)) kernel.compact_text(address, data, selection, all);
    else if (leaf.type.kind === "int" || leaf.type.kind === "float")
      kernel.compact(address, leaf.type.bits / 8, selection, all, address);
    else kernel.pack_bools(address, selection, 0, all, address);
  }
  if (leaf.type.kind === "int" && leaf.type.bits < 32) {
    kernel.widen(address, leaf.type.bits / 8, leaf.type.signed ? 1 : 0, count, room.widened);
    address = room.widened;
  }
  return { count, address, data, selection };
}
