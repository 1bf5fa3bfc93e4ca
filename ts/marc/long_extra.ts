/** What a long table has of its records on request: each value repeated in every row of its record. */
import type { Field } from "../arrow/schema.ts";
import { uint32, uint64, utf8 } from "../arrow/schema.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { MarcRow, row_bytes } from "../kernels/marc_rows.ts";
import { leader_bytes } from "./iso2709.ts";
import type { Part } from "./shape.ts";

export const extra_fields = [
  { name: "@offset", type: uint64, nullable: false },
  { name: "@length", type: uint32, nullable: false },
  { name: "@encoding", type: utf8, nullable: false },
  { name: "@leader", type: utf8, nullable: false },
] as const satisfies readonly Field[];

export type ExtraColumn = (typeof extra_fields)[number]["name"];

export const isExtra = (name: string): name is ExtraColumn => extra_fields.some((field) => field.name === name);

/** Where a column's buffers are; `offsets` is 0 for numbers. */
interface Place {
  readonly offsets: number;
  readonly values: number;
}

const words = ({ memory }: ThreadMemory, address: number, count: number): Uint32Array =>
  new Uint32Array(memory.buffer, address, count);

/** Add one more sum behind those of each record, the bytes of its rows' encoding names. They lie in one list: the last ones move first. */
export function sumNames(
  thread: ThreadMemory,
  rows: number,
  count: number,
  sums: number,
  width: number,
  names: readonly string[],
): void {
  const all = words(thread, sums, (count + 1) * (width + 1));
  for (let i = count; i >= 0; i--) all.copyWithin(i * (width + 1), i * width, (i + 1) * width);
  const bytes = names.map((name) => Buffer.byteLength(name));
  let total = 0;
  for (let i = 0; i <= count; i++) {
    all[i * (width + 1) + width] = total;
    if (i === count) return;
    const { encoding } = new MarcRow(thread.data, rows + i * row_bytes);
    const added = (all[(i + 1) * (width + 1)] as number) - (all[i * (width + 1)] as number);
    total += added * (bytes[encoding] as number);
  }
}

/** A text's copies, one behind the other. */
function repeat(thread: ThreadMemory, place: Place, first: number, count: number, text: Uint8Array): void {
  const offsets = words(thread, place.offsets + first * 4, count + 1);
  let at = offsets[0] as number;
  for (let i = 1; i <= count; i++) {
    thread.bytes.set(text, place.values + at);
    at += text.length;
    offsets[i] = at;
  }
}

/** Write the columns' rows. `width` is the number of a record's sums, of which the first one counts rows. */
export function fillExtra(
  thread: ThreadMemory,
  parts: readonly Part[],
  places: ReadonlyMap<ExtraColumn, Place>,
  width: number,
  names: readonly string[],
): void {
  const texts = names.map((name) => Buffer.from(name));
  let first = 0;
  for (const part of parts) {
    const sums = words(thread, part.sums, (part.count + 1) * width);
    for (let i = 0; i < part.count; i++) {
      const record = new MarcRow(thread.data, part.rows + i * row_bytes);
      const count = (sums[(i + 1) * width] as number) - (sums[i * width] as number);
      for (const [name, place] of places) {
        if (name === "@offset") {
          const offset = BigInt(part.offset_base + record.offset);
          new BigUint64Array(thread.memory.buffer, place.values + first * 8, count).fill(offset);
        } else if (name === "@length") words(thread, place.values + first * 4, count).fill(record.length);
        else {
          const { address, encoding } = record;
          const leader = name === "@leader";
          const text = leader ? thread.bytes.subarray(address, address + leader_bytes) : (texts[encoding] as Buffer);
          repeat(thread, place, first, count, text);
        }
      }
      first += count;
    }
  }
}
