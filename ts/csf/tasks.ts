/** What worker threads do for CSF lists. */
import type { FormatTasks, Loaded } from "../core/source.ts";
import { fillCsf } from "./fill.ts";
import type { CsfSpan } from "./load.ts";
import { loadCsf } from "./load.ts";
import type { LotWork } from "./lot.ts";

export const csfTasks: FormatTasks = {
  load: (span, slot, thread) => loadCsf(span as unknown as CsfSpan, slot, thread) as unknown as Loaded,
  fill: (work, body, layout, thread) => fillCsf(work as LotWork, body, layout, thread),
};
