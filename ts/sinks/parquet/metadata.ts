/** What a Parquet file says about itself: page headers, column chunks, row groups, the footer. Field numbers are those of parquet.thrift. */
import { schemaMessage } from "../../arrow/metadata.ts";
import type { Schema } from "../../arrow/schema.ts";
import type { Leaf, ParquetSchema } from "./schema.ts";
import { physicalType, writeElement } from "./schema.ts";
import { ThriftWriter } from "./thrift.ts";

export const parquet_magic = Buffer.from("PAR1");

export const encodings = {
  plain: 0,
  rle: 3,
  delta_binary_packed: 5,
  delta_length_byte_array: 6,
  rle_dictionary: 8,
} as const;
const page_types = { data: 0, dictionary: 2 } as const;

export interface Statistics {
  readonly null_count: number;
  /** As the plain encoding has them; null where there are none. */
  readonly min: Uint8Array | null;
  readonly max: Uint8Array | null;
  readonly min_is_exact: boolean;
  readonly max_is_exact: boolean;
}

/** A column chunk as the worker encoded it, as plain data. Offsets count from the start of the row group. */
export interface EncodedChunk {
  readonly dictionary_offset: number | null;
  readonly data_offset: number;
  readonly compressed_bytes: number;
  readonly raw_bytes: number;
  readonly values: number;
  /** Of the values; the levels' is always the same. */
  readonly encodings: readonly number[];
  readonly statistics: Statistics;
}

export interface EncodedRowGroup {
  readonly bytes: number;
  readonly chunks: readonly EncodedChunk[];
}

export interface PageHeader {
  readonly dictionary: boolean;
  readonly raw_bytes: number;
  readonly compressed_bytes: number;
  readonly crc: number;
  readonly values: number;
  readonly encoding: number;
}

/** No header is longer than this. */
export const page_header_bytes_max = 64;

export function pageHeader(page: PageHeader): Uint8Array {
  const writer = new ThriftWriter();
  writer
    .i32(1, page.dictionary ? page_types.dictionary : page_types.data)
    .i32(2, page.raw_bytes)
    .i32(3, page.compressed_bytes)
    .i32(4, page.crc | 0);
  if (page.dictionary) writer.struct(7, (header) => header.i32(1, page.values).i32(2, page.encoding));
  else {
    writer.struct(5, (header) =>
      header.i32(1, page.values).i32(2, page.encoding).i32(3, encodings.rle).i32(4, encodings.rle),
    );
  }
  return writer.finish();
}

function writeStatistics(writer: ThriftWriter, statistics: Statistics): void {
  const { min, max, null_count } = statistics;
  writer.i64(3, null_count);
  if (max !== null) writer.binary(5, max);
  if (min !== null) writer.binary(6, min);
  if (max !== null) writer.bool(7, statistics.max_is_exact);
  if (min !== null) writer.bool(8, statistics.min_is_exact);
}

function writeChunk(writer: ThriftWriter, leaf: Leaf, chunk: EncodedChunk, codec: number, offset: number): void {
  const first = offset + (chunk.dictionary_offset ?? chunk.data_offset);
  // The offset of metadata behind the chunk, which there is none of.
  writer.i64(2, 0);
  writer.struct(3, (data) => {
    data.i32(1, physicalType(leaf.type));
    data.list(
      2,
      "i32",
      [...new Set([...chunk.encodings, encodings.rle])].sort((a, b) => a - b),
      (one) => data.item(one),
    );
    data.list(3, "binary", leaf.path, (name) => data.item(name));
    data.i32(4, codec);
    data.i64(5, chunk.values);
    data.i64(6, chunk.raw_bytes);
    data.i64(7, chunk.compressed_bytes);
    data.i64(9, offset + chunk.data_offset);
    if (chunk.dictionary_offset !== null) data.i64(11, first);
    data.struct(12, (statistics) => writeStatistics(statistics, chunk.statistics));
  });
}

/** A row group's entry in the footer. */
export function rowGroup(
  leaves: readonly Leaf[],
  group: EncodedRowGroup,
  place: { readonly offset: number; readonly rows: number; readonly codec: number },
): Uint8Array {
  const writer = new ThriftWriter();
  const { offset, rows, codec } = place;
  writer.list(
    1,
    "struct",
    leaves.map((leaf, i) => [leaf, group.chunks[i] as EncodedChunk] as const),
    ([leaf, chunk]) => writer.structItem((entry) => writeChunk(entry, leaf, chunk, codec, offset)),
  );
  writer.i64(
    2,
    group.chunks.reduce((sum, chunk) => sum + chunk.raw_bytes, 0),
  );
  writer.i64(3, rows);
  writer.i64(5, offset);
  writer.i64(6, group.bytes);
  return writer.finish();
}

/** The Arrow schema goes along, so that types that Parquet lacks come back as they were; and the schema's own metadata as it is. */
function keyValues(schema: Schema): [string, string][] {
  const arrow = Buffer.from(schemaMessage(schema)).toString("base64");
  return [...schema.metadata, ["ARROW:schema", arrow]];
}

/** What follows the last row group. */
export function fileEnd(
  schema: Schema,
  parquet: ParquetSchema,
  row_groups: readonly Uint8Array[],
  file: { readonly rows: number; readonly created_by: string },
): Uint8Array {
  const writer = new ThriftWriter();
  writer.i32(1, 2);
  writer.list(2, "struct", parquet.elements, (element) => writer.structItem((one) => writeElement(one, element)));
  writer.i64(3, file.rows);
  writer.list(4, "struct", row_groups, (group) => writer.raw(group));
  writer.list(5, "struct", keyValues(schema), ([key, value]) =>
    writer.structItem((pair) => pair.binary(1, key).binary(2, value)),
  );
  writer.binary(6, file.created_by);
  // All columns are ordered as their types are.
  writer.list(7, "struct", parquet.leaves, () => writer.structItem((order) => order.struct(1, () => {})));
  const footer = writer.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([footer, length, parquet_magic]);
}
