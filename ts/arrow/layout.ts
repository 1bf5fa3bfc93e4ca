/**
 * Where the buffers of one record batch lie. A batch is built in place as the Arrow IPC message that leaves the engine:
 *
 *     FF FF FF FF | metadata length | metadata, padded | body: buffer, pad, buffer, pad …
 *
 * so neither a file nor a reader needs another copy, and every other sink finds the plain columns in the body.
 */
import { recordBatchMetadataBytes } from "./metadata.ts";
import type { ArrowType, Field, Schema } from "./schema.ts";
import { childrenOf, nodesOf, valueBytes } from "./schema.ts";

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
  /** How many values each node has, in the order of `nodesOf`: the batch's rows, or a list's items. */
  readonly lengths: readonly number[];
  /** In the order of the nodes: validity, then what `buffersOf` says. A column that is not nullable has a validity of 0 bytes. */
  readonly buffers: readonly BufferPlace[];
}

/** The buffers of one node, its children's not counted: validity; values, or offsets, or offsets and data. */
export function buffersOf(type: ArrowType): number {
  switch (type.kind) {
    case "utf8":
    case "binary":
      return 3;
    case "struct":
    case "fixed_size_list":
      return 1;
    default:
      return 2;
  }
}

const prefix_bytes_known = new WeakMap<Schema, number>();

/** The metadata's length depends on the schema alone, so that a batch's place in a file is known before its nulls are counted. */
function prefixBytes(schema: Schema): number {
  let bytes = prefix_bytes_known.get(schema);
  if (bytes === undefined) {
    const nodes = nodesOf(schema.fields);
    const buffers = nodes.reduce((sum, field) => sum + buffersOf(field.type), 0);
    bytes = alignUp(8 + recordBatchMetadataBytes(nodes.length, buffers));
    prefix_bytes_known.set(schema, bytes);
  }
  return bytes;
}

/**
 * Lay out a batch.
 *
 * @param sizes For each node, in the order of `nodesOf`: the exact bytes of a text's or binary's data, the number of all items of a
 *   list or map; anything for the others. With columns of numbers and text alone it is one number a column.
 */
export function layoutBatch(schema: Schema, rows: number, sizes: readonly number[]): BatchLayout {
  const buffers: BufferPlace[] = [];
  const lengths: number[] = [];
  let offset = 0;
  const place = (bytes: number): void => {
    buffers.push({ offset, bytes });
    // A buffer that is not there takes no room.
    if (bytes > 0) offset += alignUp(bytes + pad_bytes_min);
  };
  const node = (field: Field, length: number): void => {
    const size = sizes[lengths.length] ?? 0;
    const { type } = field;
    lengths.push(length);
    place(field.nullable ? Math.ceil(length / 8) : 0);
    const value_bytes = valueBytes(type);
    if (value_bytes !== null) place(length * value_bytes);
    else if (type.kind === "bool") place(Math.ceil(length / 8));
    else if (type.kind !== "struct" && type.kind !== "fixed_size_list") place((length + 1) * 4);
    if (type.kind === "utf8" || type.kind === "binary") place(size);
    const items = type.kind === "fixed_size_list" ? length * type.size : type.kind === "struct" ? length : size;
    for (const child of childrenOf(type)) node(child, items);
  };
  for (const field of schema.fields) node(field, rows);
  return { rows, prefix_bytes: prefixBytes(schema), body_bytes: offset, lengths, buffers };
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
