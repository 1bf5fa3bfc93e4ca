/** The shapes by name. */
import { longShape } from "./long.ts";
import { recordsShape } from "./records.ts";
import type { Shape, ShapeTasks } from "./shape.ts";
import { wideShape } from "./wide.ts";

export function shapeOf(shape: Shape): ShapeTasks {
  switch (shape.kind) {
    case "records":
      return recordsShape(shape.bare);
    case "long":
      return longShape(shape.columns, shape.encodings);
    case "wide":
      return wideShape(shape.columns, shape.rules);
  }
}
