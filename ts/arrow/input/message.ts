/** The metadata of Arrow IPC messages, from bytes that nobody vouches for, to plain data. */
import { Buffer as BufferStruct } from "apache-arrow/fb/buffer";
import { DictionaryBatch } from "apache-arrow/fb/dictionary-batch";
import { Endianness } from "apache-arrow/fb/endianness";
import type { Field as FieldTable } from "apache-arrow/fb/field";
import { FieldNode } from "apache-arrow/fb/field-node";
import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Schema as SchemaTable } from "apache-arrow/fb/schema";
import { ByteBuffer, Encoding } from "flatbuffers";
import type { Schema } from "../schema.ts";
import { bad } from "./faults.ts";
import type { ArrowColumnPlan } from "./nodes.ts";
import { checkedLength, readField } from "./nodes.ts";

/** What a record batch's metadata says of its body. */
export interface BatchTable {
  readonly rows: number;
  /** Of each node: its length and its nulls. */
  readonly lengths: readonly number[];
  readonly nulls: readonly number[];
  /** Of each buffer: its offset in the body, and its bytes. */
  readonly offsets: readonly number[];
  readonly sizes: readonly number[];
  /** Of each view node: how many buffers hold its long values. */
  readonly variadic: readonly number[];
}

export interface ArrowSchema {
  readonly schema: Schema;
  readonly columns: readonly ArrowColumnPlan[];
}

export type ArrowMessage =
  | { readonly kind: "schema"; readonly schema: ArrowSchema; readonly body_bytes: number }
  | { readonly kind: "batch"; readonly table: BatchTable; readonly body_bytes: number }
  | { readonly kind: "dictionary"; readonly id: string; readonly table: BatchTable; readonly body_bytes: number };

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const contradiction = "the metadata of a message contradicts itself";

/** Counts and offsets are 64-bit numbers; what no memory holds is damage. */
function count(value: bigint | null | undefined): number {
  const number = Number(value ?? 0n);
  if (number >= 0 && number <= 0xffff_ffff) return number;
  throw bad("ARROW_METADATA", contradiction);
}

export function parseMessage(metadata: Uint8Array): ArrowMessage {
  try {
    return parse(metadata);
  } catch (error) {
    if (error instanceof Error && "code" in error && "place" in error) throw error;
    // Damaged offsets lead outside of the bytes, or in circles.
    throw bad("ARROW_METADATA", contradiction);
  }
}

function parse(metadata: Uint8Array): ArrowMessage {
  const message = Message.getRootAsMessage(new ByteBuffer(metadata));
  const body_bytes = count(message.bodyLength());
  const bytes = metadata.length;
  switch (message.headerType()) {
    case MessageHeader.Schema:
      return { kind: "schema", schema: parseSchema(message.header(new SchemaTable()), bytes), body_bytes };
    case MessageHeader.RecordBatch:
      return { kind: "batch", table: parseBatch(message.header(new RecordBatch()), bytes), body_bytes };
    case MessageHeader.DictionaryBatch: {
      const dictionary = message.header(new DictionaryBatch()) as DictionaryBatch;
      if (dictionary.isDelta())
        throw bad(
          "ARROW_DELTA",
          "a dictionary is sent in pieces, which can't be read",
          "write each dictionary as a whole",
        );
      const data = dictionary.data();
      if (data === null) throw bad("ARROW_METADATA", contradiction);
      return { kind: "dictionary", id: String(dictionary.id()), table: parseBatch(data, bytes), body_bytes };
    }
    default:
      throw bad("ARROW_METADATA", "a message is neither a schema nor a batch");
  }
}

function parseSchema(table: SchemaTable | null, bytes: number): ArrowSchema {
  if (table === null) throw bad("ARROW_METADATA", contradiction);
  if (table.endianness() !== Endianness.Little)
    throw bad("ARROW_ENDIANNESS", "the numbers are big-endian", "write it on a little-endian machine");
  const columns = Array.from({ length: checkedLength(table.fieldsLength(), bytes) }, (_, i) =>
    readField(table.fields(i) as FieldTable),
  );
  const metadata = new Map<string, string>();
  for (let i = 0; i < checkedLength(table.customMetadataLength(), bytes); i++) {
    const pair = table.customMetadata(i);
    metadata.set(text(pair?.key(Encoding.UTF8_BYTES)), text(pair?.value(Encoding.UTF8_BYTES)));
  }
  return { schema: { fields: columns.map((one) => one.field), metadata }, columns };
}

/** Metadata may be any bytes, but schemas are text here: what isn't would be written as something else. */
function text(bytes: Uint8Array | string | null | undefined): string {
  try {
    return typeof bytes === "string" ? bytes : utf8.decode(bytes ?? new Uint8Array());
  } catch {
    const hint = "take it off, as with table.replace_schema_metadata()";
    throw bad("ARROW_METADATA", "the schema's metadata has bytes that are not UTF-8", hint);
  }
}

function parseBatch(table: RecordBatch | null, bytes: number): BatchTable {
  if (table === null) throw bad("ARROW_METADATA", contradiction);
  if (table.compression() !== null)
    throw bad("ARROW_COMPRESSION", "the batches are compressed, which can't be read", "write it without compression");
  const lengths: number[] = [];
  const nulls: number[] = [];
  const node = new FieldNode();
  for (let i = 0; i < checkedLength(table.nodesLength(), bytes); i++) {
    table.nodes(i, node);
    lengths.push(count(node.length()));
    nulls.push(count(node.nullCount()));
  }
  const offsets: number[] = [];
  const sizes: number[] = [];
  const buffer = new BufferStruct();
  for (let i = 0; i < checkedLength(table.buffersLength(), bytes); i++) {
    table.buffers(i, buffer);
    offsets.push(count(buffer.offset()));
    sizes.push(count(buffer.length()));
  }
  const variadic: number[] = [];
  for (let i = 0; i < checkedLength(table.variadicBufferCountsLength(), bytes); i++)
    variadic.push(count(table.variadicBufferCounts(i)));
  return { rows: count(table.length()), lengths, nulls, offsets, sizes, variadic };
}
