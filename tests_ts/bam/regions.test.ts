/** Regions through an index give the records that overlap them, whatever the blocks, the records and the kind of index. */
import { writeFileSync } from "node:fs";
import { BAI } from "@gmod/bam";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { BamIndex } from "../../ts/bam/index_parse.ts";
import { indexChunks } from "../../ts/bam/index_query.ts";
import { nearNames } from "../../ts/bam/near_names.ts";
import { positions_end } from "../../ts/bam/regions.ts";
import type { VirtualOffset } from "../../ts/bgzf/spans.ts";
import type { Run } from "../../ts/bridge/requests.ts";
import { quoted } from "../../ts/core/quoted.ts";
import { bamFile, record } from "../helpers/bam.ts";
import { Folder } from "../helpers/files.ts";
import type { PlacedRecord } from "../helpers/index_writer.ts";
import { writeIndex } from "../helpers/index_writer.ts";
import { placesOf } from "../helpers/offsets.ts";
import { ask, engine, request } from "../helpers/operations.ts";
import { askArriving } from "../helpers/streams.ts";
import { Random } from "../kernels/random.ts";
import { operations } from "../kernels/record_writer.ts";

const folder = new Folder();

let run: Run;
beforeAll(async () => {
  run = await engine();
});

interface Made {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly bai: Uint8Array;
  readonly csi: Uint8Array;
  readonly records: readonly (PlacedRecord & { readonly name: string })[];
  readonly unplaced: readonly string[];
}

/** Records on two references, sorted, behind them some without a place. */
function make(seed: number, count: number, span: number, sizes: readonly number[]): Made {
  const random = new Random(seed);
  const drawn = Array.from({ length: count }, () => {
    const length = random.below(5) === 0 ? random.below(200_000) : random.below(300);
    return { reference: random.below(2), begin: random.below(span), length, flag: random.below(8) === 0 ? 4 : 0 };
  }).toSorted((a, b) => a.reference - b.reference || a.begin - b.begin);
  const unplaced = Array.from({ length: 5 }, (_, i) => `lost${i}`);
  const all = [
    ...drawn.map(({ reference, begin, length, flag }, i) => {
      const cigar = length === 0 ? [] : operations(`${length}N`);
      return record({ name: `read${i}`, reference, position: begin, flag, cigar, bases: [], quality: [] });
    }),
    ...unplaced.map((name) =>
      record({ name, reference: -1, position: -1, flag: 4, cigar: [], bases: [], quality: [] }),
    ),
  ];
  const bytes = bamFile(all, { sizes, level: 1 });
  const { records: starts, blocks } = placesOf(bytes);
  const records = drawn.map(({ reference, begin, length, flag }, i) => ({
    name: `read${i}`,
    reference,
    begin,
    end: begin + (flag === 4 ? 1 : Math.max(1, length)),
    from: starts[i] as VirtualOffset,
    to: starts[i + 1] ?? { block: blocks.at(-1) as number, within: 0 },
  }));
  const path = folder.name(".bam");
  writeFileSync(path, bytes);
  const bai = writeIndex(records, 2, unplaced.length, null);
  const csi = writeIndex(records, 2, unplaced.length, { min_shift: 10, depth: 7 });
  return { path, bytes, bai, csi, records, unplaced };
}

type Asked = readonly [reference: number, begin: number, end: number];

const names = ["chr1", "a_rather_long_reference_name"] as const;

function wanted({ records, unplaced }: Made, asked: readonly Asked[], lost: boolean): string[] {
  const inside = records.filter((one) =>
    // A region without any base holds nothing.
    asked.some(
      ([reference, begin, end]) => begin < end && one.reference === reference && one.begin < end && one.end > begin,
    ),
  );
  return [...inside.map((one) => one.name), ...(lost ? unplaced : [])];
}

describe("regions", () => {
  const files = [make(1, 400, 3_000_000, [65_280]), make(2, 3000, 900, [700, 3000]), make(3, 40, 200_000_000, [50])];
  const interval = fc.tuple(fc.nat(1), fc.nat(999), fc.integer({ min: 0, max: 300_000 }));

  it("are what overlaps, in the file's order, each once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(files.length - 1),
        fc.array(interval, { maxLength: 6 }),
        fc.boolean(),
        fc.constantFrom("bai", "csi", "none"),
        async (file, parts, lost, kind) => {
          const made = files[file] as Made;
          // The second reference is short; its records are not.
          const last = made.records.at(-1)?.begin ?? 0;
          const asked = parts.map(([reference, begin, length]): Asked => {
            const from = reference === 1 ? begin : Math.floor((begin / 1000) * last);
            return [reference, from, from + length];
          });
          const region = [...asked.map(([id, begin, end]) => [names[id], begin, end]), ...(lost ? ["*"] : [])];
          const options = { region, coords: "0-based", columns: ["name"] };
          const index = kind === "none" ? null : ["x", null, kind === "bai" ? made.bai : made.csi];
          const answer =
            kind === "none"
              ? await askArriving(run, "bam", [made.bytes], { options })
              : await ask(run, request([made.path], { options: { ...options, index } }));
          expect(answer.error).toBeNull();
          const got = answer.reply.rows.map((row) => row.name);
          expect(got).toEqual(wanted(made, asked, lost));
          const read = answer.statistics?.["records_read"];
          expect(answer.statistics).toMatchObject({
            complete: true,
            filtered: { region: (read as number) - got.length },
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it("lie in chunks that another reader of indexes finds too", async () => {
    for (const { bai, records } of files) {
      const other = new BAI({ filehandle: { readFile: async () => bai } as never });
      const index = new BamIndex(bai);
      const from = records[0]?.from as VirtualOffset;
      for (const [begin, end] of [
        [0, positions_end],
        [500, 600],
        [100_000, 2_000_000],
      ] as const) {
        const intervals = new Map([[0, [{ begin, end }]]]);
        const chunks = indexChunks(index, { intervals, unplaced: false }, 2 ** 40, from);
        const found = await other.blocksForRange(0, begin, Math.min(end, 2 ** 29));
        for (const chunk of chunks) {
          const holds = found.some(
            ({ minv, maxv }) => minv.blockPosition <= chunk.begin.block && maxv.blockPosition >= chunk.end.block,
          );
          expect(holds).toBe(true);
        }
      }
    }
  });

  it.each([[1], [["chr1", -1, 2]], [["chr1", 1]], [[["chr1", 1, "2"]]], [[5]]])(
    "that make no sense: %j",
    async (region) => {
      const { path } = files[0] as Made;
      const { error } = await ask(run, request([path], { options: { region } }));
      expect(error).toMatchObject({ kind: "OptionError", code: "REGION" });
    },
  );

  it("and chunks at once are refused, as is an index that is none", async () => {
    const { path } = files[0] as Made;
    for (const options of [
      { region: ["chr1"], chunks: [] },
      { region: ["chr1"], index: 7 },
    ]) {
      expect((await ask(run, request([path], { options }))).error).toMatchObject({ code: "OPTION" });
    }
  });
});

describe("names", () => {
  it("that may have been meant", () => {
    const known = ["chr1", "chr2", "chrX", "MT", "scaffold_17"];
    expect(nearNames("1", known)).toEqual(["chr1"]);
    expect(nearNames("CHRx", known)).toEqual(["chrX"]);
    expect(nearNames("scafold_71", known)).toEqual(["chr1", "chr2", "chrX", "MT", "scaffold_17"]);
    expect(nearNames("scaffold_1", known)).toEqual(["scaffold_17"]);
    expect(nearNames("chr1", [])).toEqual([]);
  });

  it("are shown in printable characters", () => {
    expect(quoted('a"\x1b\u202e\x9b')).toBe('"a\\"\\u001b\\u202e\\u009b"');
  });
});
