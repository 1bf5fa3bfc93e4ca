/** Where a BAM is split by its index: each part begins with the first record that the index names in it, or where one is found. */
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { BamIndex } from "../../ts/bam/index_parse.ts";
import { firstPlaces } from "../../ts/bam/known_starts.ts";
import { split } from "../../ts/bam/partitions.ts";
import type { VirtualOffset } from "../../ts/bgzf/spans.ts";
import type { Run } from "../../ts/bridge/requests.ts";
import { bamFile, record } from "../helpers/bam.ts";
import { Folder } from "../helpers/files.ts";
import { writeIndex } from "../helpers/index_writer.ts";
import { placesOf } from "../helpers/offsets.ts";
import { ask, engine, request } from "../helpers/operations.ts";
import { key, splittingOf, truthOf } from "../helpers/split.ts";

const extra = join(process.env["ROGTK_SHIM_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data"), "bam");
const folder = new Folder();

function indexesIn(path: string): string[] {
  try {
    return readdirSync(path).filter((name) => /\.bam\.(bai|csi)$/.test(name));
  } catch {
    return [];
  }
}

describe("indexes that came with their files", () => {
  const indexes = indexesIn(extra);

  test.each(indexes)("%s", { timeout: 60_000 }, (name) => {
    const path = join(extra, name.slice(0, -4));
    const fd = openSync(path, "r");
    try {
      const truth = truthOf({ fd, name: path, file_bytes: statSync(path).size });
      const index = new BamIndex(readFileSync(join(extra, name)));
      for (const count of [2, 5, 40]) {
        const known = firstPlaces(index, truth.records_at, truth.file.file_bytes, count);
        expect(known.length).toBeLessThan(count);
        const begins = [...split({ ...splittingOf(truth), known }, count)].map(({ begin }) => key(begin));
        for (const begin of begins.slice(1)) expect(truth.records).toContain(begin);
        // An index may name the end of a block where the next one begins.
        for (const place of known) if (truth.records.includes(key(place))) expect(begins).toContain(key(place));
      }
    } finally {
      closeSync(fd);
    }
  });

  test.skipIf(indexes.length > 0)("the folder of extra files is not there", () => {
    expect(indexes).toEqual([]);
  });
});

describe("an index of many windows", () => {
  const all = Array.from({ length: 300 }, (_, i) =>
    record({ name: `read${i}`, reference: 0, position: 3000 * i, cigar: [], bases: [], quality: [], flag: 0 }),
  );
  const bytes = bamFile(all, { sizes: [500], level: 1 });
  const { records: starts, blocks } = placesOf(bytes);
  const end: VirtualOffset = { block: blocks.at(-1) as number, within: 0 };
  const index = (moved: (place: VirtualOffset) => VirtualOffset, shape: Parameters<typeof writeIndex>[3]): Uint8Array =>
    writeIndex(
      starts.map((from, i) => ({
        reference: 0,
        begin: 3000 * i,
        end: 3000 * i + 1,
        from: moved(from),
        to: moved(starts[i + 1] ?? end),
      })),
      2,
      0,
      shape,
    );
  const right = (place: VirtualOffset): VirtualOffset => place;
  let run: Run;
  beforeAll(async () => {
    run = await engine();
  });

  async function begins(path: string, options: Record<string, unknown> = {}): Promise<string[]> {
    const wanted = request([path], { operation: "pieces", options: { partitions: 9, ...options } });
    const { statistics, error } = await ask(run, wanted);
    if (error !== null) throw error;
    const pieces = statistics?.["pieces"] as { chunks: [[number, number, number, number]] }[];
    return pieces.map(({ chunks: [[block, within]] }) => key({ block, within }));
  }

  test.each([
    [".bai", null],
    [".csi", { min_shift: 14, depth: 6 }],
  ])("%s is found beside the file, and taken", async (suffix, shape) => {
    const path = folder.name(".bam");
    writeFileSync(path, bytes);
    const guessed = await begins(path);
    const stored = index(right, shape);
    const first = starts[0] as VirtualOffset;
    const known = firstPlaces(new BamIndex(stored), first, bytes.length, 9).map(key);
    // Each record is named: the first one of each part is where it begins.
    const shares = Array.from({ length: 8 }, (_, i) => ((bytes.length - first.block) * (i + 1)) / 9 + first.block);
    expect(known).toEqual(shares.map((from) => key(starts.find(({ block }) => block >= from) as VirtualOffset)));
    writeFileSync(`${path}${suffix}`, stored);
    const [, ...found] = await begins(path);
    expect(found).toEqual(known);
    expect(await begins(path, { index: ["given", null, stored] })).toEqual(await begins(path));
    expect(guessed).toHaveLength(9);
  });

  test("whose places are no records, or in no block, is as good as none", async () => {
    const path = folder.name(".bam");
    writeFileSync(path, bytes);
    const guessed = await begins(path);
    for (const moved of [
      ({ block, within }: VirtualOffset) => ({ block, within: within + 3 }),
      ({ block, within }: VirtualOffset) => ({ block: Math.min(block + 3, bytes.length), within }),
      ({ block }: VirtualOffset) => ({ block, within: 65_535 }),
    ]) {
      writeFileSync(`${path}.bai`, index(moved, null));
      expect(await begins(path)).toEqual(guessed);
    }
  });

  test("that is damaged is left alone beside the file, and an error where it was named", async () => {
    const path = folder.name(".bam");
    writeFileSync(path, bytes);
    const guessed = await begins(path);
    const beyond = index(({ block, within }) => ({ block: block + bytes.length, within }), null);
    for (const broken of [Buffer.from("nothing"), index(right, null).subarray(0, 99), beyond]) {
      writeFileSync(`${path}.bai`, broken);
      expect(await begins(path)).toEqual(guessed);
      const named = begins(path, { index: ["x", Buffer.from(`${path}.bai`)] });
      await expect(named).rejects.toMatchObject({ code: "INDEX_DAMAGED" });
    }
    const missing = begins(path, { index: ["x", Buffer.from(`${path}.none`)] });
    await expect(missing).rejects.toMatchObject({ code: "INDEX_NOT_FOUND", message: expect.stringContaining("named") });
  });

  test("is not looked for under a name that is too long", async () => {
    const path = join(folder.path, `${"n".repeat(251)}.bam`);
    writeFileSync(path, bytes);
    expect(await begins(path)).toHaveLength(9);
  });
});
