/** Requests whose one input arrives over a bridge that the test plays. */
import type { Request, Run } from "../../ts/bridge/requests.ts";
import type { Answer } from "./operations.ts";
import { ask, request } from "./operations.ts";
import { KeptReply } from "./reply.ts";

/** What answers the pulls: a piece each, and then the end. */
export function feed(reply: KeptReply, pieces: Iterable<Uint8Array>): void {
  const iterator = pieces[Symbol.iterator]();
  reply.onPull = (input) =>
    // Later, as a bridge would.
    setImmediate(() => {
      const { done, value } = iterator.next();
      reply.arrive(done === true ? { input, state: 1, bytes: new Uint8Array(0) } : { input, state: 0, bytes: value });
    });
}

/** Cut bytes into pieces of these sizes, over and over. */
export function* split(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? bytes.length);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export function askArriving(
  run: Run,
  format: string,
  pieces: Iterable<Uint8Array>,
  fields: Partial<Request> = {},
): Promise<Answer> {
  const reply = new KeptReply();
  feed(reply, pieces);
  return ask(run, request([], { format, sources: [{ input: 0, name: "<bytes>", bytes: null }], ...fields }), reply);
}
