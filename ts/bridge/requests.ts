/** The requests under way: each gets exactly one DONE or ERROR, whatever happens to it. */
import { log_line_bytes_max } from "../limits.ts";
import type { Channel } from "./channel.ts";
import { type ControlMap, decodeMap } from "./control.ts";
import { Fault, type FaultKind, type FaultPlace } from "./errors.ts";
import { type Frame, FrameError, Kind } from "./frames.ts";
import { ChannelReply, type Reply } from "./reply.ts";
import { parseRequest, type Request } from "./request.ts";

export type { LogLevel, Progress, Reply } from "./reply.ts";
export type { Operation, Request, RequestFile, RequestInput, RequestSink } from "./request.ts";

/** Does the work. Resolves to the statistics, or rejects with a Fault (any other error becomes an EngineError). */
export type Run = (request: Request, reply: Reply) => Promise<Record<string, unknown>>;

export class Requests {
  readonly #channel: Channel;
  readonly #load: () => Promise<Run>;
  readonly #replies = new Map<number, ChannelReply>();
  readonly #running = new Set<Promise<void>>();

  /** `load` brings the operations in; it is called at the first request, and its result kept by the module cache. */
  constructor(channel: Channel, load: () => Promise<Run>) {
    this.#channel = channel;
    this.#load = load;
  }

  /** Takes one frame from Python. INPUT, CREDIT and CANCEL for a request that has ended crossed its last frame: no matter. */
  take(frame: Frame): void {
    switch (frame.kind) {
      case Kind.REQUEST:
        this.#start(frame);
        break;
      case Kind.INPUT:
        this.#replies.get(frame.request)?.input(frame.payload);
        break;
      case Kind.CREDIT:
        this.#replies.get(frame.request)?.credit(Number(decodeMap(frame.payload)["bytes"]));
        break;
      case Kind.CANCEL:
        this.#replies.get(frame.request)?.cancel();
        break;
      default:
        throw new FrameError(`A frame of kind ${frame.kind} does not go this way`);
    }
  }

  /** Cancels what is under way and waits until it has cleaned up. */
  async abort(): Promise<void> {
    for (const reply of this.#replies.values()) reply.cancel();
    await Promise.allSettled(this.#running);
  }

  #start(frame: Frame): void {
    if (this.#replies.has(frame.request)) throw new FrameError(`The request id ${frame.request} is in use`);
    const reply = new ChannelReply(this.#channel, frame.request);
    this.#replies.set(frame.request, reply);
    const running = this.#run(frame.payload, reply).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(payload: Uint8Array, reply: ChannelReply): Promise<void> {
    let kind: Kind;
    let answer: ControlMap;
    try {
      const request = parseRequest(decodeMap(payload));
      const run = await this.#load();
      if (reply.cancelled) throw new Fault("Cancelled", "CANCELLED", "Cancelled before it began");
      answer = await run(request, reply);
      kind = Kind.DONE;
    } catch (error) {
      answer = describeError(error, reply);
      kind = Kind.ERROR;
    }
    this.#replies.delete(reply.id);
    this.#answer(reply, kind, answer);
  }

  /** One answer in any case: one that can't be sent, because it is too large, becomes an error that can. */
  #answer(reply: ChannelReply, kind: Kind, answer: ControlMap): void {
    try {
      reply.control(kind, answer);
    } catch (error) {
      if (kind !== Kind.DONE) throw error;
      reply.control(Kind.ERROR, describeError(error, reply));
    }
  }
}

function describeError(error: unknown, reply: ChannelReply): ControlMap {
  if (reply.cancelled) return errorMap("Cancelled", "CANCELLED", "Cancelled", {}, null);
  if (error instanceof Fault) return errorMap(error.kind, error.code, error.message, error.place, null);
  const known = error instanceof Error;
  const stack = (known ? error.stack : undefined) ?? String(error);
  reply.log("debug", stack.slice(0, log_line_bytes_max));
  const message = known ? `${error.name}: ${error.message}` : String(error);
  return errorMap("EngineError", "ENGINE_UNEXPECTED", message, {}, stack.slice(0, log_line_bytes_max));
}

function errorMap(kind: FaultKind, code: string, message: string, place: FaultPlace, stack: string | null): ControlMap {
  return {
    kind,
    code,
    message,
    path: place.path ?? null,
    offset: place.offset ?? null,
    record: place.record ?? null,
    hint: place.hint ?? null,
    errno: place.errno ?? null,
    stack,
  };
}
