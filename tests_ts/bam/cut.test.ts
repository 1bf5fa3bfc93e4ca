import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layoutBatch } from "../../ts/arrow/layout.ts";
import { chooseColumns } from "../../ts/bam/columns.ts";
import { RecordCutter } from "../../ts/bam/cut.ts";
import { fillBam } from "../../ts/bam/fill.ts";
import { bamKernel } from "../../ts/bam/kernel.ts";
import type { LotFile, Piece } from "../../ts/bam/lot_file.ts";
import { bamTable } from "../../ts/bam/table.ts";
import type { BamWork } from "../../ts/bam/work.ts";
import { locate } from "../../ts/bgzf/locate.ts";
import { RequestMemory, SharedRegion } from "../../ts/core/memory.ts";
import type { Lot } from "../../ts/core/source.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { batch_raw_bytes_max, record_bytes_max } from "../../ts/limits.ts";
import { int32, randomRecords, record, rowOf } from "../helpers/bam.ts";
import { bgzf } from "../helpers/bgzf.ts";
import { Folder } from "../helpers/files.ts";
import { Random } from "../kernels/random.ts";

const folder = new Folder();
const table = bamTable({
  columns: chooseColumns(null),
  tags: [],
  rest_at: null,
  source_file: false,
  first_position: 1,
});
const run = { reference_table: 0, references: 0, tag_plan: 0, measure: null, close: () => {} };
const no_references: LotFile = {
  locate: (block: number) => ({ block, within: 0 }),
  name: "x.bam",
  table,
  run,
  found: () => {},
  source_file: null,
  raw_bytes_max: batch_raw_bytes_max,
  rules: null,
};

/** One lot as the test sees it. */
interface Cut {
  readonly names: (string | null)[];
  readonly sequences: (string | null)[];
  readonly sizes: readonly number[];
}

class Bench {
  readonly memory = new RequestMemory(null);
  readonly thread = new ThreadMemory(this.memory.memory);
  readonly kernel = bamKernel(this.thread);
  readonly before = this.memory.used_bytes;
  readonly lots: Cut[] = [];
  readonly cutter: RecordCutter;
  /** Lots that are held on to, as by a pipeline whose fills are late. */
  readonly held: Lot[] = [];
  readonly #late: boolean;

  constructor(options: { batch_size?: number; records_max?: number | null; file?: LotFile; late?: boolean } = {}) {
    const { batch_size = 1000, records_max = null, file = no_references, late = false } = options;
    this.#late = late;
    this.cutter = new RecordCutter(file, this.memory, this.thread, this.kernel, batch_size, records_max);
  }

  readonly emit = (lot: Lot): void => {
    if (this.#late) this.held.push(lot);
    else this.take(lot);
  };

  /** Fill the columns of a lot, as a worker does, and let it go. */
  take(lot: Lot): void {
    const layout = layoutBatch({ fields: table.fields, metadata: new Map() }, lot.rows, lot.sizes);
    const body = this.memory.allocate(layout.body_bytes);
    const nulls = fillBam(lot.work as BamWork, body.address, layout, this.thread);
    if ("fault" in nulls) throw lot.place(nulls.fault, nulls.row);
    const text = (offsets_index: number): (string | null)[] =>
      Array.from({ length: lot.rows }, (_, row) => {
        const at = body.address + (layout.buffers[offsets_index]?.offset ?? 0) + row * 4;
        const [from, to] = [this.thread.data.getInt32(at, true), this.thread.data.getInt32(at + 4, true)];
        const data = body.address + (layout.buffers[offsets_index + 1]?.offset ?? 0);
        return Buffer.from(this.thread.bytes.slice(data + from, data + to)).toString("latin1");
      });
    this.lots.push({ names: text(1), sequences: text(13), sizes: lot.sizes });
    this.memory.free(body);
    lot.release();
  }

  /** Feed one piece in a region that is overwritten as soon as the cutter lets go of it. */
  feed(bytes: Uint8Array, place: Pick<Piece, "block" | "inflated"> = { block: 0, inflated: 0 }): void {
    const region: SharedRegion = new SharedRegion(this.memory, bytes.length + 64, () => {
      this.memory.bytes.fill(0xee, region.address, region.address + region.bytes);
    });
    this.memory.bytes.fill(0xcc, region.address, region.address + region.bytes);
    this.memory.bytes.set(bytes, region.address);
    this.cutter.feed(region, { begin: region.address, end: region.address + bytes.length, ...place }, this.emit);
  }

  /** Returns the names of each lot. */
  finish(): (string | null)[][] {
    this.cutter.finish(this.emit);
    for (const lot of this.held) this.take(lot);
    return this.lots.map((lot) => lot.names);
  }

  get leaked_bytes(): number {
    return this.memory.used_bytes - this.before;
  }
}

const records = randomRecords(new Random(3), 40, 30, 0);
const all = Buffer.concat(records);
const names = records.map((one) => rowOf(one).name);

/** Names in lots of `batch_size`. */
const lotsOf = (wanted: readonly string[], batch_size: number): string[][] =>
  Array.from({ length: Math.ceil(wanted.length / batch_size) }, (_, i) =>
    wanted.slice(i * batch_size, (i + 1) * batch_size),
  );

function pieces(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    out.push(bytes.subarray(at, at + size));
    at += size;
  }
  return out;
}

describe("the same lots however the bytes arrive", () => {
  test.each([[[all.length]], [[1]], [[2]], [[3]], [[35]], [[36]], [[37]], [[1, 0, 100]], [[977]]])(
    "in pieces of %j",
    (sizes) => {
      for (const late of [false, true]) {
        for (const batch_size of [1, 7, 1000]) {
          const bench = new Bench({ batch_size, late });
          for (const piece of pieces(all, sizes)) bench.feed(piece);
          expect(bench.cutter.pending).toBe(false);
          expect(bench.finish()).toEqual(lotsOf(names, batch_size));
          expect(bench.cutter.records).toBe(records.length);
          expect(bench.leaked_bytes).toBe(0);
        }
      }
    },
  );

  test("split at every byte", () => {
    const few = records.slice(0, 6);
    const bytes = Buffer.concat(few);
    for (let at = 0; at <= bytes.length; at++) {
      const bench = new Bench({ batch_size: 4, late: at % 2 === 0 });
      bench.feed(bytes.subarray(0, at));
      bench.feed(bytes.subarray(at));
      expect(bench.finish()).toEqual(lotsOf(names.slice(0, 6), 4));
      expect(bench.leaked_bytes).toBe(0);
    }
  });

  test("cut anywhere, of any number of records, in any batches, with any limit", () => {
    const options = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 }),
      batch_size: fc.integer({ min: 1, max: 50 }),
      records_max: fc.option(fc.integer({ min: 1, max: 50 })),
      late: fc.boolean(),
    });
    fc.assert(
      fc.property(options, ({ sizes, batch_size, records_max, late }) => {
        const bench = new Bench({ batch_size, records_max, late });
        for (const piece of pieces(all, [...sizes, 50])) bench.feed(piece);
        expect(bench.finish()).toEqual(lotsOf(names.slice(0, records_max ?? names.length), batch_size));
        expect(bench.cutter.satisfied).toBe(records_max !== null && records_max <= names.length);
        expect(bench.leaked_bytes).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

test("the sums are those of the columns, to the byte", () => {
  const bench = new Bench({ batch_size: 9 });
  for (const piece of pieces(all, [111])) bench.feed(piece);
  bench.finish();
  const rows = records.map((one) => rowOf(one));
  bench.lots.forEach((lot, i) => {
    const own = rows.slice(i * 9, i * 9 + 9);
    const bytes = (column: "name" | "chrom" | "sequence" | "quality_scores"): number =>
      own.reduce((sum, row) => sum + (row[column]?.length ?? 0), 0);
    expect(lot.sizes).toEqual([bytes("name"), bytes("chrom"), 0, 0, 0, bytes("sequence"), bytes("quality_scores")]);
    expect(lot.sequences).toEqual(own.map((row) => row.sequence ?? ""));
  });
});

describe("records longer than a piece", () => {
  const long = record({ name: "long", bases: new Array(70_000).fill(1), quality: new Array(70_000).fill(30) });
  const bytes = Buffer.concat([records[0] as Uint8Array, long, records[1] as Uint8Array, long]);

  test.each([13, 1000, 65_536])("over many pieces of %i bytes", (size) => {
    const bench = new Bench({ batch_size: 3 });
    for (const piece of pieces(bytes, [size])) bench.feed(piece);
    expect(bench.finish()).toEqual([[names[0], "long", names[1]], ["long"]]);
    expect(bench.leaked_bytes).toBe(0);
  });

  test("a batch ends before it passes its raw bytes, and a larger record travels alone", () => {
    const mib = 2 ** 20;
    const of = (name: string, size: number): Uint8Array =>
      record({ name, tags: new Array(3).fill(65).concat(new Array(size).fill(0)) });
    const small = of("s", 9 * mib);
    const large = record({ name: "l" });
    const huge = Buffer.concat([large, Buffer.alloc(batch_raw_bytes_max)]);
    huge.writeInt32LE(huge.length - 4);
    const bench = new Bench();
    for (const piece of pieces(Buffer.concat([small, small, small, small, huge, small, large]), [4 * mib]))
      bench.feed(piece);
    expect(bench.finish()).toEqual([["s", "s", "s"], ["s"], ["l"], ["s", "l"]]);
    expect(bench.leaked_bytes).toBe(0);
  });
});

describe("damage", () => {
  const start = Buffer.concat(records.slice(0, 5));
  const bad: Record<string, [Uint8Array, string]> = {
    "a negative length": [int32(-1), "BAM_RECORD_LENGTH"],
    "a length too small for a record": [int32(31), "BAM_RECORD_LENGTH"],
    "a length above the limit": [int32(record_bytes_max), "BAM_RECORD_TOO_LARGE"],
    "a negative length of the sequence": [patched(20, int32(-1)), "BAM_RECORD_LENGTHS"],
    "lengths that exceed the record": [patched(20, int32(1000)), "BAM_RECORD_LENGTHS"],
    "a name of no bytes": [patched(12, Buffer.from([0])), "BAM_RECORD_NAME"],
    "a name without its NUL": [patched(36 + names[5]!.length, Buffer.from([65])), "BAM_RECORD_NAME"],
    "a reference that is not there": [patched(4, int32(0)), "BAM_REFERENCE_ID"],
    "a reference below none": [patched(4, int32(-2)), "BAM_REFERENCE_ID"],
    "a mate's reference that is not there": [patched(24, int32(7)), "BAM_REFERENCE_ID"],
  };

  function patched(at: number, bytes: Uint8Array): Uint8Array {
    const copy = Uint8Array.from(records[5] as Uint8Array);
    copy.set(bytes, at);
    return copy;
  }

  test.each(Object.entries(bad))("%s is told with its record, however the bytes arrive", (_, [broken, code]) => {
    const bytes = Buffer.concat([start, broken, all]);
    const file = folder.open(bgzf(bytes, { sizes: [100], level: 1 }));
    for (const size of [1, 7, 36, 50, bytes.length]) {
      const bench = new Bench({
        batch_size: 2,
        file: { ...no_references, locate: (block, inflated) => locate(file.fd, block, inflated) },
      });
      let fed = 0;
      const feedAll = (): void => {
        for (const piece of pieces(bytes, [size])) {
          bench.feed(piece, { block: 0, inflated: fed });
          fed += piece.length;
        }
      };
      expect(feedAll).toThrow(
        expect.objectContaining({ code, place: expect.objectContaining({ record: 5, path: "x.bam" }) }),
      );
      expect(bench.lots.map((lot) => lot.names)).toEqual(lotsOf(names.slice(0, 4), 2));
      bench.cutter.drop();
      expect(bench.leaked_bytes).toBe(0);
    }
  });

  test("an end within a record, at every byte of it", () => {
    const next = records[5] as Uint8Array;
    for (let have = 0; have <= next.length; have++) {
      for (const size of [9, 1000]) {
        const bench = new Bench();
        for (const piece of pieces(Buffer.concat([start, next.subarray(0, have)]), [size])) bench.feed(piece);
        expect(bench.cutter.pending).toBe(have > 0 && have < next.length);
        expect(bench.cutter.records).toBe(have === next.length ? 6 : 5);
        bench.cutter.drop();
        expect(bench.leaked_bytes).toBe(0);
      }
    }
  });
});

test("a row's place: its record's number, and the block in which it begins", () => {
  const bytes = Buffer.concat(records);
  const block_bytes = 64;
  const file = folder.open(bgzf(bytes, { sizes: [block_bytes], level: 1 }));
  const starts: number[] = [];
  for (let at = 0, offset = 0; at < bytes.length; at += block_bytes) {
    starts.push(offset);
    offset += bgzf(bytes.subarray(at, at + block_bytes), { level: 1, marker: false }).length;
  }
  for (const size of [5, 100, 1000, bytes.length]) {
    const bench = new Bench({
      batch_size: 11,
      late: true,
      file: { ...no_references, locate: (block, inflated) => locate(file.fd, block, inflated) },
    });
    let fed = 0;
    for (const piece of pieces(bytes, [size])) {
      const block = Math.floor(fed / block_bytes);
      bench.feed(piece, { block: starts[block] as number, inflated: fed - block * block_bytes });
      fed += piece.length;
    }
    bench.cutter.finish(bench.emit);
    const fault = { kind: "FormatError", code: "X", message: "x", place: { hint: "h" } } as const;
    let number = 0;
    let at = 0;
    for (const lot of bench.held) {
      for (let row = 0; row < lot.rows; row++) {
        const offset = starts[Math.floor(at / block_bytes)];
        expect(lot.place(fault, row)).toMatchObject({
          code: "X",
          place: { path: "x.bam", record: number, offset, hint: "h" },
        });
        at += records[number]?.length ?? 0;
        number += 1;
      }
      lot.release();
    }
    expect(number).toBe(records.length);
    expect(bench.leaked_bytes).toBe(0);
  }
});
