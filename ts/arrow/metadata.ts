/**
 * The FlatBuffers of Arrow IPC: schema message, record batch message, file footer. The tables come from apache-arrow's generated
 * `fb` modules; the rest of that package is too slow to load for an engine whose start is on the user's clock.
 */
import { Binary } from "apache-arrow/fb/binary";
import { Block } from "apache-arrow/fb/block";
import { BodyCompression } from "apache-arrow/fb/body-compression";
import { BodyCompressionMethod } from "apache-arrow/fb/body-compression-method";
import { Bool } from "apache-arrow/fb/bool";
import { Buffer as BufferStruct } from "apache-arrow/fb/buffer";
import { CompressionType } from "apache-arrow/fb/compression-type";
import { Date as DateTable } from "apache-arrow/fb/date";
import { DateUnit } from "apache-arrow/fb/date-unit";
import { Field as FieldTable } from "apache-arrow/fb/field";
import { FieldNode } from "apache-arrow/fb/field-node";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Footer } from "apache-arrow/fb/footer";
import { Int } from "apache-arrow/fb/int";
import { KeyValue } from "apache-arrow/fb/key-value";
import { List } from "apache-arrow/fb/list";
import { Map as MapTable } from "apache-arrow/fb/map";
import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { MetadataVersion } from "apache-arrow/fb/metadata-version";
import { Precision } from "apache-arrow/fb/precision";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Schema as SchemaTable } from "apache-arrow/fb/schema";
import { Struct_ } from "apache-arrow/fb/struct-";
import { Timestamp } from "apache-arrow/fb/timestamp";
import { Type } from "apache-arrow/fb/type";
import { Utf8 } from "apache-arrow/fb/utf8";
import { Builder } from "flatbuffers";
import type { BatchLayout } from "./layout.ts";
import type { Field, Schema, TimeUnit } from "./schema.ts";
import { childrenOf } from "./schema.ts";

const continuation = 0xffffffff;
export const file_magic = new TextEncoder().encode("ARROW1");
/** Ends the stream part of an IPC file. */
export const end_of_stream = new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0]);

/** By their number in a schema. */
export const time_units: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

export interface FileBlock {
  readonly offset: number;
  readonly metadata_bytes: number;
  readonly body_bytes: number;
}

function buildType(builder: Builder, { type }: Field): [Type, number] {
  switch (type.kind) {
    case "int":
      return [Type.Int, Int.createInt(builder, type.bits, type.signed)];
    case "float": {
      const precision = type.bits === 32 ? Precision.SINGLE : Precision.DOUBLE;
      return [Type.FloatingPoint, FloatingPoint.createFloatingPoint(builder, precision)];
    }
    case "bool":
      return [Type.Bool, Bool.createBool(builder)];
    case "utf8":
      return [Type.Utf8, Utf8.createUtf8(builder)];
    case "binary":
      return [Type.Binary, Binary.createBinary(builder)];
    case "date":
      return [Type.Date, DateTable.createDate(builder, DateUnit.DAY)];
    case "timestamp": {
      // Without a zone the field has to be absent: an empty string is a zone.
      const timezone = type.timezone === null ? 0 : builder.createString(type.timezone);
      return [Type.Timestamp, Timestamp.createTimestamp(builder, time_units.indexOf(type.unit), timezone)];
    }
    case "list":
      return [Type.List, List.createList(builder)];
    case "fixed_size_list":
      return [Type.FixedSizeList, FixedSizeList.createFixedSizeList(builder, type.size)];
    case "struct":
      return [Type.Struct_, Struct_.createStruct_(builder)];
    case "map":
      return [Type.Map, MapTable.createMap(builder, false)];
  }
}

function buildField(builder: Builder, field: Field): number {
  const name = builder.createString(field.name);
  const [kind, type] = buildType(builder, field);
  const tables = childrenOf(field.type).map((child) => buildField(builder, child));
  const children = FieldTable.createChildrenVector(builder, tables);
  FieldTable.startField(builder);
  FieldTable.addName(builder, name);
  FieldTable.addNullable(builder, field.nullable);
  FieldTable.addTypeType(builder, kind);
  FieldTable.addType(builder, type);
  FieldTable.addChildren(builder, children);
  return FieldTable.endField(builder);
}

function buildSchema(builder: Builder, schema: Schema): number {
  const pairs = [...schema.metadata].map(([key, value]) =>
    KeyValue.createKeyValue(builder, builder.createString(key), builder.createString(value)),
  );
  const metadata = SchemaTable.createCustomMetadataVector(builder, pairs);
  const fields = SchemaTable.createFieldsVector(
    builder,
    schema.fields.map((field) => buildField(builder, field)),
  );
  SchemaTable.startSchema(builder);
  SchemaTable.addFields(builder, fields);
  SchemaTable.addCustomMetadata(builder, metadata);
  return SchemaTable.endSchema(builder);
}

function finishMessage(builder: Builder, kind: MessageHeader, header: number, body_bytes: number): Uint8Array {
  Message.startMessage(builder);
  Message.addVersion(builder, MetadataVersion.V5);
  Message.addHeaderType(builder, kind);
  Message.addHeader(builder, header);
  Message.addBodyLength(builder, BigInt(body_bytes));
  builder.finish(Message.endMessage(builder));
  return builder.asUint8Array();
}

/** Put `FF FF FF FF`, the length and the metadata at the start of `target` and zero the rest up to `prefix_bytes`. */
function encapsulate(metadata: Uint8Array, target: Uint8Array, prefix_bytes: number): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  view.setUint32(0, continuation, true);
  view.setInt32(4, prefix_bytes - 8, true);
  target.set(metadata, 8);
  target.fill(0, 8 + metadata.length, prefix_bytes);
}

/** The schema as an encapsulated IPC message; with the bytes `before` it, a multiple of 64 bytes long. */
export function schemaMessage(schema: Schema, before = 0): Uint8Array {
  const builder = new Builder(1024);
  const metadata = finishMessage(builder, MessageHeader.Schema, buildSchema(builder, schema), 0);
  const message = new Uint8Array(Math.ceil((before + 8 + metadata.length) / 64) * 64 - before);
  encapsulate(metadata, message, message.length);
  return message;
}

/** What a batch's buffers are compressed with, each by itself. */
export type IpcCompression = "lz4" | "zstd";

function buildRecordBatch(
  rows: number,
  nulls: readonly number[],
  layout: Pick<BatchLayout, "lengths" | "buffers" | "body_bytes">,
  compression: IpcCompression | null = null,
): Uint8Array {
  const builder = new Builder(256 + layout.lengths.length * 64);
  // Zeros are written too, so that the length depends on the number of columns alone.
  builder.forceDefaults(true);
  RecordBatch.startBuffersVector(builder, layout.buffers.length);
  for (const buffer of layout.buffers.toReversed()) {
    BufferStruct.createBuffer(builder, BigInt(buffer.offset), BigInt(buffer.bytes));
  }
  const buffers = builder.endVector();
  RecordBatch.startNodesVector(builder, layout.lengths.length);
  for (let node = layout.lengths.length - 1; node >= 0; node--) {
    FieldNode.createFieldNode(builder, BigInt(layout.lengths[node] as number), BigInt(nulls[node] as number));
  }
  const nodes = builder.endVector();
  const types = { lz4: CompressionType.LZ4_FRAME, zstd: CompressionType.ZSTD };
  const body_compression =
    compression && BodyCompression.createBodyCompression(builder, types[compression], BodyCompressionMethod.BUFFER);
  RecordBatch.startRecordBatch(builder);
  RecordBatch.addLength(builder, BigInt(rows));
  RecordBatch.addNodes(builder, nodes);
  RecordBatch.addBuffers(builder, buffers);
  if (body_compression !== null) RecordBatch.addCompression(builder, body_compression);
  const header = RecordBatch.endRecordBatch(builder);
  return finishMessage(builder, MessageHeader.RecordBatch, header, layout.body_bytes);
}

const metadata_bytes_known = new Map<string, number>();

/** How long a record batch's metadata is for so many nodes and buffers. */
export function recordBatchMetadataBytes(nodes: number, buffers: number): number {
  const key = `${nodes}/${buffers}`;
  let bytes = metadata_bytes_known.get(key);
  if (bytes === undefined) {
    const places = new Array(buffers).fill({ offset: 0, bytes: 0 });
    const zeros = new Array(nodes).fill(0);
    bytes = buildRecordBatch(0, zeros, { lengths: zeros, buffers: places, body_bytes: 0 }).length;
    metadata_bytes_known.set(key, bytes);
  }
  return bytes;
}

/** Write a batch's metadata in front of its body; `message` is the whole message, `nulls` counts each node's. */
export function writeRecordBatchMetadata(message: Uint8Array, layout: BatchLayout, nulls: readonly number[]): void {
  const metadata = buildRecordBatch(layout.rows, nulls, layout);
  if (8 + metadata.length > layout.prefix_bytes) throw new Error("record batch metadata is longer than was laid out");
  encapsulate(metadata, message, layout.prefix_bytes);
}

/** The head of a message whose buffers are compressed, up to its body; a multiple of 64 bytes long. */
export function compressedBatchHead(
  layout: Pick<BatchLayout, "rows" | "lengths" | "buffers" | "body_bytes">,
  nulls: readonly number[],
  compression: IpcCompression,
): Uint8Array {
  const metadata = buildRecordBatch(layout.rows, nulls, layout, compression);
  const head = new Uint8Array(Math.ceil((8 + metadata.length) / 64) * 64);
  encapsulate(metadata, head, head.length);
  return head;
}

/** What follows the last batch of an IPC file: end of stream, footer, its length, the magic. */
export function fileEnd(schema: Schema, blocks: readonly FileBlock[]): Uint8Array {
  const builder = new Builder(1024 + blocks.length * 24);
  const schema_table = buildSchema(builder, schema);
  Footer.startRecordBatchesVector(builder, blocks.length);
  for (const block of blocks.toReversed()) {
    Block.createBlock(builder, BigInt(block.offset), block.metadata_bytes, BigInt(block.body_bytes));
  }
  const batches = builder.endVector();
  Footer.startDictionariesVector(builder, 0);
  const dictionaries = builder.endVector();
  Footer.startFooter(builder);
  Footer.addVersion(builder, MetadataVersion.V5);
  Footer.addSchema(builder, schema_table);
  Footer.addDictionaries(builder, dictionaries);
  Footer.addRecordBatches(builder, batches);
  builder.finish(Footer.endFooter(builder));
  const footer = builder.asUint8Array();
  const end = new Uint8Array(end_of_stream.length + footer.length + 4 + file_magic.length);
  end.set(end_of_stream, 0);
  end.set(footer, end_of_stream.length);
  new DataView(end.buffer).setInt32(end_of_stream.length + footer.length, footer.length, true);
  end.set(file_magic, end.length - file_magic.length);
  return end;
}
