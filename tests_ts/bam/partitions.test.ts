/** Where a BAM is split: every place is one where a record begins, or none is found. */
import { closeSync, openSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { guess, split } from "../../ts/bam/partitions.ts";
import type { Chunk } from "../../ts/bgzf/chunks.ts";
import type { OpenFile } from "../../ts/core/open_file.ts";
import { found_records_max } from "../../ts/limits.ts";
import { bamFile, bamHeader, int32, randomRecords, record, two_references } from "../helpers/bam.ts";
import { bgzf, block, end_of_file } from "../helpers/bgzf.ts";
import { Folder } from "../helpers/files.ts";
import type { Truth } from "../helpers/split.ts";
import { key, splittingOf, truthOf } from "../helpers/split.ts";
import { Random } from "../kernels/random.ts";

const root = resolve(import.meta.dirname, "../..");
const extra = process.env["ROGTK_SHIM_TEST_DATA"] ?? join(root, "../shared/data");
const folder = new Folder();

function withFile<T>(path: string, use: (file: OpenFile) => T): T {
  const fd = openSync(path, "r");
  try {
    return use({ fd, name: path, file_bytes: statSync(path).size });
  } finally {
    closeSync(fd);
  }
}

function bamsIn(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => name.endsWith(".bam"))
      .map((name) => join(path, name));
  } catch {
    return [];
  }
}

/** Enter the file at each of its blocks: what is found is a record, and the first one there. Returns how often one was. */
function enterEverywhere(truth: Truth): { found: number; missed: number } {
  const { file, records, blocks, records_at } = truth;
  const records_of = new Map<number, string>();
  for (const one of records) {
    const offset = Number(one.split(":")[0]);
    if (!records_of.has(offset)) records_of.set(offset, one);
  }
  let [found, missed] = [0, 0];
  blocks.forEach((from, i) => {
    if (from <= records_at.block) return;
    const to = blocks[i + 1] ?? file.file_bytes;
    const place = guess(splittingOf(truth), from, to);
    if (place !== null) expect(key(place)).toBe(records_of.get(from));
    if (place !== null) found += 1;
    else if (records_of.has(from)) missed += 1;
    // Without a bound the record that is found may be further on.
    const anywhere = guess(splittingOf(truth), from, file.file_bytes);
    if (anywhere !== null) expect(records).toContain(key(anywhere));
  });
  return { found, missed };
}

const seamless = (pieces: readonly Chunk[], { records_at, file }: Truth): void => {
  expect(pieces[0]?.begin).toEqual(records_at);
  expect(pieces.at(-1)?.end).toEqual({ block: file.file_bytes, within: 0 });
  for (let i = 1; i < pieces.length; i++) expect(pieces[i]?.begin).toEqual(pieces[i - 1]?.end);
};

const own = bamsIn(join(root, "tests_py/data/bam"));
const others = bamsIn(join(extra, "bam"));

describe("real files", () => {
  // A block of this file's header looks different: its extra field has more than the size.
  test.each([...own, ...others].map((path) => [path.replace(/.*\//, ""), path]))(
    "%s",
    { timeout: 60_000 },
    (_, path) => {
      withFile(path as string, (file) => {
        const truth = truthOf(file);
        const { missed } = enterEverywhere(truth);
        expect(missed).toBe(0);
        for (const count of [1, 2, 3, 7, 100]) {
          const pieces = [...split(splittingOf(truth), count)];
          seamless(pieces, truth);
          expect(pieces.length).toBeLessThanOrEqual(count);
          for (const piece of pieces.slice(1)) expect(truth.records).toContain(key(piece.begin));
        }
      });
    },
  );

  test.skipIf(others.length > 0)("the folder of extra files is not there", () => {
    expect(others).toEqual([]);
  });
});

describe("files made by hand", () => {
  const open = (bytes: Uint8Array): Truth => truthOf(folder.open(bytes));
  const records = randomRecords(new Random(5), 400);

  test.each([[[65280]], [[200]], [[50, 1000, 3]]])("in blocks of %j", (sizes) => {
    const truth = open(bamFile(records, { sizes }));
    const { found, missed } = enterEverywhere(truth);
    expect(missed).toBe(0);
    if (sizes[0] !== 65280) expect(found).toBeGreaterThan(20);
    for (const count of [1, 2, 10, 1000]) seamless([...split(splittingOf(truth), count)], truth);
  });

  test("a record of many blocks, of which some parts have no start", () => {
    const long = record({ name: "long", bases: new Array(300_000).fill(1), quality: new Array(300_000).fill(30) });
    const truth = open(bamFile([...records, long, ...records], { sizes: [5000], level: "stored" }));
    const pieces = [...split(splittingOf(truth), 50)];
    seamless(pieces, truth);
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.length).toBeLessThan(25);
    for (const { begin } of pieces.slice(1)) expect(truth.records).toContain(key(begin));
  });

  test("records of which a hundred are more than is looked at first", () => {
    const bases = new Array(20_000).fill(2);
    const long = randomRecords(new Random(1), 300).map((_, i) =>
      record({ name: `long${i}`, bases, quality: bases.map(() => 7) }),
    );
    const truth = open(bamFile(long, { sizes: [60_000] }));
    const pieces = [...split(splittingOf(truth), 8)];
    seamless(pieces, truth);
    expect(pieces.length).toBe(8);
    for (const { begin } of pieces.slice(1)) expect(truth.records).toContain(key(begin));
  });

  test("a header that ends with its block, and records of none", () => {
    const header = bamHeader("@HD\tVN:1.6\n", two_references);
    for (const data of [Buffer.concat(records.slice(0, 2)), Buffer.alloc(0)]) {
      const truth = open(Buffer.concat([block(header), block(data), end_of_file]));
      const pieces = [...split({ ...splittingOf(truth), records_at: { block: 0, within: header.length } }, 100)];
      expect(pieces).toHaveLength(1);
    }
  });

  test("what looks like a hundred records within a tag deceives", () => {
    const inner = Buffer.concat(randomRecords(new Random(7), 2 * found_records_max));
    const plain = record({ name: "outer" });
    const tag = Buffer.concat([Buffer.from("XXBC"), int32(inner.length), inner]);
    const outer = Buffer.concat([plain, tag]);
    outer.set(int32(outer.length - 4), 0);
    const truth = open(bgzf(Buffer.concat([bamHeader("", two_references), outer, ...records]), { sizes: [1000] }));
    const pieces = [...split(splittingOf(truth), 20)];
    expect(pieces.some(({ begin }) => !truth.records.includes(key(begin)))).toBe(true);
  });

  test("an index says where records begin, unless it is that of another file", () => {
    const truth = open(bamFile(records, { sizes: [1000] }));
    const named = truth.records.filter((_, i) => i % 7 === 3);
    const known = named.map((one) => {
      const [at = 0, within = 0] = one.split(":").map(Number);
      return { block: at, within };
    });
    const pieces = [...split({ ...splittingOf(truth), known }, 8)];
    seamless(pieces, truth);
    expect(pieces).toHaveLength(8);
    for (const { begin } of pieces.slice(1)) expect(named).toContain(key(begin));
    const guessed = [...split(splittingOf(truth), 8)];
    expect(pieces).not.toEqual(guessed);
    const foreign = known.map(({ block: at, within }) => ({ block: at, within: within + 1 }));
    expect([...split({ ...splittingOf(truth), known: foreign }, 8)]).toEqual(guessed);
  });

  test("no start where the file is damaged, or where there is no block at all", () => {
    const bytes = bamFile(records, { sizes: [1000] });
    const { file, records_at, references, blocks } = open(bytes);
    const middle = blocks[5] as number;
    const truth = { file: folder.open(bytes.map((byte, at) => (at > middle ? 0 : byte))), records_at, references };
    const pieces = [...split(splittingOf({ ...truth, blocks: [], records: [] }), 10)];
    expect(pieces).toHaveLength(1);
    expect(pieces[0]?.end).toEqual({ block: file.file_bytes, within: 0 });
  });
});
