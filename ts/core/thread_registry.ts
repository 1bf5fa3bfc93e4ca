/** The same for what runs in worker threads: one line a format, one line an encoder. */
import { arrowTasks } from "../arrow/input/load.ts";
import { bamTasks } from "../bam/tasks.ts";
import { encodeList } from "../csf/encode_list.ts";
import { csfTasks } from "../csf/tasks.ts";
import { csfParquetTasks } from "../csf/views.ts";
import { encodeRecords } from "../marc/encode_records.ts";
import { marcTasks } from "../marc/tasks.ts";
import { parquetTasks } from "../parquet/tasks.ts";
import { encodeCompressedIpc } from "../sinks/compressed_ipc.ts";
import { encodeIpc, encodeIpcFile } from "../sinks/encode_ipc.ts";
import { keepingRows } from "../sinks/kept_rows.ts";
import { encodeParquet } from "../sinks/parquet/encode.ts";
import type { Encode } from "./sink.ts";
import type { FormatTasks } from "./source.ts";

export const format_tasks: Readonly<Record<string, FormatTasks>> = {
  arrow: arrowTasks,
  bam: bamTasks,
  parquet: parquetTasks,
  marc: marcTasks,
  csf: csfTasks,
  csf_parquet: csfParquetTasks,
};

export const encoders: Readonly<Record<string, Encode>> = {
  csf: encodeList,
  frames: encodeIpc,
  ipc_file: encodeIpcFile,
  marc: encodeRecords,
  compressed_ipc: encodeCompressedIpc,
  parquet: keepingRows(encodeParquet),
  nothing: () => {},
};
