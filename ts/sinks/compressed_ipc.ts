/**
 * An Arrow IPC file whose buffers are compressed, each by itself. How long a batch gets is known once it is compressed: worker threads compress, the
 * main thread appends.
 */
import { zstdCompressSync } from "node:zlib";
import type { BatchLayout, BufferPlace } from "../arrow/layout.ts";
import { alignUp } from "../arrow/layout.ts";
import type { FileBlock, IpcCompression } from "../arrow/metadata.ts";
import { compressedBatchHead, file_magic, fileEnd, schemaMessage } from "../arrow/metadata.ts";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { Batch, Encode, EncodeStep, Sink, SinkContext, SinkOptions } from "../core/sink.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { match_table_bytes } from "../kernels/encode.ts";
import { encodeKernel } from "./encode_kernel.ts";
import { lz4FrameBytesMax, writeLz4Frame } from "./lz4_frame.ts";
import { OutputFile } from "./output_file.ts";

const start_bytes = 8;
/** In front of a compressed buffer stands its length as it was; this says that it is not compressed. */
const length_bytes = 8;
const not_compressed = -1n;

export function ipcCompression(options: SinkOptions): IpcCompression | null {
  const name = options["compression"] ?? null;
  if (name === null || name === "lz4" || name === "zstd") return name;
  throw new Fault("OptionError", "OPTION", `compression is ${JSON.stringify(name)}`, {
    hint: "it has to be lz4, zstd or null",
  });
}

/** Where things lie in the sink's room: the compressed body, then what a codec works with. */
function roomOf(layout: BatchLayout): { matches: number; bytes: number } {
  const bound = (bytes: number): number => alignUp(length_bytes + lz4FrameBytesMax(bytes) + 64);
  const matches = layout.buffers.reduce((sum, { bytes }) => sum + (bytes === 0 ? 0 : bound(bytes)), 0);
  return { matches, bytes: matches + match_table_bytes };
}

interface EncodedBody {
  readonly head: Uint8Array;
  readonly body_bytes: number;
}

/** Compress a buffer to `to`; returns how many bytes that took, or 0 where it would not get shorter. */
function compress(
  compression: IpcCompression,
  thread: ThreadMemory,
  from: number,
  bytes: number,
  to: number,
  matches: number,
): number {
  if (compression === "lz4") return writeLz4Frame(encodeKernel(thread), thread, from, bytes, to, matches);
  const compressed = zstdCompressSync(thread.buffer(from, bytes), { pledgedSrcSize: bytes });
  if (compressed.length < bytes) thread.bytes.set(compressed, to);
  return compressed.length;
}

export const encodeCompressedIpc: Encode = ({ region, layout, nulls, step, thread }): EncodedBody => {
  const compression = step["compression"] as IpcCompression;
  const body = region.address + layout.prefix_bytes;
  const begin = body + layout.body_bytes;
  const room = roomOf(layout);
  const buffers: BufferPlace[] = [];
  let offset = 0;
  for (const buffer of layout.buffers) {
    if (buffer.bytes === 0) {
      buffers.push({ offset, bytes: 0 });
      continue;
    }
    const at = begin + offset;
    const from = body + buffer.offset;
    let bytes = compress(compression, thread, from, buffer.bytes, at + length_bytes, begin + room.matches);
    const pays = bytes < buffer.bytes;
    if (!pays) {
      thread.bytes.copyWithin(at + length_bytes, from, from + buffer.bytes);
      bytes = buffer.bytes;
    }
    thread.data.setBigInt64(at, pays ? BigInt(buffer.bytes) : not_compressed, true);
    buffers.push({ offset, bytes: length_bytes + bytes });
    const end = offset + length_bytes + bytes;
    offset = alignUp(end);
    thread.bytes.fill(0, begin + end, begin + offset);
  }
  const { rows, lengths } = layout;
  const head = compressedBatchHead({ rows, lengths, buffers, body_bytes: offset }, nulls, compression);
  return { head, body_bytes: offset };
};

export class CompressedIpcSink implements Sink {
  readonly wants_columns = true;
  readonly step: EncodeStep;
  readonly #schema: Schema;
  readonly #file: OutputFile;
  readonly #blocks: FileBlock[] = [];

  constructor(schema: Schema, context: SinkContext, compression: IpcCompression) {
    this.#schema = schema;
    this.#file = new OutputFile(context.target);
    this.step = { kind: "compressed_ipc", compression };
  }

  get bytes_out(): number {
    return this.#file.bytes;
  }

  room(layout: BatchLayout): number {
    return roomOf(layout).bytes;
  }

  begin(): void {
    const message = schemaMessage(this.#schema, start_bytes);
    const start = new Uint8Array(start_bytes + message.length);
    start.set(file_magic);
    start.set(message, start_bytes);
    this.#file.append(start);
  }

  place(): null {
    return null;
  }

  ready(): boolean {
    return true;
  }

  append(batch: Batch): void {
    const { head, body_bytes } = batch.encoded as EncodedBody;
    this.#blocks.push({ offset: this.#file.bytes, metadata_bytes: head.length, body_bytes });
    this.#file.append(head);
    this.#file.append(batch.room.subarray(0, body_bytes));
  }

  finish(): void {
    this.#file.append(fileEnd(this.#schema, this.#blocks));
    this.#file.finish();
  }

  abort(): void {
    this.#file.abort();
  }
}
