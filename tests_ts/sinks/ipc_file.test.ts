import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { layoutBatch } from "../../ts/arrow/layout.ts";
import type { Schema } from "../../ts/arrow/schema.ts";
import { uint32, utf8 } from "../../ts/arrow/schema.ts";
import type { Batch, Sink } from "../../ts/core/sink.ts";
import { encodeIpc, encodeIpcFile } from "../../ts/sinks/encode_ipc.ts";
import { FramesSink } from "../../ts/sinks/frames.ts";
import { IpcFileSink } from "../../ts/sinks/ipc_file.ts";
import { Folder } from "../helpers/files.ts";
import { filledBatch } from "../helpers/filled.ts";
import { KeptReply } from "../helpers/reply.ts";

const folder = new Folder();
const schema: Schema = {
  fields: [
    { name: "word", type: utf8, nullable: false },
    { name: "number", type: uint32, nullable: false },
  ],
  metadata: new Map([["k", "v"]]),
};

/** What a worker has in memory after `fill`: columns in place, and old data everywhere else. */
function filled(words: readonly string[], old: number): { message: Buffer; layout: Batch["layout"] } {
  const data = Buffer.from(words.join(""));
  const layout = layoutBatch(schema, words.length, [data.length, 0]);
  const message = Buffer.alloc(layout.prefix_bytes + layout.body_bytes, old);
  const at = (buffer: number): number => layout.prefix_bytes + (layout.buffers[buffer]?.offset ?? 0);
  let end = 0;
  message.writeInt32LE(0, at(1));
  words.forEach((word, row) => {
    end += Buffer.byteLength(word);
    message.writeInt32LE(end, at(1) + (row + 1) * 4);
    message.writeUInt32LE(row, at(4) + row * 4);
  });
  message.set(data, at(2));
  return { message, layout };
}

const batches = [["a", "bc", "def"], ["Δ"], Array.from({ length: 500 }, (_, i) => `row ${i}`), ["", ""]];
const all_words = batches.flat();

/** Run batches through a sink; places are given in order, encoding takes place in the order given. */
function drive(sink: Sink, order: readonly number[], old = 0x5a): void {
  sink.begin();
  const lots = batches.map((words) => {
    const { message, layout } = filled(words, old);
    return { rows: words.length, message, layout, place: sink.place(message.length) };
  });
  const encode = sink.step.kind === "frames" ? encodeIpc : encodeIpcFile;
  const messages = lots.map((lot) => lot.message as Uint8Array);
  for (const i of order) {
    const { batch, region } = filledBatch({ ...(lots[i] as (typeof lots)[0]), nulls: [0, 0], step: sink.step });
    encode(batch);
    messages[i] = region();
  }
  const nothing = { room: new Uint8Array(0), encoded: undefined };
  lots.forEach((lot, i) => {
    sink.append({ ...lot, ...nothing, message: messages[i] as Uint8Array });
  });
  sink.finish();
}

const fileSink = (path: string): IpcFileSink =>
  new IpcFileSink(schema, {
    reply: new KeptReply(),
    target: { path: Buffer.from(path), name: "out.arrow" },
    options: {},
  });

const wordsOf = (bytes: Uint8Array): unknown[] => [...(tableFromIPC(bytes).getChild("word") ?? [])];

describe("an Arrow IPC file", () => {
  test("is read back by another Arrow", () => {
    const path = folder.name();
    const sink = fileSink(path);
    drive(sink, [0, 1, 2, 3]);
    const bytes = readFileSync(path);
    expect(sink.bytes_out).toBe(bytes.length);
    const table = tableFromIPC(bytes);
    expect(wordsOf(bytes)).toEqual(all_words);
    expect(table.batches.map((one) => one.numRows)).toEqual([3, 1, 500, 2]);
    expect(table.schema.metadata.get("k")).toBe("v");
  });

  test("has the same bytes whatever the order of writing, and whatever was in memory before", () => {
    const files = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ].map((order, i) => {
      const path = folder.name();
      drive(fileSink(path), order, [0, 0xff, 0x31][i]);
      return readFileSync(path);
    });
    expect(files[1]).toEqual(files[0]);
    expect(files[2]).toEqual(files[0]);
  });

  test("without a batch", () => {
    const path = folder.name();
    const sink = fileSink(path);
    sink.begin();
    sink.finish();
    expect(tableFromIPC(readFileSync(path)).numRows).toBe(0);
  });
});

describe("an output that can't be", () => {
  const outputError = (errno: string): unknown =>
    expect.objectContaining({
      kind: "OutputError",
      place: expect.objectContaining({ path: "out.arrow", errno, hint: expect.any(String) }),
    });

  test("a name that is taken is not overwritten, nor removed", () => {
    const path = folder.write(Buffer.from("precious"));
    expect(() => fileSink(path)).toThrow(outputError("EEXIST"));
    expect(readFileSync(path, "utf8")).toBe("precious");
  });

  test("a folder that isn't there, a folder instead of a file", () => {
    expect(() => fileSink(join(folder.name(), "out"))).toThrow(outputError("ENOENT"));
    const path = folder.name();
    mkdirSync(path);
    expect(() => fileSink(path)).toThrow(outputError("EEXIST"));
  });

  test("no path at all", () => {
    expect(() => new IpcFileSink(schema, { reply: new KeptReply(), target: null, options: {} })).toThrow(
      expect.objectContaining({ kind: "OptionError" }),
    );
  });

  test("a full disk", () => {
    const full = openSync("/dev/full", "w");
    const step = { kind: "ipc_file", fd: full, name: "out.arrow" };
    const { batch } = filledBatch({ ...filled(["a"], 0), nulls: [0, 0], place: 0, step });
    expect(() => encodeIpcFile(batch)).toThrow(outputError("ENOSPC"));
    closeSync(full);
  });

  test("a descriptor that can only be read", () => {
    const fd = openSync(folder.write(new Uint8Array(10)), "r");
    const step = { kind: "ipc_file", fd, name: "out.arrow" };
    const { batch } = filledBatch({ ...filled(["a"], 0), nulls: [0, 0], place: 0, step });
    expect(() => encodeIpcFile(batch)).toThrow(outputError("EBADF"));
    closeSync(fd);
  });

  test("a file that something else writes to is not called whole", () => {
    const path = folder.name();
    const sink = fileSink(path);
    sink.begin();
    writeFileSync(path, Buffer.alloc(10_000));
    expect(() => sink.finish()).toThrow(expect.objectContaining({ code: "OUTPUT_SIZE" }));
    sink.abort();
    expect(existsSync(path)).toBe(false);
  });

  test("a batch that was placed and never came is noticed", () => {
    const sink = fileSink(folder.name());
    sink.begin();
    sink.place(640);
    expect(() => sink.finish()).toThrow(/never arrived/);
    sink.abort();
  });
});

describe("abort", () => {
  test("leaves nothing, at any stage, also twice", () => {
    for (const stage of [0, 1, 2]) {
      const path = folder.name();
      const sink = fileSink(path);
      if (stage === 1) sink.begin();
      if (stage === 2) drive(sink, [0, 1, 2, 3]);
      expect(existsSync(path)).toBe(true);
      sink.abort();
      sink.abort();
      expect(existsSync(path)).toBe(false);
    }
  });

  test("the batches' buffers begin at multiples of 64 bytes of the file", () => {
    const path = folder.name();
    const sink = fileSink(path);
    sink.begin();
    expect(sink.bytes_out % 64).toBe(0);
    expect(sink.place(640)).toBe(sink.bytes_out);
    sink.abort();
  });
});

test("frames: the schema first, then each batch as it is, and no more than the reader has room for", () => {
  const reply = new KeptReply();
  reply.credit = 4;
  const sink = new FramesSink(schema, { reply, target: null, options: {} });
  expect(sink.ready(1)).toBe(true);
  drive(sink, [0, 1, 2, 3]);
  expect(sink.ready(1)).toBe(false);
  expect(reply.schemas.length).toBe(1);
  expect([...(reply.table.getChild("word") ?? [])]).toEqual(all_words);
  expect(sink.bytes_out).toBe(reply.batches.reduce((sum, one) => sum + one.length, 0));
});
