/** A utf8 column that has the same value in every row. */
import type { ThreadMemory } from "../core/thread_memory.ts";

export function fillConstant(
  thread: ThreadMemory,
  value: Uint8Array,
  rows: number,
  offsets: number,
  data: number,
): void {
  const { bytes, data: view } = thread;
  for (let row = 0; row <= rows; row++) view.setInt32(offsets + row * 4, row * value.length, true);
  const total = rows * value.length;
  if (total === 0) return;
  bytes.set(value, data);
  // Double what is there until all is there.
  for (let done = value.length; done < total; done *= 2) {
    bytes.copyWithin(data + done, data, data + Math.min(done, total - done));
  }
}
