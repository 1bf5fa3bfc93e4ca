import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Run } from "../../ts/bridge/requests.ts";
import { inline_input_bytes_max } from "../../ts/limits.ts";
import { bamFile, randomRecords, record, rowOf } from "../helpers/bam.ts";
import { bgzf, block, end_of_file } from "../helpers/bgzf.ts";
import { Folder } from "../helpers/files.ts";
import { ask, engine, ipcFile, request } from "../helpers/operations.ts";
import { KeptReply } from "../helpers/reply.ts";
import { Random } from "../kernels/random.ts";

const folder = new Folder();
const random = new Random(4);

/** Records of all sizes, among them long ones that hold whole chains of records, and blocks, in a tag. */
function mixedRecords(bytes: number): Uint8Array[] {
  const plain = randomRecords(random, 1500, 300);
  const decoys = Buffer.concat(plain.slice(0, 40));
  const tag = (data: Uint8Array): number[] => [
    88,
    88,
    66,
    67,
    ...new Uint8Array(new Uint32Array([data.length]).buffer),
    ...data,
  ];
  const long = record({ name: "decoys", tags: tag(Buffer.concat([decoys, decoys, decoys])) });
  const blocks = record({ name: "blocks", tags: tag(bgzf(decoys, { sizes: [600], level: 0 })) });
  const bases = new Array(150_000).fill(2);
  const reads = record({ name: "long", bases, quality: bases });
  const out: Uint8Array[] = [];
  for (let i = 0, size = 0; size < bytes; i++) {
    const one =
      i % 301 === 300 ? reads : i % 97 === 96 ? long : i % 89 === 88 ? blocks : (plain[i % plain.length] as Uint8Array);
    out.push(one);
    size += one.length;
  }
  return out;
}

const records = mixedRecords(inline_input_bytes_max + 1_500_000);
// Not compressed, so that many spans are few bytes to make; blocks of sizes that meet neither records nor spans.
const bytes = bamFile(records, { level: "stored", sizes: [65_000, 1, 40_000, 0, 333, 65_505] });
const path = folder.write(bytes, ".bam");
const names = records.map((one) => rowOf(one).name);

const threads_started: Worker[] = [];
const keep = (worker: Worker): void => void threads_started.push(worker);

let run: Run;
beforeAll(async () => {
  process.on("worker", keep);
  run = await engine();
});

afterAll(async () => {
  process.off("worker", keep);
  await Promise.all(threads_started.map((worker) => worker.terminate()));
});

const digest = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

describe("any number of threads", () => {
  test("writes the same bytes, cold and warm, with little memory and with much", async () => {
    const files: string[] = [];
    for (const [threads, memory] of [
      [1, null],
      [2, null],
      [4, null],
      [4, 1],
      [3, 2 ** 40],
      [64, null],
    ] as const) {
      const target = folder.name();
      const wanted = request([path], {
        operation: "convert",
        sink: ipcFile(target),
        threads,
        memory,
        options: { batch_size: 777 },
      });
      const { statistics, error } = await ask(run, wanted);
      expect(error).toBeNull();
      expect(statistics).toMatchObject({ records: records.length, complete: true, bytes_in: bytes.length });
      expect(statistics?.["bytes_out"]).toBe(statSync(target).size);
      files.push(digest(target));
    }
    expect(new Set(files).size).toBe(1);
    // The main thread is the fourth.
    expect(threads_started.length).toBe(3);
  });

  test("reads what is there, to the last base", async () => {
    const { reply } = await ask(run, request([path], { threads: 3, options: { batch_size: 1000 } }));
    const table = reply.table;
    expect([...(table.getChild("name") ?? [])]).toEqual(names);
    const wanted = records.map((one) => rowOf(one));
    for (const column of ["chrom", "start", "end", "flags", "sequence", "quality_scores"] as const) {
      expect([...(table.getChild(column) ?? [])]).toEqual(wanted.map((row) => row[column]));
    }
  });

  test.each([1, 1000, 3001, records.length - 1])("stops at a limit of %i", async (limit) => {
    for (const threads of [1, 4]) {
      const { reply, statistics } = await ask(run, request([path], { threads, options: { limit, columns: ["name"] } }));
      expect([...(reply.table.getChild("name") ?? [])]).toEqual(names.slice(0, limit));
      expect(statistics).toMatchObject({ records: limit, complete: false });
    }
  });

  test("counts and checks alike", async () => {
    for (const operation of ["count", "check"] as const) {
      const { statistics } = await ask(run, request([path], { operation, threads: 4 }));
      expect(statistics).toMatchObject({ records: records.length, complete: true });
    }
  });

  test("several requests at once", async () => {
    const wanted = { options: { columns: ["name"], batch_size: 500 }, threads: 4 };
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(run, request([path], wanted))));
    for (const { reply } of answers) expect([...(reply.table.getChild("name") ?? [])]).toEqual(names);
  });
});

describe("damage in the middle", () => {
  const at = Math.floor(bytes.length * 0.7);

  test.each([
    [
      "a flipped bit",
      (copy: Buffer): Uint8Array => {
        copy[at] = (copy[at] as number) ^ 4;
        return copy;
      },
    ],
    ["an end", (copy: Buffer): Uint8Array => copy.subarray(0, at)],
    ["another file's bytes", (copy: Buffer): Uint8Array => copy.fill(0x1f, at, at + 100_000)],
  ] as const)("%s: the same error and the same batches before it, for any threads", async (_, damage) => {
    const broken = folder.write(damage(Buffer.from(bytes)), ".bam");
    const outcomes: unknown[] = [];
    for (const threads of [1, 2, 4, 4]) {
      const { reply, error } = await ask(
        run,
        request([broken], { threads, options: { batch_size: 100, columns: ["name"] } }),
      );
      const { kind, code, message, place } = error as Record<string, unknown>;
      outcomes.push({ kind, code, message, place, batches: reply.batches.map((one) => one.length) });
      const came = [...(reply.table.getChild("name") ?? [])];
      expect(came).toEqual(names.slice(0, came.length));
      expect(came.length).toBeGreaterThan(500);
      expect((place as { record: number }).record - came.length).toBeLessThan(100);
      const target = folder.name();
      const failed = await ask(run, request([broken], { operation: "convert", sink: ipcFile(target), threads }));
      expect(failed.error).toMatchObject({ code, message });
      expect(existsSync(target)).toBe(false);
    }
    for (const one of outcomes) expect(one).toEqual(outcomes[0]);
  });
});

test("cancelled at any moment, it ends, and leaves no file", async () => {
  let cancelled = 0;
  for (const after of [0, 1, 3, 10, 30]) {
    const target = folder.name();
    const reply = new KeptReply();
    const end = ask(
      run,
      request([path], { operation: "convert", sink: ipcFile(target), threads: 4, options: { batch_size: 50 } }),
      reply,
    );
    setTimeout(() => reply.cancel(), after);
    const { error } = await end;
    // Before it was cancelled it may have been done.
    if (error !== null) expect(error).toMatchObject({ kind: "Cancelled" });
    expect(existsSync(target)).toBe(error === null);
    cancelled += error === null ? 0 : 1;
  }
  expect(cancelled).toBeGreaterThan(0);
});

test("a stream half read holds no more than it may, and another one runs past it", async () => {
  const reply = new KeptReply();
  reply.credit = 2;
  const stalled = ask(run, request([path], { threads: 4, options: { batch_size: 10 } }), reply);
  const { statistics } = await ask(run, request([path], { operation: "count", threads: 4 }));
  expect(statistics).toMatchObject({ records: records.length });
  expect(reply.batches.length).toBe(2);
  reply.give(Number.POSITIVE_INFINITY);
  expect((await stalled).statistics).toMatchObject({ records: records.length });
  expect([...(reply.table.getChild("name") ?? [])]).toEqual(names);
});

test("highly compressible records, with a reader that waits: memory stays within its bounds", async () => {
  const one = record({ name: "a", tags: new Array(20_000).fill(0) });
  const lead = bamFile([], { marker: false });
  const member = block(Buffer.concat([one, one, one]), { level: 9 });
  const file = folder.name(".bam");
  const fd = openSync(file, "w");
  writeSync(fd, lead);
  for (let i = 0; i < 60; i++) writeSync(fd, Buffer.concat(new Array(100).fill(member)));
  writeSync(fd, end_of_file);
  closeSync(fd);
  const reply = new KeptReply();
  reply.credit = 1;
  const end = ask(run, request([file], { threads: 2, memory: 1, options: { batch_size: 100 } }), reply);
  setTimeout(() => reply.give(Number.POSITIVE_INFINITY), 300);
  const { statistics } = await end;
  expect(statistics).toMatchObject({ records: 18_000 });
  expect(statistics?.["memory_peak_bytes"]).toBeLessThan(200 * 2 ** 20);
  expect(tableFromIPC(Buffer.concat([...reply.schemas, ...reply.batches])).numRows).toBe(18_000);
});
