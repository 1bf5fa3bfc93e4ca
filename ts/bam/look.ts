/** The first look at inputs: their headers. */
import { closeSync } from "node:fs";
import { ArrivingSpans } from "../bgzf/arriving.ts";
import type { ArrivingInput, Input, InputFile, PlanContext } from "../core/source.ts";
import type { BamHeader } from "./header.ts";
import { openFile } from "./source.ts";
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

function lookAtFile(input: InputFile, { memory, thread }: PlanContext): Looked {
  const file = openFile(input);
  try {
    return { header: readHeader(file, memory, thread).header, bytes_total: file.file_bytes, arriving: null };
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
  mends: boolean,
  context: PlanContext,
): Looked[] | Promise<Looked[]> {
  if (inputs.every(isFile)) return inputs.map((input) => lookAtFile(input, context));
  return (async () => {
    const looked: Looked[] = [];
    for (const input of inputs) {
      looked.push(isFile(input) ? lookAtFile(input, context) : await lookAtArriving(input, mends, context));
    }
    return looked;
  })();
}
