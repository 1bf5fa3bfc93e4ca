/** The first look at inputs: their headers. */
import { closeSync } from "node:fs";
import { ArrivingSpans } from "../bgzf/arriving.ts";
import { chunkBytes } from "../bgzf/chunks.ts";
import { openFile } from "../core/open_file.ts";
import type { ArrivingInput, Input, InputFile, PlanContext } from "../core/source.ts";
import type { BamHeader } from "./header.ts";
import type { BamOptions } from "./options.ts";
import { partsOfFile } from "./parts.ts";
import type { BamStart } from "./start.ts";
import { awaitHeader, readHeader } from "./start.ts";

/** An input that was looked at. One that arrives can't be looked at twice: its spans go on behind the header. */
export interface Looked {
  readonly header: BamHeader;
  readonly bytes_total: number | null;
  readonly arriving: {
    readonly start: BamStart;
    readonly spans: ArrivingSpans;
    /** Resolves once more has arrived. */
    wait(): Promise<void>;
  } | null;
}

function lookAtFile(input: InputFile, options: BamOptions, { memory, thread, warn }: PlanContext): Looked {
  const file = openFile(input);
  try {
    const start = readHeader(file, memory, thread);
    const { chunks } = partsOfFile(input, file, start, options, warn);
    const bytes_total = chunks === null ? file.file_bytes : chunkBytes(chunks);
    return { header: start.header, bytes_total, arriving: null };
  } finally {
    closeSync(file.fd);
  }
}

async function lookAtArriving({ arriving }: ArrivingInput, mends: boolean, context: PlanContext): Promise<Looked> {
  const { memory, thread } = context;
  const spans = new ArrivingSpans(arriving, memory, mends);
  try {
    const start = await awaitHeader(arriving, spans, memory, thread);
    const wait = (): Promise<void> => arriving.wait(arriving.available + 1);
    return { header: start.header, bytes_total: arriving.bytes_total, arriving: { start, spans, wait } };
  } catch (error) {
    spans.close();
    throw error;
  }
}

const isFile = (input: Input): input is InputFile => "path" in input;

/** One after the other, and at once where all are files. */
export function lookAtAll(
  inputs: readonly Input[],
  options: BamOptions,
  context: PlanContext,
): Looked[] | Promise<Looked[]> {
  if (inputs.every(isFile)) return inputs.map((input) => lookAtFile(input, options, context));
  return (async () => {
    const looked: Looked[] = [];
    for (const input of inputs) {
      looked.push(
        isFile(input) ? lookAtFile(input, options, context) : await lookAtArriving(input, options.mends, context),
      );
    }
    return looked;
  })();
}
