/** The shapes by name. */
import { recordsShape } from "./records.ts";
import type { Shape, ShapeTasks } from "./shape.ts";

export function shapeOf(shape: Shape): ShapeTasks {
  switch (shape.kind) {
    case "records":
      return recordsShape;
  }
}
