/** The header in front of every page. */
import type { ThriftStruct } from "./thrift.ts";
import { integerField, requiredInteger, structField, ThriftError, ThriftReader } from "./thrift.ts";

export const encoding = {
  plain: 0,
  plain_dictionary: 2,
  rle: 3,
  bit_packed: 4,
  delta_binary_packed: 5,
  delta_length_byte_array: 6,
  delta_byte_array: 7,
  rle_dictionary: 8,
  byte_stream_split: 9,
} as const;

/** A page, as plain data: it travels to a worker. */
export interface Page {
  /** Of the bytes behind the header. */
  readonly offset: number;
  readonly bytes: number;
  readonly inflated_bytes: number;
  readonly crc: number | null;
  readonly encoding: number;
  readonly values: number;
  /** Of version 2: its levels stand in front, uncompressed. Null in version 1. */
  readonly v2: PageV2 | null;
  /** Of version 1: how its definition and repetition levels are encoded. */
  readonly level_encodings: readonly [number, number];
}

export interface PageV2 {
  readonly rows: number;
  readonly nulls: number;
  readonly definition_bytes: number;
  readonly repetition_bytes: number;
  readonly compressed: boolean;
}

export type PageKind = "data" | "dictionary" | "other";

export interface ParsedHeader {
  readonly kind: PageKind;
  readonly header_bytes: number;
  readonly page: Page;
}

const int32_max = 2 ** 31 - 1;
const page_type = { data: 0, dictionary: 2, data_v2: 3 } as const;

function parseV2(fields: ThriftStruct, values: number, bytes: number): PageV2 {
  const definition_bytes = requiredInteger(fields, 5, 0, bytes);
  return {
    rows: requiredInteger(fields, 3, 0, values),
    nulls: requiredInteger(fields, 2, 0, values),
    definition_bytes,
    repetition_bytes: requiredInteger(fields, 6, 0, bytes - definition_bytes),
    compressed: fields.get(7) !== false,
  };
}

/** Parse the header at the start of `bytes`; `offset` is where in the file that is. Throws a ThriftError, short where more bytes may help. */
export function parsePageHeader(bytes: Uint8Array, offset: number): ParsedHeader {
  const reader = new ThriftReader(bytes);
  const fields = reader.struct();
  const type = requiredInteger(fields, 1, 0, 255);
  const inflated_bytes = requiredInteger(fields, 2, 0, int32_max);
  const page_bytes = requiredInteger(fields, 3, 0, int32_max);
  const crc = integerField(fields, 4, -(2 ** 31), 2 ** 32 - 1);
  const base = {
    offset: offset + reader.at,
    bytes: page_bytes,
    inflated_bytes,
    crc: crc === undefined ? null : crc >>> 0,
    v2: null,
    level_encodings: [encoding.rle, encoding.rle] as const,
  };
  const header_bytes = reader.at;
  const header = structField(fields, type === page_type.data ? 5 : type === page_type.dictionary ? 7 : 8);
  if (type !== page_type.data && type !== page_type.dictionary && type !== page_type.data_v2) {
    return { kind: "other", header_bytes, page: { ...base, encoding: 0, values: 0 } };
  }
  if (header === undefined) throw new ThriftError("a page's own header is missing");
  const values = requiredInteger(header, 1, 0, int32_max);
  if (type === page_type.data_v2) {
    const v2 = parseV2(header, values, page_bytes);
    return { kind: "data", header_bytes, page: { ...base, encoding: requiredInteger(header, 4, 0, 255), values, v2 } };
  }
  const page = { ...base, encoding: requiredInteger(header, 2, 0, 255), values };
  if (type === page_type.dictionary) return { kind: "dictionary", header_bytes, page };
  const level_encodings = [requiredInteger(header, 3, 0, 255), requiredInteger(header, 4, 0, 255)] as const;
  return { kind: "data", header_bytes, page: { ...page, level_encodings } };
}
