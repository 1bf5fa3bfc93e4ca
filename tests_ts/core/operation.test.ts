import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { beforeAll, describe, expect, test } from "vitest";
import type { Request, Run } from "../../ts/bridge/requests.ts";
import { bamFile, bamHeader, randomRecords, record, rowOf } from "../helpers/bam.ts";
import { bgzf } from "../helpers/bgzf.ts";
import { Folder } from "../helpers/files.ts";
import { ask, engine, ipcFile, request } from "../helpers/operations.ts";
import { KeptReply, rowsOf } from "../helpers/reply.ts";
import { Random } from "../kernels/random.ts";

const folder = new Folder();
const records = randomRecords(new Random(1), 500);
const rows = records.map((one) => rowOf(one));
const small_bytes = bamFile(records);
const small = folder.write(small_bytes, ".bam");
const other_records = randomRecords(new Random(2), 77);
const other = folder.write(bamFile(other_records), ".bam");
const header_only = folder.write(bamFile([]), ".bam");

let run: Run;
beforeAll(async () => {
  run = await engine();
});

describe("stream", () => {
  test("gives every row, in batches of the size asked for", async () => {
    const { reply, statistics } = await ask(run, request([small], { options: { batch_size: 64 } }));
    expect(reply.rows).toEqual(rows);
    expect(reply.table.batches.map((one) => one.numRows)).toEqual([64, 64, 64, 64, 64, 64, 64, 52]);
    expect(statistics).toMatchObject({ records: 500, batches: 8, bytes_in: small_bytes.length, complete: true });
    expect(statistics?.["bytes_out"]).toBe(reply.batches.reduce((sum, one) => sum + one.length, 0));
    for (const key of ["seconds", "main_seconds", "task_seconds", "memory_peak_bytes", "threads"]) {
      expect([key, typeof statistics?.[key]]).toEqual([key, "number"]);
    }
  });

  test("has the header and the coordinates in its schema", async () => {
    const { reply } = await ask(run, request([small]));
    expect(Object.fromEntries(reply.table.schema.metadata)).toMatchObject({
      format: "bam",
      coordinates: "1-based",
      sam_header: "@HD\tVN:1.6\n",
    });
  });

  test.each([1, 499, 500, 501, 1_000_000, 2 ** 50])("batches of %i", async (batch_size) => {
    const { reply } = await ask(run, request([small], { options: { batch_size } }));
    expect(reply.table.batches.length).toBe(Math.ceil(500 / batch_size));
    expect(reply.rows).toEqual(rows);
  });

  test("gives the columns asked for, in that order", async () => {
    const { reply } = await ask(run, request([small], { options: { columns: ["flags", "name"], source_file: true } }));
    expect(reply.table.schema.fields.map((field) => field.name)).toEqual(["flags", "name", "source_file"]);
    expect(reply.rows).toEqual(rows.map(({ flags, name }) => ({ flags, name, source_file: basename(small) })));
  });

  test.each([["name"], ["chrom"], ["start"], ["end"], ["flags"], ["sequence"], ["quality_scores"]] as const)(
    "gives %s alone",
    async (column) => {
      const { reply } = await ask(run, request([small], { options: { columns: [column] } }));
      expect(reply.rows).toEqual(rows.map((row) => ({ [column]: row[column] })));
    },
  );

  test("gives a schema and no batch for a file of a header alone", async () => {
    const { reply, statistics } = await ask(run, request([header_only]));
    expect([reply.schemas.length, reply.batches.length]).toEqual([1, 0]);
    expect(statistics).toMatchObject({ records: 0, complete: true });
  });

  test("waits for credit, and is told of no end before", async () => {
    const reply = new KeptReply();
    reply.credit = 1;
    let ended = false;
    const end = ask(run, request([small], { options: { batch_size: 100 } }), reply).finally(() => {
      ended = true;
    });
    reply.onBatch = (count) => {
      if (count < 5) setTimeout(() => reply.give(1), 20);
      expect(ended).toBe(false);
    };
    expect((await end).statistics).toMatchObject({ records: 500 });
    expect(reply.rows).toEqual(rows);
  });
});

describe("several inputs", () => {
  test("follow one another, and each row can say where it is from", async () => {
    const { reply, statistics } = await ask(
      run,
      request([small, header_only, other], { options: { source_file: true, batch_size: 300 } }),
    );
    const expected = [
      ...rows.map((row) => ({ ...row, source_file: basename(small) })),
      ...other_records.map((one) => ({ ...rowOf(one), source_file: basename(other) })),
    ];
    expect(reply.rows).toEqual(expected);
    expect(statistics).toMatchObject({ records: 577, batches: 3, complete: true });
  });

  test("share a limit", async () => {
    const { reply, statistics } = await ask(run, request([other, small], { options: { limit: 80 } }));
    expect(reply.rows).toEqual([...other_records.map((one) => rowOf(one)), ...rows.slice(0, 3)]);
    expect(statistics).toMatchObject({ records: 80, complete: false });
  });

  test("one that is bad fails them all, by its name", async () => {
    const bad = folder.write(small_bytes.subarray(0, small_bytes.length - 40), ".bam");
    const target = folder.name();
    const { error } = await ask(run, request([small, bad], { operation: "convert", sink: ipcFile(target) }));
    expect(error).toMatchObject({ kind: "TruncatedFileError", place: { path: bad } });
    expect(existsSync(target)).toBe(false);
  });
});

describe("a limit", () => {
  test.each([1, 63, 64, 65, 499, 500, 501])("of %i records", async (limit) => {
    const { reply, statistics } = await ask(run, request([small], { options: { limit, batch_size: 64 } }));
    expect(reply.rows).toEqual(rows.slice(0, limit));
    expect(statistics).toMatchObject({ records: Math.min(limit, 500), complete: limit > 500 });
  });

  test("of none reads none", async () => {
    const { reply, statistics } = await ask(run, request([small], { options: { limit: 0 } }));
    expect([reply.schemas.length, reply.batches.length]).toEqual([1, 0]);
    expect(statistics).toMatchObject({ records: 0, complete: false });
  });

  test("does not vouch for what is behind it", async () => {
    const cut = folder.write(small_bytes.subarray(0, small_bytes.length - 28), ".bam");
    expect((await ask(run, request([cut], { options: { limit: 10 } }))).statistics).toMatchObject({ records: 10 });
    expect((await ask(run, request([cut]))).error).toMatchObject({ code: "BAM_NO_EOF", place: { record: 500 } });
  });
});

describe("schema, count, check, convert", () => {
  test("schema: the schema, the header, and no rows", async () => {
    const { reply, statistics } = await ask(run, request([small], { operation: "schema" }));
    expect(reply.table.schema.fields.map((field) => field.name)).toEqual(Object.keys(rows[0] ?? {}));
    expect([reply.schemas.length, reply.batches.length]).toEqual([1, 0]);
    expect(statistics).toMatchObject({ bytes_total: small_bytes.length });
  });

  test.each(["count", "check"] as const)("%s: the number of records and nothing else", async (operation) => {
    const { reply, statistics } = await ask(run, request([small, other], { operation }));
    expect(statistics).toMatchObject({ records: 577, complete: true, bytes_out: 0 });
    expect([reply.schemas.length, reply.batches.length]).toEqual([0, 0]);
  });

  test("check finds what is wrong in a column, by its record; count does not look there", async () => {
    const broken = Buffer.from(records[123] as Uint8Array);
    broken[36] = 1;
    const path = folder.write(bamFile([...records.slice(0, 123), broken, ...records.slice(124)]), ".bam");
    const { error } = await ask(run, request([path], { operation: "check" }));
    expect(error).toMatchObject({ code: "BAM_RECORD_NAME", place: { path, record: 123, offset: expect.any(Number) } });
    expect((await ask(run, request([path], { operation: "count" }))).statistics).toMatchObject({ records: 500 });
  });

  test("convert: the file has the rows that the stream has", async () => {
    const target = folder.name(".arrow");
    const { statistics, reply } = await ask(
      run,
      request([small], { operation: "convert", sink: ipcFile(target), options: { batch_size: 90 } }),
    );
    const bytes = readFileSync(target);
    expect(rowsOf(tableFromIPC(bytes))).toEqual(rows);
    expect(statistics).toMatchObject({ records: 500, batches: 6, bytes_out: bytes.length });
    expect(reply.batches.length).toBe(0);
  });

  test("convert onto a name that is taken is an error of the output", async () => {
    const { error } = await ask(run, request([small], { operation: "convert", sink: ipcFile("/dev/full") }));
    expect(error).toMatchObject({ kind: "OutputError", place: { path: "/dev/full", errno: "EEXIST" } });
  });
});

describe("what is not known", () => {
  test.each([
    ["a format", { format: "cram" }, "UNKNOWN"],
    ["a format by the name of a method", { format: "constructor" }, "UNKNOWN"],
    ["an output", { operation: "convert", sink: { kind: "csv", path: Buffer.from("x"), name: "x" } }, "UNKNOWN"],
    ["no output for a conversion", { operation: "convert" }, "SINK"],
    ["a column", { options: { columns: ["nmae"] } }, "COLUMN_UNKNOWN"],
    ["a column twice", { options: { columns: ["name", "name"] } }, "COLUMN_TWICE"],
    ["columns that are no list", { options: { columns: "name" } }, "OPTION"],
    ["a batch size of none", { options: { batch_size: 0 } }, "OPTION"],
    ["a batch size that is no number", { options: { batch_size: "many" } }, "OPTION"],
    ["a limit below none", { options: { limit: -1 } }, "OPTION"],
    ["a limit with a fraction", { options: { limit: 1.5 } }, "OPTION"],
    ["no input", { sources: [] }, "NO_INPUT"],
  ] as const)("%s", async (_, fields, code) => {
    const { error } = await ask(run, request([small], fields as Partial<Request>));
    expect(error).toMatchObject({ kind: "OptionError", code });
  });

  test("an input that is not there, or no file", async () => {
    const missing = await ask(run, request([small, folder.name(".bam")]));
    expect(missing.error).toMatchObject({ kind: "InputNotFoundError", place: { errno: "ENOENT" } });
    const directory = await ask(run, request([folder.path]));
    expect(directory.error).toMatchObject({ kind: "InputError", place: { path: folder.path } });
    expect((await ask(run, request(["/dev/null"]))).error).toMatchObject({ kind: "InputError" });
  });

  test("an input that is no BAM", async () => {
    for (const [bytes, code] of [
      [Buffer.from("@HD\tVN:1.6\n"), "BAM_NOT_BGZF"],
      [new Uint8Array(0), "BAM_HEADER_CUT"],
      [bgzf(Buffer.from("not a BAM")), "BAM_MAGIC"],
      [bgzf(bamHeader("text").subarray(0, 9)), "BAM_HEADER_CUT"],
      [Buffer.from("1f8b080000000000000303000000000000000000", "hex"), "BGZF_PLAIN_GZIP"],
    ] as const) {
      const { error } = await ask(run, request([folder.write(bytes)]));
      expect(error).toMatchObject({ code, place: { record: 0 } });
    }
  });
});

describe("on the way", () => {
  test("progress rises to the end, with the total", async () => {
    const reply = new KeptReply();
    reply.credit = 1;
    reply.onBatch = () => void setTimeout(() => reply.give(1), 15);
    await ask(run, request([small, other], { progress: 0.005, options: { batch_size: 100 } }), reply);
    expect(reply.told.length).toBeGreaterThan(3);
    const total = small_bytes.length + readFileSync(other).length;
    for (const [i, one] of reply.told.entries()) {
      const before = reply.told[i - 1] ?? { bytes_done: 0, records: 0, seconds: 0 };
      expect(one.bytes_total).toBe(total);
      expect(one.bytes_done).toBeGreaterThanOrEqual(before.bytes_done);
      expect(one.records).toBeGreaterThanOrEqual(before.records);
      expect(one.seconds).toBeGreaterThanOrEqual(before.seconds);
    }
    expect(reply.told.at(-1)).toMatchObject({ bytes_done: total, records: 577 });
  });

  test("no progress where none is wanted", async () => {
    expect((await ask(run, request([small]))).reply.told).toEqual([]);
  });

  test("a header that is not UTF-8 is warned of", async () => {
    const path = folder.write(bgzf(bamHeader(Buffer.from("@CO\tü", "latin1"))));
    const { reply } = await ask(run, request([path]));
    expect(reply.logs).toEqual([expect.stringMatching(/^warning: .*Latin-1/)]);
  });

  test("cancelled before it begins, in the middle, while it waits for credit", async () => {
    for (const moment of [0, 1, 3]) {
      const reply = new KeptReply();
      reply.credit = 3;
      if (moment === 0) reply.cancel();
      reply.onBatch = (count) => {
        if (count === 1 && moment === 1) reply.cancel();
        if (count === 3) setTimeout(() => reply.cancel(), 10);
      };
      const { error } = await ask(run, request([small], { options: { batch_size: 50 } }), reply);
      expect(error).toMatchObject({ kind: "Cancelled" });
      expect(reply.batches.length).toBe(moment);
    }
  });

  test("cancelled, a conversion leaves no file", async () => {
    const target = folder.name();
    const reply = new KeptReply();
    const end = ask(
      run,
      request([small], { operation: "convert", sink: ipcFile(target), options: { batch_size: 1 } }),
      reply,
    );
    setImmediate(() => reply.cancel());
    expect((await end).error).toMatchObject({ kind: "Cancelled" });
    expect(existsSync(target)).toBe(false);
  });
});

test("a record with every field empty", async () => {
  const one = record({ name: "*" });
  const { reply } = await ask(run, request([folder.write(bamFile([one]))]));
  expect(reply.rows).toEqual([
    { name: "*", chrom: null, start: null, end: null, flags: 0, sequence: null, quality_scores: null },
  ]);
});
