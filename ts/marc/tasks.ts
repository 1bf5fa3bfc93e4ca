/** What worker threads do for MARC. */
import type { FormatTasks } from "../core/source.ts";
import type { MarcSpan } from "./load.ts";
import { loadMarc } from "./load.ts";
import type { MarcWork } from "./shape.ts";
import { shapeOf } from "./shapes.ts";

export const marcTasks: FormatTasks = {
  load: (span, slot, thread) => loadMarc(span as unknown as MarcSpan, slot, thread),
  fill: (work, body, layout, thread) => {
    const { shape, parts } = work as MarcWork;
    return shapeOf(shape).fill(parts, body, layout, thread);
  },
};
