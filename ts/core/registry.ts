/** What the engine knows: one line a format, one line a sink. */
import { arrow } from "../arrow/input/format.ts";
import type { Schema } from "../arrow/schema.ts";
import { bam } from "../bam/format.ts";
import { csf } from "../csf/format.ts";
import { CsfListSink } from "../csf/list_file.ts";
import { csfParquet } from "../csf/parquet_format.ts";
import { stream_raw_bytes_max } from "../limits.ts";
import { marc } from "../marc/format.ts";
import { MarcFileSink } from "../marc/records_file.ts";
import { parquet } from "../parquet/format.ts";
import { CompressedIpcSink, ipcCompression } from "../sinks/compressed_ipc.ts";
import { FramesSink } from "../sinks/frames.ts";
import { IpcFileSink } from "../sinks/ipc_file.ts";
import { NothingSink } from "../sinks/nothing.ts";
import { ParquetFileSink } from "../sinks/parquet/file.ts";
import { parquetLots } from "../sinks/parquet/options.ts";
import { receipted } from "../sinks/receipt.ts";
import type { Sink, SinkContext, SinkMaker } from "./sink.ts";
import type { Format } from "./source.ts";

export const formats: Readonly<Record<string, Format>> = { arrow, bam, parquet, marc, csf, csf_parquet: csfParquet };

function makeIpcFile(schema: Schema, context: SinkContext): Sink {
  const compression = ipcCompression(context.options);
  return compression === null ? new IpcFileSink(schema, context) : new CompressedIpcSink(schema, context, compression);
}

/** What a conversion can write. */
export const file_sinks: Readonly<Record<string, SinkMaker>> = {
  csf: { make: (schema, context) => new CsfListSink(schema, context) },
  ipc_file: { make: receipted(makeIpcFile) },
  marc: { make: (schema, context) => new MarcFileSink(schema, context) },
  parquet: { lots: parquetLots, make: receipted((schema, context) => new ParquetFileSink(schema, context), true) },
};

/** Where the other operations' batches go. */
export const operation_sinks: Readonly<Record<"stream" | "count" | "check", SinkMaker>> = {
  stream: {
    lots: () => ({ rows_max: null, raw_bytes_max: stream_raw_bytes_max }),
    make: (schema, context) => new FramesSink(schema, context),
  },
  count: { make: () => new NothingSink(false) },
  check: { make: () => new NothingSink(true) },
};
