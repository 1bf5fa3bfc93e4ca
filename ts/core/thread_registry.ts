/** The same for what tasks do, in every thread: one line a format, one line an encoder. Each is loaded with the first task that names it. */
import { encodeCompressedIpc } from "../sinks/compressed_ipc.ts";
import { encodeIpc, encodeIpcFile } from "../sinks/encode_ipc.ts";
import { keepingRows } from "../sinks/kept_rows.ts";
import type { Encode } from "./sink.ts";
import type { FormatTasks } from "./source.ts";

export const format_tasks: Readonly<Record<string, () => Promise<FormatTasks>>> = {
  arrow: async () => (await import("../arrow/input/load.ts")).arrowTasks,
  bam: async () => (await import("../bam/tasks.ts")).bamTasks,
  parquet: async () => (await import("../parquet/tasks.ts")).parquetTasks,
  marc: async () => (await import("../marc/tasks.ts")).marcTasks,
  csf: async () => (await import("../csf/tasks.ts")).csfTasks,
  csf_parquet: async () => (await import("../csf/views.ts")).csfParquetTasks,
};

export const encoders: Readonly<Record<string, () => Promise<Encode>>> = {
  csf: async () => (await import("../csf/encode_list.ts")).encodeList,
  frames: async () => encodeIpc,
  ipc_file: async () => encodeIpcFile,
  marc: async () => (await import("../marc/encode_records.ts")).encodeRecords,
  compressed_ipc: async () => encodeCompressedIpc,
  parquet: async () => keepingRows((await import("../sinks/parquet/encode.ts")).encodeParquet),
  nothing: async () => () => {},
};
