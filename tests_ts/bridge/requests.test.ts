/** Requests under way: exactly one DONE or ERROR each, credit, cancel, and the clean-up at the end. */
import { describe, expect, it } from "vitest";
import { type ControlMap, encodeMap } from "../../ts/bridge/control.ts";
import { Fault } from "../../ts/bridge/errors.ts";
import { type Frame, FrameError, Kind } from "../../ts/bridge/frames.ts";
import { type Reply, Requests, type Run } from "../../ts/bridge/requests.ts";
import { credit_bytes } from "../../ts/limits.ts";
import { FileChannel } from "./files.ts";

const MiB = 2 ** 20;
const request = { operation: "stream", format: "x", sources: [], options: {}, sink: null, threads: 1 };

const frame = (kind: Kind, id: number, map: ControlMap = {}): Frame => ({ kind, request: id, payload: encodeMap(map) });

/** Lets everything that can happen now happen. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function serve(run: Run): { channel: FileChannel; requests: Requests } {
  const channel = new FileChannel();
  return { channel, requests: new Requests(channel, () => Promise.resolve(run)) };
}

/** Runs until it is cancelled, and gives its reply away. */
function endless(): { run: Run; reply: Promise<Reply> } {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const run: Run = (_, reply) => {
    resolve(reply);
    return new Promise((_, reject) => reply.onCancel(() => reject(new Fault("Cancelled", "CANCELLED", "stopped"))));
  };
  return { run, reply: promise };
}

describe("an operation", () => {
  it("answers in order, and ends with its statistics", async () => {
    const { channel, requests } = serve(async (_, reply) => {
      reply.schema(Uint8Array.of(1));
      reply.batch([Uint8Array.of(2), Uint8Array.of(3)]);
      reply.progress({ bytes_done: 5e9, bytes_total: null, records: 1, seconds: 0.5 });
      reply.log("warning", "look");
      return { records: 1 };
    });
    requests.take(frame(Kind.REQUEST, 4, request));
    await settle();
    expect(channel.sent.map((sent) => [sent.kind, sent.request])).toEqual(
      [Kind.SCHEMA, Kind.BATCH, Kind.PROGRESS, Kind.LOG, Kind.DONE].map((kind) => [kind, 4]),
    );
    expect(channel.sent[1]?.content).toEqual(Buffer.from([2, 3]));
    expect(channel.sent[3]?.content).toEqual({ level: "warning", message: "look", request: 4 });
    expect(channel.sent[4]?.content).toEqual({ records: 1 });
  });

  it("that fails with a fault is told with its place", async () => {
    const place = { path: "a.bam", offset: 5e9, record: 0, hint: "Copy it.", errno: "EIO" };
    const { channel, requests } = serve(() => Promise.reject(new Fault("FormatError", "BGZF_CRC", "damaged", place)));
    requests.take(frame(Kind.REQUEST, 1, request));
    await settle();
    expect(channel.sent).toEqual([
      {
        kind: Kind.ERROR,
        request: 1,
        content: { kind: "FormatError", code: "BGZF_CRC", message: "damaged", ...place, stack: null },
      },
    ]);
  });

  const unexpected: [string, unknown, RegExp][] = [
    ["an error", new TypeError("x is not a function"), /^TypeError: x is not a function$/],
    ["a system error", Object.assign(new Error("EIO: read"), { code: "EIO", errno: -5 }), /^Error: EIO: read$/],
    ["a string", "oops", /^oops$/],
    ["nothing", undefined, /^undefined$/],
    ["null", null, /^null$/],
  ];
  it.each(unexpected)("that fails with %s is an EngineError with its stack", async (_, error, message) => {
    const { channel, requests } = serve(() => Promise.reject(error));
    requests.take(frame(Kind.REQUEST, 1, request));
    await settle();
    expect(channel.sent.map((sent) => sent.kind)).toEqual([Kind.LOG, Kind.ERROR]);
    expect(channel.sent[0]?.content).toMatchObject({ level: "debug" });
    const content = channel.sent[1]?.content as ControlMap;
    expect(content).toMatchObject({ kind: "EngineError", code: "ENGINE_UNEXPECTED" });
    expect(content["message"]).toMatch(message);
    expect(content["stack"]).toBeTypeOf("string");
  });

  it("that can't be loaded, or throws at once, is an EngineError too", async () => {
    const channel = new FileChannel();
    const broken = new Requests(channel, () => Promise.reject(new Error("no such module")));
    broken.take(frame(Kind.REQUEST, 1, request));
    await settle();
    expect(channel.sent.at(-1)?.content).toMatchObject({ kind: "EngineError", message: "Error: no such module" });
    const thrown = serve(() => {
      throw new Error("at once");
    });
    thrown.requests.take(frame(Kind.REQUEST, 1, request));
    await settle();
    expect(thrown.channel.sent.at(-1)?.content).toMatchObject({ kind: "EngineError", message: "Error: at once" });
  });

  it("whose statistics are too large for a frame ends with an error", async () => {
    const { channel, requests } = serve(async () => ({ text: "x".repeat(300 * MiB), more: "x".repeat(300 * MiB) }));
    requests.take(frame(Kind.REQUEST, 1, request));
    await expect.poll(() => channel.sent.length, { timeout: 15_000 }).toBe(1);
    expect(channel.sent[0]?.content).toMatchObject({ kind: "LimitError", code: "FRAME_BYTES" });
  });

  it("is not begun for a request that makes no sense", async () => {
    let begun = 0;
    const { channel, requests } = serve(async () => {
      begun += 1;
      return {};
    });
    requests.take(frame(Kind.REQUEST, 1, { ...request, threads: 0 }));
    requests.take({ kind: Kind.REQUEST, request: 2, payload: Uint8Array.of(0xc1) });
    await settle();
    expect(channel.sent.filter((sent) => sent.kind === Kind.ERROR).map((sent) => sent.request)).toEqual([1, 2]);
    expect(begun).toBe(0);
  });
});

describe("a cancel", () => {
  it("ends a request with one ERROR of kind Cancelled", async () => {
    const { run, reply } = endless();
    const { channel, requests } = serve(run);
    requests.take(frame(Kind.REQUEST, 1, request));
    const given = await reply;
    requests.take(frame(Kind.CANCEL, 1));
    requests.take(frame(Kind.CANCEL, 1));
    expect(given.cancelled).toBe(true);
    // Too late: nobody reads these.
    given.schema(Uint8Array.of(1));
    given.batch([Uint8Array.of(1)]);
    given.progress({ bytes_done: 0, bytes_total: 0, records: 0, seconds: 0 });
    await settle();
    expect(channel.sent.map((sent) => sent.kind)).toEqual([Kind.ERROR]);
    expect(channel.sent[0]?.content).toMatchObject({ kind: "Cancelled", code: "CANCELLED" });
  });

  it("that comes before the operation is loaded keeps it from beginning", async () => {
    let begun = false;
    const channel = new FileChannel();
    const requests = new Requests(channel, async () => async () => {
      begun = true;
      return {};
    });
    requests.take(frame(Kind.REQUEST, 1, request));
    requests.take(frame(Kind.CANCEL, 1));
    await settle();
    expect(begun).toBe(false);
    expect(channel.sent[0]?.content).toMatchObject({ kind: "Cancelled" });
  });

  it("hides what went wrong while it was cleaned up", async () => {
    const { channel, requests } = serve(
      (_, reply) => new Promise((_, reject) => reply.onCancel(() => reject(new Error("in the middle of it")))),
    );
    requests.take(frame(Kind.REQUEST, 1, request));
    await settle();
    requests.take(frame(Kind.CANCEL, 1));
    await settle();
    expect(channel.sent.map((sent) => sent.kind)).toEqual([Kind.ERROR]);
    expect(channel.sent[0]?.content).toMatchObject({ kind: "Cancelled" });
  });

  it("that comes too late changes nothing", async () => {
    const { channel, requests } = serve(async () => ({ records: 1 }));
    requests.take(frame(Kind.REQUEST, 1, request));
    await settle();
    requests.take(frame(Kind.CANCEL, 1));
    requests.take(frame(Kind.CREDIT, 1, { bytes: 5 }));
    await settle();
    expect(channel.sent.map((sent) => sent.kind)).toEqual([Kind.DONE]);
  });

  it("is told at once to a listener that comes after it", async () => {
    const { run, reply } = endless();
    const { requests } = serve(run);
    requests.take(frame(Kind.REQUEST, 1, request));
    const given = await reply;
    requests.take(frame(Kind.CANCEL, 1));
    let told = 0;
    given.onCancel(() => {
      told += 1;
    });
    expect(told).toBe(1);
  });
});

describe("credit", () => {
  it("bounds what is under way, one batch always excepted", async () => {
    const { run, reply } = endless();
    const { channel, requests } = serve(run);
    requests.take(frame(Kind.REQUEST, 1, request));
    const given = await reply;
    let told = 0;
    given.onCredit(() => {
      told += 1;
    });
    expect(given.mayBatch(credit_bytes * 4)).toBe(true);
    given.batch([new Uint8Array(credit_bytes - 10)]);
    expect(given.mayBatch(10)).toBe(true);
    expect(given.mayBatch(11)).toBe(false);
    expect(() => given.batch([new Uint8Array(11)])).toThrow(/without credit/);
    requests.take(frame(Kind.CREDIT, 1, { bytes: 1 }));
    expect(told).toBe(1);
    expect(given.mayBatch(11)).toBe(true);
    requests.take(frame(Kind.CREDIT, 1, { bytes: credit_bytes - 11 }));
    expect(told).toBe(2);
    // Nothing is under way: the largest batch may go.
    expect(given.mayBatch(2 ** 32 - 1)).toBe(true);
    expect(channel.sent.length).toBe(1);
    await requests.abort();
  });

  it("is each request's own", async () => {
    const replies: Reply[] = [];
    const { requests } = serve((_, reply) => {
      replies.push(reply);
      return new Promise((_, reject) => reply.onCancel(() => reject(new Error("stopped"))));
    });
    requests.take(frame(Kind.REQUEST, 1, request));
    requests.take(frame(Kind.REQUEST, 2, request));
    await settle();
    replies[0]?.batch([new Uint8Array(credit_bytes)]);
    expect(replies[0]?.mayBatch(1)).toBe(false);
    expect(replies[1]?.mayBatch(credit_bytes)).toBe(true);
    requests.take(frame(Kind.CREDIT, 2, { bytes: credit_bytes }));
    expect(replies[0]?.mayBatch(1)).toBe(false);
    await requests.abort();
  });
});

describe("the connection", () => {
  it("ends with every request cancelled and cleaned up", async () => {
    let cleaned = 0;
    const { channel, requests } = serve(
      (_, reply) =>
        new Promise((_, reject) =>
          reply.onCancel(() =>
            setTimeout(() => {
              cleaned += 1;
              reject(new Error("stopped"));
            }, 20),
          ),
        ),
    );
    for (const id of [1, 2, 3]) requests.take(frame(Kind.REQUEST, id, request));
    await settle();
    await requests.abort();
    expect(cleaned).toBe(3);
    expect(channel.sent.map((sent) => sent.kind)).toEqual([Kind.ERROR, Kind.ERROR, Kind.ERROR]);
  });

  it("is over when an id is used twice, or a frame goes the wrong way", async () => {
    const { run } = endless();
    const { requests } = serve(run);
    requests.take(frame(Kind.REQUEST, 1, request));
    expect(() => requests.take(frame(Kind.REQUEST, 1, request))).toThrow(FrameError);
    for (const kind of [Kind.HELLO, Kind.SCHEMA, Kind.BATCH, Kind.PROGRESS, Kind.DONE, Kind.ERROR, Kind.LOG]) {
      expect(() => requests.take(frame(kind, 1))).toThrow(/does not go this way/);
    }
    await requests.abort();
  });
});
