/**
 * Parquet writers on one core: `node bench/parquet_writers.ts [rows per row group]`. 1,000,000 rows of 87 integers of 32 bits, once 0 to 14 with runs and
 * once like the ranks of descriptors; zstd. Processor time, medians of three turns, contenders in turn. Two of them are not dependencies:
 * `npm install --no-save hyparquet-writer parquet-wasm apache-arrow`. pyarrow's figures: `python bench/parquet_writers.py`.
 */
import { zstdCompressSync } from "node:zlib";
import { layoutBatch } from "../ts/arrow/layout.ts";
import type { Schema } from "../ts/arrow/schema.ts";
import { int32 } from "../ts/arrow/schema.ts";
import { RequestMemory } from "../ts/core/memory.ts";
import { ThreadMemory } from "../ts/core/thread_memory.ts";
import { encodeParquet } from "../ts/sinks/parquet/encode.ts";
import type { EncodedRowGroup } from "../ts/sinks/parquet/metadata.ts";
import { planRoom } from "../ts/sinks/parquet/room.ts";
import { parquetSchema } from "../ts/sinks/parquet/schema.ts";

const rows = 1_000_000;
const columns = 87;
const turns = 3;
const group_rows = Number(process.argv[2] ?? 122_880);

/** The same numbers in every run, and in the script for pyarrow. */
class Numbers {
  #state = 12345;

  below(limit: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }
}

/** 0 to 14; a value stays for 1 to 8 rows. */
function withRuns(numbers: Numbers): Int32Array {
  const values = new Int32Array(rows);
  for (let row = 0; row < rows; ) {
    const value = numbers.below(15);
    for (let left = 1 + numbers.below(8); left > 0 && row < rows; left--) values[row++] = value;
  }
  return values;
}

/** 0 to 194, small ones far more often, each near the one before. */
function likeRanks(numbers: Numbers): Int32Array {
  const values = new Int32Array(rows);
  let near = 0;
  for (let row = 0; row < rows; row++) {
    if (numbers.below(4) === 0) near = Math.floor(195 * (numbers.below(1000) / 1000) ** 3);
    values[row] = Math.min(194, near + numbers.below(3));
  }
  return values;
}

const schema: Schema = {
  fields: Array.from({ length: columns }, (_, i) => ({ name: `c${i}`, type: int32, nullable: false })),
  metadata: new Map(),
};
const { leaves } = parquetSchema(schema.fields);

function ours(table: readonly Int32Array[]): number {
  const memory = new RequestMemory(null);
  const thread = new ThreadMemory(memory.memory);
  let bytes = 0;
  for (let first = 0; first < rows; first += group_rows) {
    const count = Math.min(group_rows, rows - first);
    const layout = layoutBatch(schema, count, []);
    const region = memory.allocate(layout.prefix_bytes + layout.body_bytes + planRoom(layout, leaves).bytes);
    const body = region.address + layout.prefix_bytes;
    table.forEach((values, column) => {
      const place = body + (layout.buffers[2 * column + 1]?.offset ?? 0);
      new Int32Array(thread.memory.buffer, place, count).set(values.subarray(first, first + count));
    });
    const step = { kind: "parquet", fields: schema.fields, compression: { codec: "zstd", level: 1 } };
    const nulls = schema.fields.map(() => 0);
    bytes += (encodeParquet({ region, layout, nulls, place: null, step, thread }) as EncodedRowGroup).bytes;
    memory.free(region);
  }
  return bytes;
}

type Contender = (table: readonly Int32Array[]) => Promise<number> | number;

async function hyparquetWriter(): Promise<Contender> {
  const { parquetWriteBuffer } = await import("hyparquet-writer" as string);
  const ZSTD = (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, { params: { 100: 1 } });
  return (table) =>
    parquetWriteBuffer({
      columnData: table.map((data, i) => ({ name: `c${i}`, data, type: "INT32", nullable: false })),
      codec: "ZSTD",
      compressors: { ZSTD },
      rowGroupSize: group_rows,
    }).byteLength;
}

async function parquetWasm(): Promise<Contender> {
  const wasm = await import("parquet-wasm" as string);
  const arrow = await import("apache-arrow");
  return (table) => {
    const vectors = Object.fromEntries(table.map((values, i) => [`c${i}`, arrow.makeVector(values)]));
    const stream = arrow.tableToIPC(new arrow.Table(vectors), "stream");
    const properties = new wasm.WriterPropertiesBuilder()
      .setCompression(wasm.Compression.ZSTD)
      .setMaxRowGroupSize(group_rows)
      .build();
    return wasm.writeParquet(wasm.Table.fromIPCStream(stream), properties).length;
  };
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

const contenders = new Map<string, Contender>([["ours", ours]]);
for (const [name, load] of [
  ["hyparquet-writer", hyparquetWriter],
  ["parquet-wasm", parquetWasm],
] as const) {
  await load().then(
    (contender) => contenders.set(name, contender),
    (error: Error) => process.stderr.write(`without ${name}: ${error.message}\n`),
  );
}
for (const [kind, make] of [
  ["runs", withRuns],
  ["ranks", likeRanks],
] as const) {
  const numbers = new Numbers();
  const table = Array.from({ length: columns }, () => make(numbers));
  const seconds = new Map<string, number[]>();
  const sizes = new Map<string, number>();
  for (let turn = 0; turn <= turns; turn++) {
    for (const [name, write] of contenders) {
      const before = cpuSeconds();
      sizes.set(name, await write(table));
      // The first turn is not timed.
      if (turn > 0) seconds.set(name, [...(seconds.get(name) ?? []), cpuSeconds() - before]);
    }
  }
  for (const [name, times] of seconds) {
    const middle = median(times);
    const rate = (rows * columns) / middle / 1e6;
    const size = ((sizes.get(name) as number) / 1e6).toFixed(1);
    process.stdout.write(
      `${kind}  ${name.padEnd(18)}${middle.toFixed(3)} s  ${rate.toFixed(0)} M values/s  ${size} MB\n`,
    );
  }
}
