/** Reading single values of a column: offsets, numbers of dictionary values, views, and whether a value is there. */
import type { ThreadMemory } from "../../core/thread_memory.ts";
import type { ArrowColumn, Place } from "./columns.ts";

export const words = (thread: ThreadMemory, { address, bytes }: Place): Uint32Array =>
  new Uint32Array(thread.memory.buffer, address, bytes >> 2);

/** The offsets of text or of a list, as numbers, 32 or 64 bits wide in memory. What is above 32 bits is no offset into any memory. */
export function offsetsOf(column: ArrowColumn, thread: ThreadMemory): (index: number) => number {
  const { shape } = column.node;
  const all = words(thread, column.values);
  if (all.length === 0) return () => 0;
  if (shape === "text" || shape === "list") return (index) => all[index] as number;
  return (index) => (all[2 * index + 1] === 0 ? (all[2 * index] as number) : Number.POSITIVE_INFINITY);
}

/** The numbers of a dictionary's values, taken as unsigned: one that is negative is too large for any dictionary. */
export function indicesOf(column: ArrowColumn, thread: ThreadMemory): (index: number) => number {
  const { address } = column.values;
  const { bytes } = thread;
  const all = words(thread, column.values);
  switch (column.node.size) {
    case 1:
      return (index) => bytes[address + index] as number;
    case 2:
      return (index) => (bytes[address + 2 * index] as number) | ((bytes[address + 2 * index + 1] as number) << 8);
    case 4:
      return (index) => all[index] as number;
    default:
      return (index) => (all[2 * index + 1] === 0 ? (all[2 * index] as number) : Number.POSITIVE_INFINITY);
  }
}

/** Whether a value is there. */
export function validOf({ validity }: ArrowColumn, thread: ThreadMemory): (index: number) => boolean {
  if (validity === null) return () => true;
  return bitsAt(thread, validity.address);
}

export function bitsAt({ bytes }: ThreadMemory, address: number): (index: number) => boolean {
  return (index) => ((bytes[address + (index >> 3)] as number) & (1 << (index & 7))) !== 0;
}

export const inline_bytes_max = 12;

/** The value of a view: where it lies, and how long it is. */
export interface View {
  address: number;
  bytes: number;
}

/** Reads views into one and the same object; the address is 0 where a view leads nowhere. */
export function viewsOf(column: ArrowColumn, thread: ThreadMemory): (index: number) => View {
  const all = words(thread, column.values);
  const view = { address: 0, bytes: 0 };
  return (index) => {
    const at = 4 * index;
    const bytes = all[at] as number;
    view.bytes = bytes;
    if (bytes <= inline_bytes_max) {
      view.address = column.values.address + 4 * at + 4;
      return view;
    }
    const data = column.data[all[at + 2] as number];
    const offset = all[at + 3] as number;
    view.address = data !== undefined && offset + bytes <= data.bytes ? data.address + offset : 0;
    return view;
  };
}
