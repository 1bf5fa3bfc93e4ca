/** What worker threads do for BAM. */
import type { FormatTasks, Loaded } from "../core/source.ts";
import { fillBam } from "./fill.ts";
import type { BamSpan } from "./load.ts";
import { loadBam } from "./load.ts";
import type { BamWork } from "./work.ts";

export const bamTasks: FormatTasks = {
  load: (span, slot, thread) => loadBam(span as unknown as BamSpan, slot, thread) as unknown as Loaded,
  fill: (work, body, layout, thread) => fillBam(work as BamWork, body, layout, thread),
};
