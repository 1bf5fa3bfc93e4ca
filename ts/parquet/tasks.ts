/** What worker threads do for Parquet. */
import type { FormatTasks } from "../core/source.ts";
import type { ParquetWork } from "./fill.ts";
import { fillParquet } from "./fill.ts";
import { loadColumns } from "./load.ts";
import type { ParquetSpan } from "./span.ts";

export const parquetTasks: FormatTasks = {
  load: (span, slot, thread) => loadColumns(span as unknown as ParquetSpan, slot, thread),
  fill: (work, body, layout, thread) => fillParquet(work as ParquetWork, body, layout, thread),
};
