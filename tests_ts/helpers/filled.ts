/** A filled batch as encoders get it: its message in a request's memory. */
import type { BatchLayout } from "../../ts/arrow/layout.ts";
import { RequestMemory } from "../../ts/core/memory.ts";
import type { EncodeStep, FilledBatch } from "../../ts/core/sink.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";

export interface FilledParts {
  readonly message: Uint8Array;
  readonly layout: BatchLayout;
  readonly nulls: readonly number[];
  readonly step: EncodeStep;
  readonly place?: number | null;
  /** Bytes behind the message that the encoder may use. */
  readonly room_bytes?: number;
}

/** The batch, and the bytes of its region, message and room, as they are now and will be. */
export function filledBatch(parts: FilledParts): { batch: FilledBatch; region: () => Uint8Array } {
  const { message, layout, nulls, step, place = null, room_bytes = 0 } = parts;
  const memory = new RequestMemory(null);
  const region = memory.allocate(message.length + room_bytes);
  memory.view(region).set(message);
  const batch = { region, layout, nulls, place, step, thread: new ThreadMemory(memory.memory) };
  return { batch, region: () => memory.view(region).subarray(0, message.length + room_bytes) };
}
