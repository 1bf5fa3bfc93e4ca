/** Encoders of Arrow IPC: the columns are in place already, so only the metadata is missing. */
import { writeSync } from "node:fs";
import type { BatchLayout } from "../arrow/layout.ts";
import { zeroPads } from "../arrow/layout.ts";
import { writeRecordBatchMetadata } from "../arrow/metadata.ts";
import { outputFault } from "../core/faults.ts";
import type { EncodeStep } from "../core/sink.ts";

/** One write takes less than 2 GiB. */
const write_bytes_max = 2 ** 30;

export function encodeIpc(message: Uint8Array, layout: BatchLayout, nulls: readonly number[]): void {
  writeRecordBatchMetadata(message, layout, nulls);
  zeroPads(message.subarray(layout.prefix_bytes), layout);
}

/** A batch whose place in the file is known is written by the thread that filled it. */
export function encodeIpcFile(
  message: Uint8Array,
  layout: BatchLayout,
  nulls: readonly number[],
  place: number | null,
  step: EncodeStep,
): void {
  encodeIpc(message, layout, nulls);
  writeAll(step["fd"] as number, message, place as number, step["name"] as string);
}

/** Write all bytes at `place`. */
export function writeAll(fd: number, bytes: Uint8Array, place: number, name: string): void {
  let done = 0;
  while (done < bytes.length) {
    try {
      done += writeSync(fd, bytes, done, Math.min(bytes.length - done, write_bytes_max), place + done);
    } catch (error) {
      throw outputFault(error, name);
    }
  }
}
