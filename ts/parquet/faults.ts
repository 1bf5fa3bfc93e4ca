/** What can be wrong with a Parquet file, worded once. */
import type { FaultData, FaultKind, FaultPlace } from "../bridge/errors.ts";
import { Fault } from "../bridge/errors.ts";

const copy_again = "copy or download the file again, or write it again";

const hints: Readonly<Record<string, string>> = {
  PARQUET_MAGIC: "check that it is a Parquet file, and that it was copied whole",
  PARQUET_CUT: copy_again,
  PARQUET_FOOTER: copy_again,
  PARQUET_PAGE: copy_again,
  PARQUET_CRC: copy_again,
  PARQUET_COMPRESSION: copy_again,
  PARQUET_VALUES: copy_again,
  PARQUET_ROWS: copy_again,
  PARQUET_UTF8: "read the file with a tool that takes the column as binary, and mend it",
  PARQUET_ENCRYPTED: "decrypt it first",
  PARQUET_COLUMN_TYPE: "leave the column out with columns=[…], or write the file again with a plainer type",
  PARQUET_CODEC: "write the file again with zstd, snappy, gzip, brotli, lz4 or no compression",
  PARQUET_ENCODING: "write the file again with plain or dictionary encoding",
  PARQUET_TOO_LARGE: "read fewer columns, or write the file again with smaller row groups and pages",
};

export function faultOf(kind: FaultKind, code: string, message: string, place: FaultPlace): FaultData {
  const hint = hints[code];
  return { kind, code, message, place: hint === undefined ? place : { hint, ...place } };
}

export function parquetFault(kind: FaultKind, code: string, message: string, place: FaultPlace): Fault {
  const data = faultOf(kind, code, message, place);
  return new Fault(data.kind, data.code, data.message, data.place);
}
