/** What worker threads do for BAM. */
import { loadBgzf } from "../bgzf/load.ts";
import type { BgzfSpan } from "../bgzf/load.ts";
import type { FormatTasks, Loaded } from "../core/source.ts";
import { fillBam } from "./fill.ts";
import type { BamWork } from "./lot.ts";

export const bamTasks: FormatTasks = {
  load: (span, slot, thread) => loadBgzf(span as unknown as BgzfSpan, slot, thread) as unknown as Loaded,
  fill: (work, body, layout, thread) => fillBam(work as BamWork, body, layout, thread),
};
