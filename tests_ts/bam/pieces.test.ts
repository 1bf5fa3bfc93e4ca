/** Pieces of a BAM, each read by a request of its own: together they are the file, whatever the cuts. */
import { beforeAll, describe, expect, test } from "vitest";
import { guess } from "../../ts/bam/partitions.ts";
import type { Run } from "../../ts/bridge/requests.ts";
import { partitions_max } from "../../ts/limits.ts";
import { bamFile, randomRecords, record, rowOf } from "../helpers/bam.ts";
import { Folder } from "../helpers/files.ts";
import { writeIndex } from "../helpers/index_writer.ts";
import type { Answer } from "../helpers/operations.ts";
import { ask, engine, request } from "../helpers/operations.ts";
import { KeptReply } from "../helpers/reply.ts";
import { splittingOf, truthOf } from "../helpers/split.ts";
import { askArriving } from "../helpers/streams.ts";
import { Random } from "../kernels/random.ts";
import { little, tag } from "../kernels/record_writer.ts";

type Options = Readonly<Record<string, unknown>>;

const folder = new Folder();
let run: Run;
beforeAll(async () => {
  run = await engine();
});

const pieces = (path: string, count: number, options: Options = {}): Promise<Answer> =>
  ask(run, request([path], { operation: "pieces", options: { partitions: count, ...options } }));

interface Found {
  readonly shared: Options;
  readonly pieces: readonly Options[];
}

interface Part {
  readonly part_of: { readonly records_begin: unknown; readonly end: unknown };
  readonly first_offset: readonly unknown[];
  readonly next_offset: readonly unknown[];
}

/** Read each piece, see that it meets the one before it, and give the rows of all. */
async function readAll(path: string, found: Found): Promise<unknown[]> {
  const rows: unknown[] = [];
  let reached: unknown = null;
  let last: Part | null = null;
  for (const piece of found.pieces) {
    const { reply, statistics, error } = await ask(run, request([path], { options: { ...found.shared, ...piece } }));
    expect(error).toBeNull();
    last = statistics as unknown as Part;
    expect(last.first_offset).toEqual([reached ?? last.part_of.records_begin]);
    reached = last.next_offset[0];
    rows.push(...reply.rows);
  }
  expect(reached).toEqual(last?.part_of.end);
  return rows;
}

const records = randomRecords(new Random(11), 150, 200);
const wanted = records.map((one) => rowOf(one));

describe("the union of the pieces is the file", () => {
  test.each([[[700]], [[30, 2000]], [[5000]]])("cut at each block, in blocks of %j", async (sizes) => {
    const truth = truthOf(folder.open(bamFile(records, { sizes })));
    const { file, blocks } = truth;
    const end = [file.file_bytes, 0];
    const begin = [truth.records_at.block, truth.records_at.within];
    for (const from of blocks.slice(1)) {
      const cut = guess(splittingOf(truth), from, file.file_bytes);
      if (cut === null) continue;
      const middle = [cut.block, cut.within];
      const each = [
        [...begin, ...middle],
        [...middle, ...end],
      ].map((chunk) => ({ chunks: [chunk], part_of_bytes: file.file_bytes }));
      expect(await readAll(file.name, { shared: {}, pieces: each })).toEqual(wanted);
    }
  });

  test.each([1, 2, 3, 10, 1000])("in at most %i pieces", async (count) => {
    const path = folder.write(bamFile(records, { sizes: [300] }));
    const { statistics, error } = await pieces(path, count);
    expect(error).toBeNull();
    const found = statistics as unknown as Found;
    expect(found.pieces.length).toBeLessThanOrEqual(count);
    if (count > 2) expect(found.pieces.length).toBeGreaterThan(2);
    expect(await readAll(path, found)).toEqual(wanted);
  });

  test("with the tags that were settled for the whole", async () => {
    const array = (type: string, value: number): number[] => [type.charCodeAt(0), ...little(1, 4), ...little(value, 4)];
    const tagged = [
      ...Array.from({ length: 50 }, (_, i) => record({ name: `a${i}`, tags: tag("NM", "C", [i]) })),
      ...Array.from({ length: 50 }, (_, i) => record({ name: `b${i}`, tags: tag("1X", "f", little(0, 4)) })),
      record({ name: "c", tags: tag("BB", "B", array("I", 1)) }),
      record({ name: "d", tags: tag("BB", "B", array("i", 1)) }),
    ];
    const path = folder.write(bamFile(tagged, { sizes: [300] }));
    const { statistics } = await pieces(path, 5, { tags: "all" });
    const found = statistics as unknown as Found;
    expect(found.shared).toEqual({ tags: ["NM:i", "1X:f", "BB:B:i64", "tags_rest"] });
    const schema = await ask(run, request([path], { operation: "schema", options: { tags: "all" } }));
    for (const piece of found.pieces) {
      const part = await ask(run, request([path], { operation: "schema", options: { ...found.shared, ...piece } }));
      expect(part.reply.schemas).toEqual(schema.reply.schemas);
    }
  });
});

describe("what can't be split", () => {
  test("too many pieces, several files, what arrives, a part of a file", async () => {
    const path = folder.write(bamFile(records));
    expect((await pieces(path, partitions_max + 1)).error).toMatchObject({ code: "PARTITIONS" });
    const two = request([path, path], { operation: "pieces", options: { partitions: 2 } });
    expect((await ask(run, two)).error).toMatchObject({ code: "PARTITIONS" });
    const fields = { operation: "pieces", options: { partitions: 2 } } as const;
    const { error } = await askArriving(run, "bam", [bamFile(records)], fields);
    expect(error).toMatchObject({ code: "PARTITIONS" });
    const region = { region: ["*"], index: ["x", null, writeIndex([], 2, 0, null)] };
    expect((await pieces(path, 2, region)).error).toMatchObject({ code: "PARTITIONS" });
    const part = (await pieces(path, 1)).statistics as unknown as Found;
    expect((await pieces(path, 2, part.pieces[0])).error).toMatchObject({ code: "PARTITIONS" });
  });

  test("a format without pieces", async () => {
    const path = folder.write(Buffer.from("00000nam a2200000 a 4500"));
    const wrong = request([path], { operation: "pieces", format: "marc", options: { partitions: 2 } });
    expect((await ask(run, wrong)).error).toMatchObject({ kind: "OptionError" });
  });

  test("a file that has another size when a piece of it is read", async () => {
    const bytes = bamFile(records, { sizes: [500] });
    const found = (await pieces(folder.write(bytes), 4)).statistics as unknown as Found;
    const other = folder.write(Buffer.concat([bytes, Buffer.from(bytes.subarray(-28))]));
    const options = { ...found.shared, ...found.pieces[1] };
    expect((await ask(run, request([other], { options }))).error).toMatchObject({ code: "PARTITION_CHANGED" });
  });

  test("once it is cancelled, no more is looked for", async () => {
    const path = folder.write(bamFile(records, { sizes: [100] }));
    const reply = new KeptReply();
    const answer = ask(run, request([path], { operation: "pieces", options: { partitions: 1000 } }), reply);
    setImmediate(() => reply.cancel());
    expect((await answer).error).toMatchObject({ kind: "Cancelled" });
  });
});
