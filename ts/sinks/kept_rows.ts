/** For encoders that use up a batch's columns: a copy of them at the very end of the sink's room, for who looks at the rows afterwards. */

import type { BatchLayout } from "../arrow/layout.ts";
import { alignUp } from "../arrow/layout.ts";
import type { Encode } from "../core/sink.ts";

/** The room with place for the copy. Memory is given out in such steps, so that it ends where the region does. */
export function roomWithRows(layout: BatchLayout, room_bytes: number): number {
  const message_bytes = layout.prefix_bytes + layout.body_bytes;
  return alignUp(message_bytes + room_bytes + layout.body_bytes) - message_bytes;
}

/** The copy, once the batch is encoded. */
export const keptRows = (room: Uint8Array, { body_bytes }: BatchLayout): Uint8Array =>
  room.subarray(room.length - body_bytes);

/** Encode, with a copy made before where the step asks for it. */
export const keepingRows =
  (encode: Encode): Encode =>
  (batch) => {
    const { region, layout, step, thread } = batch;
    if (step["keep_rows"] === true) {
      const body = region.address + layout.prefix_bytes;
      const copy = region.address + region.bytes - layout.body_bytes;
      thread.bytes.copyWithin(copy, body, body + layout.body_bytes);
    }
    return encode(batch);
  };
