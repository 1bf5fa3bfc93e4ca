/** Chunks of a BAM file: the records that begin in them and no others, whatever the cuts; seams that meet; damage told. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { VirtualOffset } from "../../ts/bgzf/spans.ts";
import type { Run } from "../../ts/bridge/requests.ts";
import { temporaryFolder } from "../bridge/files.ts";
import { bamFile, randomRecords } from "../helpers/bam.ts";
import { block, end_of_file } from "../helpers/bgzf.ts";
import type { Places } from "../helpers/offsets.ts";
import { placesOf } from "../helpers/offsets.ts";
import type { Answer } from "../helpers/operations.ts";
import { ask, engine, request } from "../helpers/operations.ts";
import { askArriving } from "../helpers/streams.ts";
import { Random } from "../kernels/random.ts";

const data = join(import.meta.dirname, "../../tests_py/data/bam");
const files = readdirSync(data).filter((name) => name.endsWith(".bam"));

let run: Run;
beforeAll(async () => {
  run = await engine();
});

type Words = readonly [number, number, number, number];

const chunk = (begin: VirtualOffset, end: VirtualOffset): Words => [begin.block, begin.within, end.block, end.within];
const pair = ({ block: at, within }: VirtualOffset): [number, number] => [at, within];

function read(path: string, chunks: readonly Words[] | null, options: object = {}): Promise<Answer> {
  const all = { columns: ["name", "flags", "sequence"], chunks, ...options };
  return ask(run, request([path], { options: all }));
}

/** A file, where its records begin, and what they are. */
class Known {
  readonly path: string;
  readonly places: Places;
  rows: unknown[] = [];

  constructor(bytes: Uint8Array) {
    this.path = join(temporaryFolder(), "file.bam");
    writeFileSync(this.path, bytes);
    this.places = placesOf(bytes);
  }

  async open(): Promise<this> {
    const answer = await read(this.path, null);
    expect(answer.error).toBeNull();
    this.rows = answer.reply.rows;
    expect(this.rows.length).toBe(this.places.records.length);
    return this;
  }

  get end(): VirtualOffset {
    return { block: this.places.blocks.at(-1) as number, within: 0 };
  }

  /** Where a record begins; behind the last one, the file ends. */
  at(record: number): VirtualOffset {
    return this.places.records[record] ?? this.end;
  }

  /** Any place of the file behind its header, told by a number between 0 and 1. */
  anywhere(part: number): VirtualOffset {
    const { blocks, inflated } = this.places;
    const begin = this.at(0);
    const from = blocks.indexOf(begin.block);
    const total = inflated.slice(from).reduce((sum, one) => sum + one, -begin.within);
    let left = begin.within + Math.floor(part * Math.max(0, total));
    for (let index = from; index < inflated.length; index++) {
      const size = inflated[index] as number;
      if (left < size) return { block: blocks[index] as number, within: left };
      left -= size;
    }
    return this.end;
  }

  /** The first record at that place or behind it. */
  firstFrom(place: VirtualOffset): number {
    const isFrom = (one: VirtualOffset): boolean =>
      one.block > place.block || (one.block === place.block && one.within >= place.within);
    const index = this.places.records.findIndex(isFrom);
    return index < 0 ? this.places.records.length : index;
  }
}

async function expectRecords(
  known: Known,
  cuts: readonly [number, VirtualOffset][],
  options: object = {},
): Promise<void> {
  const answer = await read(
    known.path,
    cuts.map(([begin, end]) => chunk(known.at(begin), end)),
    options,
  );
  expect(answer.error).toBeNull();
  const wanted = cuts.flatMap(([begin, end]) => known.rows.slice(begin, known.firstFrom(end)));
  expect(answer.reply.rows).toEqual(wanted);
  expect(answer.statistics).toMatchObject({
    records: wanted.length,
    records_read: wanted.length,
    complete: true,
    first_offset: cuts.map(([begin]) => pair(known.at(begin))),
    next_offset: cuts.map(([begin, end]) => pair(known.at(Math.max(begin, known.firstFrom(end))))),
  });
}

/** Rising pairs of a record and a place. */
function cutsOf(known: Known, parts: readonly number[]): [number, VirtualOffset][] {
  const cuts: [number, VirtualOffset][] = [];
  const rising = parts.toSorted((a, b) => a - b);
  for (let i = 0; i + 1 < rising.length; i += 2) {
    const begin = known.firstFrom(known.anywhere(rising[i] as number));
    const end = known.anywhere(rising[i + 1] as number);
    if (known.firstFrom(end) < begin) continue;
    const before = cuts.at(-1)?.[1] ?? known.at(0);
    if (known.firstFrom(before) <= begin && begin < known.places.records.length) {
      cuts.push([begin, known.firstFrom(end) === begin ? known.at(begin) : end]);
    }
  }
  return cuts;
}

describe("chunks", () => {
  it.each(files)("cut at every block give every record once: %s", async (name) => {
    const known = await new Known(readFileSync(join(data, name))).open();
    const { blocks, records } = known.places;
    // All of them, or some where there are many.
    for (const cut of blocks.filter((_, index) => index % Math.ceil((blocks.length * records.length) / 20_000) === 0)) {
      const middle = known.firstFrom({ block: cut, within: 0 });
      await expectRecords(known, [[0, known.at(middle)]]);
      await expectRecords(known, [[middle, known.end]]);
      await expectRecords(known, [
        [0, known.at(middle)],
        [middle, known.end],
      ]);
    }
    await expectRecords(known, [[0, known.end]]);
    await expectRecords(known, [[records.length, known.end]]);
    await expectRecords(known, []);
  });

  const shapes = {
    "short records": () => bamFile(randomRecords(new Random(1), 3000), { sizes: [700, 65280, 1], level: 1 }),
    "records over many blocks": () =>
      bamFile(randomRecords(new Random(2), 60, 30_000), { sizes: [900, 5000], level: 1 }),
    "empty blocks between": () => {
      const records = Buffer.from(
        bamFile(randomRecords(new Random(3), 300), { sizes: [500], level: 1, marker: false }),
      );
      const parts: Uint8Array[] = [];
      const { blocks } = placesOf(records);
      blocks.slice(1).forEach((end, index) => {
        parts.push(records.subarray(blocks[index], end), ...(index % 3 === 0 ? [] : [block(new Uint8Array(0))]));
      });
      return Buffer.concat([...parts, end_of_file]);
    },
    "several spans": () => bamFile(randomRecords(new Random(4), 12_000, 400), { level: 0 }),
  };

  it.each(Object.entries(shapes))("of %s, cut anywhere", async (_, make) => {
    const known = await new Known(make()).open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        fc.constantFrom(1, 7, 20_000),
        fc.constantFrom({}, { min_mapq: 0, exclude: 0x8000 }),
        async (parts, batch_size, filters) => {
          await expectRecords(known, cutsOf(known, parts), { batch_size, ...filters });
        },
      ),
      { numRuns: 30 },
    );
  });

  it("may begin at the end of a block that stands before, and end there", async () => {
    const known = await new Known(bamFile(randomRecords(new Random(5), 30, 0), { sizes: [1], level: 1 })).open();
    const { blocks, inflated } = known.places;
    const from = 7;
    const index = blocks.indexOf(known.at(from).block) - 1;
    const before = { block: blocks[index] as number, within: inflated[index] as number };
    const later = await read(known.path, [chunk(before, known.end)]);
    expect(later.reply.rows).toEqual(known.rows.slice(from));
    expect(later.statistics).toMatchObject({ first_offset: [pair(known.at(from))] });
    const earlier = await read(known.path, [chunk(known.at(0), before)]);
    expect(earlier.reply.rows).toEqual(known.rows.slice(0, from));
    expect(earlier.statistics).toMatchObject({ next_offset: [pair(known.at(from))] });
  });

  it("of a very large number keep memory small", async () => {
    const known = await new Known(bamFile(randomRecords(new Random(6), 4000), { sizes: [2000], level: 1 })).open();
    const cuts = Array.from({ length: 1000 }, (_, i): [number, VirtualOffset] => [4 * i, known.at(4 * i + 2)]);
    await expectRecords(known, cuts);
    const answer = await read(
      known.path,
      cuts.map(([begin, end]) => chunk(known.at(begin), end)),
    );
    expect(answer.statistics?.["memory_peak_bytes"]).toBeLessThan(64 * 2 ** 20);
  });

  it("stop at a limit, and say so", async () => {
    const known = await new Known(bamFile(randomRecords(new Random(7), 100))).open();
    const chunks = [chunk(known.at(0), known.at(5)), chunk(known.at(10), known.at(20)), chunk(known.at(30), known.end)];
    const { reply, statistics } = await read(known.path, chunks, { limit: 8 });
    expect(reply.rows).toEqual([...known.rows.slice(0, 5), ...known.rows.slice(10, 13)]);
    expect(statistics).toMatchObject({ complete: false, next_offset: [pair(known.at(5)), null, null] });
  });

  it("have the columns of the whole file's tags", async () => {
    const path = join(data, "samtools-ce-unmap.bam");
    const places = placesOf(readFileSync(path));
    const end = { block: places.blocks.at(-1) as number, within: 0 };
    const whole = await read(path, null, { tags: "all" });
    const part = await read(path, [chunk(end, end)], { tags: "all" });
    expect(part.error).toBeNull();
    expect(part.reply.table.schema.fields.map(String)).toEqual(whole.reply.table.schema.fields.map(String));
  });
});

describe("of a damaged file", () => {
  const whole = bamFile(randomRecords(new Random(8), 400), { sizes: [3000], level: 1 });
  const places = placesOf(whole);
  const from = (record: number): VirtualOffset => places.records[record] as VirtualOffset;
  const write = (bytes: Uint8Array): string => {
    const path = join(temporaryFolder(), "damaged.bam");
    writeFileSync(path, bytes);
    return path;
  };

  it("only what is read is checked", async () => {
    const bytes = Buffer.from(whole);
    const bad = places.blocks[3] as number;
    bytes[bad + 40] = (bytes[bad + 40] as number) ^ 255;
    const path = write(bytes);
    const behind = places.records.findIndex((one) => one.block > bad);
    expect((await read(path, [chunk(from(behind), from(behind + 50))])).error).toBeNull();
    const { error } = await read(path, [chunk(from(0), from(behind))]);
    expect(error).toMatchObject({ place: { offset: bad } });
  });

  it("a missing marker matters to who reads to the end", async () => {
    const path = write(whole.subarray(0, whole.length - end_of_file.length));
    const end = { block: whole.length - end_of_file.length, within: 0 };
    expect((await read(path, [chunk(from(0), from(350))])).error).toBeNull();
    expect((await read(path, [chunk(from(0), end)])).error).toMatchObject({ code: "BAM_NO_EOF" });
  });

  it("the last record may be cut by the end of the file", async () => {
    const last = places.records.findLastIndex((one, index) => from(index + 1)?.block > one.block);
    const path = write(whole.subarray(0, from(last + 1).block));
    const cut = places.records.findIndex((one) => one.block === from(last + 1).block);
    expect(from(cut).within).toBeGreaterThan(0);
    const { error } = await read(path, [chunk(from(0), { ...from(last), within: from(last).within + 1 })]);
    expect(error).toMatchObject({ code: "BAM_RECORD_CUT", place: { offset: from(last).block, record: last } });
  });

  const hint = expect.stringContaining("samtools index");
  it.each([
    ["begins where no block does", [from(5).block + 1, 0, from(300).block, 0], "BGZF_HEADER"],
    ["ends where no block does", [from(5).block, from(5).within, from(300).block + 1, 5], "BGZF_CHUNK"],
    ["ends between two blocks", [from(5).block, from(5).within, from(300).block + 1, 0], "BGZF_CHUNK"],
    ["ends behind a block's end", [from(5).block, from(5).within, from(300).block, 3001], "BGZF_CHUNK"],
    ["ends behind the file", [from(5).block, from(5).within, whole.length, 1], "BGZF_CHUNK"],
    ["begins in the header", [0, 0, from(300).block, 0], "BGZF_CHUNK"],
  ])("a chunk that %s is told", async (_, words, code) => {
    const { error } = await read(write(whole), [words as unknown as Words]);
    expect(error).toMatchObject({ kind: "FormatError", code, place: { hint } });
  });
});

describe("refused are", () => {
  const path = join(data, "samtools-xx-minimal.bam");
  it.each([
    [5],
    [[[1, 2, 3]]],
    [[[1, 2, 3, -1]]],
    [[[5, 0, 4, 0]]],
    [
      [
        [1, 0, 9, 0],
        [8, 0, 9, 0],
      ],
    ],
    [["1234"]],
  ])("%j", async (chunks) => {
    const { error } = await ask(run, request([path], { options: { chunks } }));
    expect(error).toMatchObject({ kind: "OptionError", code: "OPTION" });
  });

  it("several files, and what arrives", async () => {
    const options = { chunks: [] };
    expect((await ask(run, request([path, path], { options }))).error).toMatchObject({ code: "OPTION" });
    const arrived = await askArriving(run, "bam", [readFileSync(path)], { options });
    expect(arrived.error).toMatchObject({ code: "OPTION" });
  });
});
