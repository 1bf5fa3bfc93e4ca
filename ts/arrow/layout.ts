/**
 * Where the buffers of one record batch lie. A batch is built in place as the Arrow IPC message that leaves the engine:
 *
 *     FF FF FF FF | metadata length | metadata, padded | body: buffer, pad, buffer, pad …
 *
 * so neither a file nor a reader needs another copy, and every other sink finds the plain columns in the body.
 */
import { recordBatchMetadataBytes } from "./metadata.ts";
import type { ArrowType, Schema } from "./schema.ts";

/** Arrow recommends 64-byte alignment for its buffers; readers with SIMD profit. */
const alignment_bytes = 64;
/** Kernels store 16 bytes at a time and may run past a buffer's end by less than this. */
export const pad_bytes_min = 32;

export const alignUp = (bytes: number): number => Math.ceil(bytes / alignment_bytes) * alignment_bytes;

export interface BufferPlace {
  /** From the start of the body. */
  readonly offset: number;
  readonly bytes: number;
}

export interface BatchLayout {
  readonly rows: number;
  /** From the start of the message to the body. */
  readonly prefix_bytes: number;
  readonly body_bytes: number;
  /** Two buffers a number column (validity, values), three a utf8 column (validity, offsets, data). */
  readonly buffers: readonly BufferPlace[];
}

export const buffersOf = (type: ArrowType): number => (type.kind === "utf8" ? 3 : 2);

/**
 * Lay out a batch. `data_bytes` has, for each column, the exact bytes of its variable-length data (ignored for numbers).
 */
export function layoutBatch(schema: Schema, rows: number, data_bytes: readonly number[]): BatchLayout {
  const buffers: BufferPlace[] = [];
  let offset = 0;
  const place = (bytes: number): void => {
    buffers.push({ offset, bytes });
    // A buffer that is not there takes no room.
    if (bytes > 0) offset += alignUp(bytes + pad_bytes_min);
  };
  schema.fields.forEach((field, column) => {
    place(field.nullable ? Math.ceil(rows / 8) : 0);
    if (field.type.kind === "utf8") {
      place((rows + 1) * 4);
      place(data_bytes[column] ?? 0);
    } else {
      place((rows * field.type.bits) / 8);
    }
  });
  // The metadata's length depends on the schema alone, so that a batch's place in a file is known before its nulls are counted.
  const prefix_bytes = alignUp(8 + recordBatchMetadataBytes(schema.fields.length, buffers.length));
  return { rows, prefix_bytes, body_bytes: offset, buffers };
}

/** Zero what lies between the buffers: the same input must give the same bytes, and no old data may leak into a file. */
export function zeroPads(body: Uint8Array, layout: BatchLayout): void {
  let end = 0;
  for (const buffer of layout.buffers) {
    if (buffer.bytes === 0) continue;
    body.fill(0, end, buffer.offset);
    end = buffer.offset + buffer.bytes;
  }
  body.fill(0, end, layout.body_bytes);
}
