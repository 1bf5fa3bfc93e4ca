import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  bam_scratch_bytes,
  compileKernel,
  inflate_scratch_bytes,
  instantiateBam,
  instantiateInflate,
} from "../../ts/kernels/load.ts";
import { BamBench, no_conditions } from "./bam_bench.ts";
import { agree, InflateBench } from "./inflate_bench.ts";
import { Random } from "./random.ts";
import { encodeRecord, operations, plain_record } from "./record_writer.ts";
import { samples } from "./samples.ts";
import type { ColumnName } from "./twins/columns.ts";
import { twin_columns, twinColumn } from "./twins/columns.ts";
import { empty_lot, twinHop } from "./twins/hop.ts";

const pages_max = 65_536;
const beyond_2_gib = 2 ** 31 + 4096;

test.each([beyond_2_gib / 65_536 + 2, pages_max])(
  "inflate beyond 2 GiB, up to the end of a memory of %i pages",
  (pages) => {
    const bench = new InflateBench(Math.floor(pages), beyond_2_gib);
    const random = new Random(23);
    for (const sample of Object.values(samples)) {
      const bytes = 1 + random.below(5000);
      const stream = deflateRawSync(sample(random, bytes), { level: random.below(10) });
      expect(agree(bench, stream, bytes)).toBe(0);
      expect(agree(bench, stream.subarray(0, -1), bytes)).not.toBe(0);
    }
  },
);

test("records and columns beyond 2 GiB, up to the end of the largest memory", () => {
  const bench = new BamBench(pages_max, beyond_2_gib);
  const quality = Array.from({ length: 77 }, (_, i) => i);
  const record = { ...plain_record, name: "read", reference: 3, position: 7, cigar: operations("77M") };
  const one = encodeRecord({ ...record, bases: quality.map((i) => i % 16), quality });
  const bytes = Buffer.concat([one, one, one]);
  const begin = bench.place(bytes);
  const limits = bench.limits();
  bench.state.reset(limits);
  const hopped = bench.hop(begin, begin + bytes.length);
  expect(hopped).toEqual(twinHop(bench.view, begin, begin + bytes.length, limits, empty_lot));
  expect(hopped.pointers.length).toBe(3);
  for (const name of Object.keys(twin_columns) as ColumnName[]) {
    const expected = twinColumn(name, bench.view, hopped.pointers, bench.reference_table);
    expect(bench.column(name, 3), name).toEqual(expected);
  }
});

test("a kernel imports the memory, and what it can't do itself, and touches nothing of it but its scratch", () => {
  const memory = new WebAssembly.Memory({ initial: 4, maximum: pages_max, shared: true });
  const bytes = new Uint8Array(memory.buffer).fill(0xa5);
  const scratch = 65_536;
  instantiateInflate(compileKernel("inflate"), memory, scratch);
  instantiateBam(compileKernel("bam"), memory, scratch + inflate_scratch_bytes, no_conditions);
  const end = scratch + inflate_scratch_bytes + bam_scratch_bytes;
  expect(bytes.subarray(0, scratch).every((byte) => byte === 0xa5)).toBe(true);
  expect(bytes.subarray(end).every((byte) => byte === 0xa5)).toBe(true);
  for (const name of ["inflate", "bam"] as const) {
    const imports = WebAssembly.Module.imports(compileKernel(name)).map((one) => one.name);
    expect(imports.toSorted()).toEqual(name === "bam" ? ["condition", "float_text", "memory"] : ["memory"]);
  }
});

test("two threads inflate on one memory at the same time, with a module compiled once", async () => {
  const random = new Random(29);
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true });
  const bytes = new Uint8Array(memory.buffer);
  const module = compileKernel("inflate");
  const threads = [1, 2].map((number) => {
    const base = number * 262_144;
    const content = random.pick(Object.values(samples))(random, 40_000);
    const stream = deflateRawSync(content, { level: number * 3 });
    const source = base + inflate_scratch_bytes;
    const target = source + stream.length + 32;
    bytes.set(stream, source);
    const place = { scratch: base, source, source_bytes: stream.length, target, target_bytes: content.length };
    const worker = new Worker(new URL("inflate_thread.ts", import.meta.url), { workerData: { module, memory, place } });
    return { worker, content, target };
  });
  const answers = await Promise.all(threads.map(({ worker }) => once(worker, "message")));
  expect(answers).toEqual([[0], [0]]);
  for (const { content, target } of threads) {
    expect(Buffer.compare(content, bytes.subarray(target, target + content.length))).toBe(0);
  }
});
