/** Encoders of Arrow IPC: the columns are in place already, so only the metadata is missing. */
import { writeSync } from "node:fs";
import { zeroPads } from "../arrow/layout.ts";
import { writeRecordBatchMetadata } from "../arrow/metadata.ts";
import { outputFault } from "../core/faults.ts";
import type { Encode } from "../core/sink.ts";
import { messageOf } from "../core/sink.ts";

/** One write takes less than 2 GiB. */
const write_bytes_max = 2 ** 30;

export const encodeIpc: Encode = (batch) => {
  const message = messageOf(batch);
  writeRecordBatchMetadata(message, batch.layout, batch.nulls);
  zeroPads(message.subarray(batch.layout.prefix_bytes), batch.layout);
};

/** A batch whose place in the file is known is written by the thread that filled it. */
export const encodeIpcFile: Encode = (batch) => {
  encodeIpc(batch);
  writeAll(batch.step["fd"] as number, messageOf(batch), batch.place as number, batch.step["name"] as string);
};

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
