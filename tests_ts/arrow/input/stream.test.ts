/** Arrow streams as inputs: the same table comes out, however the bytes were split; and what is damaged is said to be so. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Binary,
  Bool,
  DateDay,
  Dictionary,
  Field,
  FixedSizeList,
  Float16,
  Int32,
  Int64,
  LargeUtf8,
  List,
  Struct,
  Table,
  TimestampMicrosecond,
  tableFromIPC,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Run } from "../../../ts/bridge/requests.ts";
import type { Answer } from "../../helpers/operations.ts";
import { ask, engine, ipcFile, request } from "../../helpers/operations.ts";
import { KeptReply } from "../../helpers/reply.ts";
import { askArriving, split } from "../../helpers/streams.ts";

let run: Run;
const folder = mkdtempSync(join(tmpdir(), "rogtk-shim-"));
beforeAll(async () => {
  run = await engine();
});
afterAll(() => rmSync(folder, { recursive: true }));

const words = (rows: number): (string | null)[] =>
  Array.from({ length: rows }, (_, i) => (i % 5 === 3 ? null : "w".repeat(i % 20)));

/** A column of each kind that the other Arrow can write. */
function columns(rows: number): Record<string, Vector> {
  const numbers = Array.from({ length: rows }, (_, i) => (i % 7 === 2 ? null : i + 1));
  const lists = numbers.map((n) => (n === null ? null : Array.from({ length: n % 4 }, (_, i) => n + i)));
  return {
    int: vectorFromArray(numbers, new Int32()),
    long: vectorFromArray(
      numbers.map((n) => n && BigInt(n) * 10n ** 15n),
      new Int64(),
    ),
    flag: vectorFromArray(
      numbers.map((n) => n && n % 3 === 0),
      new Bool(),
    ),
    word: vectorFromArray(words(rows), new Utf8()),
    large: vectorFromArray(words(rows), new LargeUtf8()),
    bytes: vectorFromArray(
      words(rows).map((word) => word && Buffer.from(word)),
      new Binary(),
    ),
    coded: vectorFromArray(words(rows), new Dictionary(new Utf8(), new Int32())),
    day: vectorFromArray(
      numbers.map((n) => n && new Date(n * 86_400_000)),
      new DateDay(),
    ),
    time: vectorFromArray(
      numbers.map((n) => n && n * 1000),
      new TimestampMicrosecond(),
    ),
    list: vectorFromArray(lists, new List(new Field("item", new Int32(), true))),
    pair: vectorFromArray(
      numbers.map((n) => n && [n, n + 1]),
      new FixedSizeList(2, new Field("item", new Int32(), true)),
    ),
    nested: vectorFromArray(
      numbers.map((n) => n && { a: n, b: words(rows)[n] ?? null }),
      new Struct([new Field("a", new Int32(), true), new Field("b", new Utf8(), true)]),
    ),
  };
}

const table = (...rows: number[]): Table =>
  rows.map((one) => new Table(columns(one))).reduce((all, one) => all.concat(one));

const plain = (one: Table): string =>
  JSON.stringify(one.toArray(), (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));

const failed = (answer: Answer): object => answer.error as object;

describe("a stream", () => {
  it("comes out as it went in, dictionaries as text", async () => {
    const wanted = table(100, 1, 37);
    const answer = await askArriving(run, "arrow", [tableToIPC(wanted, "stream")]);
    expect(answer.error).toBeNull();
    expect(answer.statistics).toMatchObject({ records: 138, batches: 3, complete: true });
    expect(plain(answer.reply.table)).toBe(plain(wanted));
    const types = answer.reply.table.schema.fields.map((field) => String(field.type));
    expect(types.slice(3, 7)).toEqual(["Utf8", "Utf8", "Binary", "Utf8"]);
  });

  it("comes out the same in any pieces", async () => {
    const bytes = tableToIPC(table(30, 0, 20), "stream");
    const whole = await askArriving(run, "arrow", [bytes]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        const answer = await askArriving(run, "arrow", split(bytes, sizes));
        expect(answer.error).toBeNull();
        expect(Buffer.concat(answer.reply.batches).equals(Buffer.concat(whole.reply.batches))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it("may be a file of a stream, or an Arrow file, which we write ourselves too", async () => {
    const wanted = table(50, 7);
    const [stream, file] = [join(folder, "stream"), join(folder, "file")];
    writeFileSync(stream, tableToIPC(wanted, "stream"));
    const written = await ask(run, request([stream], { format: "arrow", operation: "convert", sink: ipcFile(file) }));
    expect(written.error).toBeNull();
    for (const path of [stream, file]) {
      const answer = await ask(run, request([path, path], { format: "arrow" }));
      expect(answer.error).toBeNull();
      expect(plain(answer.reply.table)).toBe(plain(wanted.concat(wanted)));
    }
  });

  it("may be without batches, and batches without rows", async () => {
    for (const empty of [new Table(table(1).schema), table(0, 0)]) {
      const answer = await askArriving(run, "arrow", [tableToIPC(empty, "stream")]);
      expect(answer.error).toBeNull();
      expect(answer.statistics).toMatchObject({ records: 0, batches: 0, complete: true });
    }
  });

  it.each([0, 1, 50, 51, 99, 100])("is read as far as a limit of %i rows", async (limit) => {
    const wanted = table(50, 50);
    const answer = await askArriving(run, "arrow", [tableToIPC(wanted, "stream")], { options: { limit } });
    expect(answer.statistics).toMatchObject({ records: limit });
    expect(plain(answer.reply.table)).toBe(plain(wanted.slice(0, limit)));
  });

  it("has lots of the size that is asked for", async () => {
    const wanted = table(50, 13);
    const answer = await askArriving(run, "arrow", [tableToIPC(wanted, "stream")], {
      options: { batch_size: 13, limit: 60 },
    });
    expect(answer.error).toBeNull();
    expect(answer.reply.table.batches.map((batch) => batch.numRows)).toEqual([13, 13, 13, 11, 10]);
    expect(plain(answer.reply.table)).toBe(plain(wanted.slice(0, 60)));
  });

  it("tells its schema without more being read than is needed for it", async () => {
    const bytes = tableToIPC(table(10), "stream");
    const pieces = split(bytes, [5000]);
    const answer = await askArriving(run, "arrow", pieces, { operation: "schema" });
    expect(answer.error).toBeNull();
    expect(tableFromIPC(answer.reply.schemas).numCols).toBe(12);
  });

  it("of other columns than the first one is refused", async () => {
    const path = join(folder, "other");
    writeFileSync(path, tableToIPC(new Table({ x: vectorFromArray([1], new Int32()) }), "stream"));
    const answer = await ask(run, request([join(folder, "stream"), path], { format: "arrow" }));
    expect(failed(answer)).toMatchObject({ code: "ARROW_SCHEMAS", place: { path } });
  });

  it("ends with the request, while it waits", async () => {
    const reply = new KeptReply();
    reply.onPull = () => setImmediate(() => reply.cancel());
    const sources = [{ input: 0, name: "x", bytes: null }];
    const answer = await ask(run, request([], { format: "arrow", sources }), reply);
    expect(failed(answer)).toMatchObject({ kind: "Cancelled" });
  });

  it("can't be read by a format that reads files alone", async () => {
    const answer = await askArriving(run, "none", []);
    expect(failed(answer)).toMatchObject({ code: "UNKNOWN" });
  });
});

describe("what is refused", () => {
  const bytes = Buffer.from(tableToIPC(table(40, 3), "stream"));
  it("a type that has no place in our layout, by the column's name", async () => {
    const half = new Table({ fine: vectorFromArray([1], new Int32()), half: vectorFromArray([1], new Float16()) });
    const answer = await askArriving(run, "arrow", [tableToIPC(half, "stream")]);
    expect(failed(answer)).toMatchObject({ kind: "FormatError", code: "ARROW_TYPE" });
    expect((answer.error as Error).message).toMatch(/"half" is of the type float16/);
  });

  it.each([
    [0, "ARROW_CUT", /empty/],
    [4, "ARROW_CUT", /ends too early/],
    [100, "ARROW_CUT", /ends too early/],
    [bytes.length - 9, "ARROW_CUT", /ends too early/],
    // Without its end, nobody knows whether there was more.
    [bytes.length - 8, "ARROW_CUT", /ends too early/],
  ])("a stream of which only %i bytes are there", async (length, code, message) => {
    const answer = await askArriving(run, "arrow", split(bytes.subarray(0, length), [1000]));
    expect(failed(answer)).toMatchObject({ kind: "TruncatedFileError", code, place: { path: "<bytes>" } });
    expect((answer.error as Error).message).toMatch(message);
  });

  it("a file without its footer", async () => {
    const file = readFileSync(join(folder, "file"));
    const answer = await askArriving(run, "arrow", [file.subarray(0, file.length - 3)]);
    expect(failed(answer)).toMatchObject({ kind: "TruncatedFileError", code: "ARROW_CUT" });
  });

  it("what is no Arrow at all", async () => {
    const answer = await askArriving(run, "arrow", [Buffer.from("@HD\tVN:1.6\n@SQ\tSN:chr1")]);
    expect(failed(answer)).toMatchObject({ kind: "FormatError", code: "ARROW_MESSAGE", place: { offset: 0 } });
  });

  it("damage comes after the batches before it", async () => {
    const cut = await askArriving(run, "arrow", [bytes.subarray(0, bytes.length - 100)]);
    expect(failed(cut)).toMatchObject({ code: "ARROW_CUT", place: { record: 40 } });
    expect(cut.reply.batches).toHaveLength(1);
  });

  it("any damage is a typed error, or changes values alone", async () => {
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const damaged = Buffer.from(bytes);
        for (const [at, value] of changes) damaged[at] = value;
        const { error, reply, statistics } = await askArriving(run, "arrow", [damaged]);
        if (error === null) expect(reply.table.numRows).toBe(statistics?.["records"]);
        else expect(["FormatError", "TruncatedFileError", "LimitError"]).toContain((error as { kind: string }).kind);
      }),
      { numRuns: 400 },
    );
  });
});
