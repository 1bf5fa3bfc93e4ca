/** Requests as Python sends them, run without a bridge. */
import type { Request, Run } from "../../ts/bridge/requests.ts";
import { KeptReply } from "./reply.ts";

const threads_max = 4;

/** The operations, in an engine that may use four threads. */
export async function engine(): Promise<Run> {
  process.argv[2] = JSON.stringify({ threads: threads_max });
  return (await import("../../ts/core/operation.ts")).run;
}

export function request(paths: readonly string[], fields: Partial<Request> = {}): Request {
  return {
    operation: "stream",
    format: "bam",
    sources: paths.map((path) => ({ path: Buffer.from(path), name: path })),
    options: {},
    sink: null,
    threads: 2,
    progress: null,
    memory: null,
    ...fields,
  };
}

export const ipcFile = (path: string): Request["sink"] => ({
  kind: "ipc_file",
  path: Buffer.from(path),
  name: path,
  options: {},
});

export interface Answer {
  readonly reply: KeptReply;
  readonly statistics: Readonly<Record<string, unknown>> | null;
  /** What `run` rejected with. */
  readonly error: unknown;
}

export async function ask(run: Run, wanted: Request, reply = new KeptReply()): Promise<Answer> {
  try {
    return { reply, statistics: await run(wanted, reply), error: null };
  } catch (error) {
    return { reply, statistics: null, error };
  }
}
