/** The footer of a Parquet file: its schema as stored, and where the column chunks are. Nothing in it is trusted beyond the file's size. */
import { readSync } from "node:fs";
import { inputFault } from "../core/faults.ts";
import type { OpenFile } from "../core/open_file.ts";
import { footer_bytes_max } from "../limits.ts";
import { parquetFault } from "./faults.ts";
import type { ThriftStruct } from "./thrift.ts";
import {
  bytesField,
  integerField,
  requiredInteger,
  structField,
  structsField,
  ThriftError,
  ThriftReader,
} from "./thrift.ts";

/** One element of the schema, as stored: the tree in depth-first order. */
export interface SchemaElement {
  readonly name: string;
  /** Null for a group. */
  readonly physical: number | null;
  /** Bytes of a value of FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
  /** 0 required, 1 optional, 2 repeated. */
  readonly repetition: number;
  readonly children: number;
  readonly converted: number | null;
  readonly logical: ThriftStruct | null;
}

/** One column of one row group. */
export interface Chunk {
  readonly codec: number;
  /** From the first page's header, of the dictionary where there is one, to the end of the last page. */
  readonly start: number;
  readonly end: number;
  readonly values: number;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly Chunk[];
}

export interface Footer {
  /** Where in the file it begins: the pages end before. */
  readonly offset: number;
  readonly rows: number;
  readonly created_by: string;
  readonly key_values: readonly (readonly [string, string])[];
  readonly schema: readonly SchemaElement[];
  readonly row_groups: readonly RowGroup[];
}

const tail_bytes = 8;
const magic = "PAR1";
const encrypted_magic = "PARE";
const int32_max = 2 ** 31 - 1;
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? "" : Buffer.from(bytes).toString());

export function readAt(file: OpenFile, target: Uint8Array, position: number): void {
  let have = 0;
  while (have < target.length) {
    let got: number;
    try {
      got = readSync(file.fd, target, have, target.length - have, position + have);
    } catch (error) {
      throw inputFault(error, file.name);
    }
    if (got === 0) {
      const place = { path: file.name, offset: position + have };
      throw parquetFault("TruncatedFileError", "PARQUET_CUT", "the file has become shorter while it was read", place);
    }
    have += got;
  }
}

function footerBytes(file: OpenFile): { bytes: Uint8Array; offset: number } {
  const { name: path, file_bytes } = file;
  const ends = Buffer.alloc(tail_bytes + 4);
  if (file_bytes >= ends.length) {
    readAt(file, ends.subarray(0, 4), 0);
    readAt(file, ends.subarray(4), file_bytes - tail_bytes);
  }
  const begins = ends.toString("latin1", 0, 4);
  const closes = ends.toString("latin1", 8, 12);
  if (begins === encrypted_magic || closes === encrypted_magic) {
    throw parquetFault("FormatError", "PARQUET_ENCRYPTED", "the file is encrypted", { path, offset: 0 });
  }
  if (begins !== magic) {
    throw parquetFault("FormatError", "PARQUET_MAGIC", "this is not a Parquet file", { path, offset: 0 });
  }
  if (closes !== magic) {
    const offset = Math.max(0, file_bytes - 4);
    throw parquetFault("TruncatedFileError", "PARQUET_CUT", "the file does not end as Parquet files do", {
      path,
      offset,
    });
  }
  const length = ends.readUInt32LE(4);
  const offset = file_bytes - tail_bytes - length;
  if (offset < 4) {
    const place = { path, offset: file_bytes - tail_bytes };
    throw parquetFault("FormatError", "PARQUET_FOOTER", `the footer can't be ${length} bytes long`, place);
  }
  if (length > footer_bytes_max) {
    throw parquetFault("LimitError", "PARQUET_TOO_LARGE", `the footer is ${length} bytes long`, { path, offset });
  }
  const bytes = new Uint8Array(length);
  readAt(file, bytes, offset);
  return { bytes, offset };
}

function parseElement(fields: ThriftStruct): SchemaElement {
  return {
    name: text(bytesField(fields, 4)),
    physical: integerField(fields, 1, 0, 255) ?? null,
    length: integerField(fields, 2, 0, int32_max) ?? 0,
    repetition: integerField(fields, 3, 0, 2) ?? 0,
    children: integerField(fields, 5, 0, int32_max) ?? 0,
    converted: integerField(fields, 6, 0, 255) ?? null,
    logical: structField(fields, 10) ?? null,
  };
}

function parseChunk(column: ThriftStruct, data_end: number): Chunk {
  if ((bytesField(column, 1)?.length ?? 0) > 0) throw new ThriftError("a column is in another file");
  if (column.has(8) || column.has(9)) throw new ThriftError("a column is encrypted");
  const meta = structField(column, 3);
  if (meta === undefined) throw new ThriftError("a column has no metadata");
  const data = requiredInteger(meta, 9, 0, data_end);
  // Some writers put 0 where there is no dictionary, or no page at all.
  const dictionary = integerField(meta, 11, 0, data_end) ?? 0;
  const start = dictionary >= 4 ? Math.min(dictionary, data) : data;
  const bytes = requiredInteger(meta, 7, 0, data_end - start);
  const values = requiredInteger(meta, 5, 0, Number.MAX_SAFE_INTEGER);
  return { codec: requiredInteger(meta, 4, 0, 255), start, end: start + bytes, values };
}

function parseRowGroup(fields: ThriftStruct, data_end: number, leaves: number): RowGroup {
  const rows = requiredInteger(fields, 3, 0, Number.MAX_SAFE_INTEGER);
  const chunks = structsField(fields, 1).map((column) => parseChunk(column, data_end));
  if (chunks.length !== leaves) throw new ThriftError(`a row group has ${chunks.length} columns, not ${leaves}`);
  return { rows, chunks };
}

function parseFooter(bytes: Uint8Array, data_end: number): Footer {
  const fields = new ThriftReader(bytes).struct();
  const schema = structsField(fields, 2).map(parseElement);
  const leaves = schema.slice(1).filter((element) => element.physical !== null).length;
  const row_groups = structsField(fields, 4).map((group) => parseRowGroup(group, data_end, leaves));
  const rows = requiredInteger(fields, 3, 0, Number.MAX_SAFE_INTEGER);
  const sum = row_groups.reduce((total, group) => total + group.rows, 0);
  if (sum !== rows) throw new ThriftError(`the row groups have ${sum} rows, the file ${rows}`);
  const key_values = structsField(fields, 5).map(
    (pair) => [text(bytesField(pair, 1)), text(bytesField(pair, 2))] as const,
  );
  return { offset: data_end, rows, created_by: text(bytesField(fields, 6)), key_values, schema, row_groups };
}

export function readFooter(file: OpenFile): Footer {
  const { bytes, offset } = footerBytes(file);
  try {
    return parseFooter(bytes, offset);
  } catch (error) {
    if (!(error instanceof ThriftError)) throw error;
    const place = { path: file.name, offset };
    throw parquetFault("FormatError", "PARQUET_FOOTER", `the footer is damaged: ${error.message}`, place);
  }
}
