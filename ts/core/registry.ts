/** What the engine knows: one line a format, one line a sink. */
import { bam } from "../bam/format.ts";
import { FramesSink } from "../sinks/frames.ts";
import { IpcFileSink } from "../sinks/ipc_file.ts";
import { NothingSink } from "../sinks/nothing.ts";
import type { SinkMaker } from "./sink.ts";
import type { Format } from "./source.ts";

export const formats: Readonly<Record<string, Format>> = { bam };

export const sinks: Readonly<Record<string, SinkMaker>> = {
  frames: (schema, context) => new FramesSink(schema, context),
  ipc_file: (schema, context) => new IpcFileSink(schema, context),
  nothing: () => new NothingSink(true),
  count: () => new NothingSink(false),
};
