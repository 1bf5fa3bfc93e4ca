/**
 * What the engine knows: one line a format, one line a sink. Each is loaded with the first request that names it, for compiling all of
 * them would take longer than reading a small file.
 */
import type { Schema } from "../arrow/schema.ts";
import { stream_raw_bytes_max } from "../limits.ts";
import { CompressedIpcSink, ipcCompression } from "../sinks/compressed_ipc.ts";
import { FramesSink } from "../sinks/frames.ts";
import { IpcFileSink } from "../sinks/ipc_file.ts";
import { NothingSink } from "../sinks/nothing.ts";
import { receipted } from "../sinks/receipt.ts";
import type { Sink, SinkContext, SinkMaker } from "./sink.ts";
import type { Format } from "./source.ts";

export const formats: Readonly<Record<string, () => Promise<Format>>> = {
  arrow: async () => (await import("../arrow/input/format.ts")).arrow,
  bam: async () => (await import("../bam/format.ts")).bam,
  parquet: async () => (await import("../parquet/format.ts")).parquet,
  marc: async () => (await import("../marc/format.ts")).marc,
  csf: async () => (await import("../csf/format.ts")).csf,
  csf_parquet: async () => (await import("../csf/parquet_format.ts")).csfParquet,
};

function makeIpcFile(schema: Schema, context: SinkContext): Sink {
  const compression = ipcCompression(context.options);
  return compression === null ? new IpcFileSink(schema, context) : new CompressedIpcSink(schema, context, compression);
}

/** What a conversion can write. */
export const file_sinks: Readonly<Record<string, () => Promise<SinkMaker>>> = {
  csf: async () => (await import("../csf/list_file.ts")).csfList,
  ipc_file: async () => ({ make: receipted(makeIpcFile) }),
  marc: async () => (await import("../marc/records_file.ts")).marcFile,
  parquet: async () => (await import("../sinks/parquet/file.ts")).parquetFile,
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
