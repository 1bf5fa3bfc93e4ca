/** The kernel's judgement of regions against a plain one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { bad_record } from "../../ts/kernels/bam.ts";
import { compileKernel, instantiateBam } from "../../ts/kernels/load.ts";
import { reason_region, writeMeasurePlan } from "../../ts/kernels/measure.ts";
import type { KernelRegions } from "../../ts/kernels/regions_plan.ts";
import { regionsPlanBytes, writeRegionsPlan } from "../../ts/kernels/regions_plan.ts";
import { no_conditions } from "./bam_bench.ts";
import type { PlainRecord } from "./record_writer.ts";
import { encodeRecord, operations, plain_record } from "./record_writer.ts";

const memory = new WebAssembly.Memory({ initial: 4, maximum: 65_536, shared: true });
const data = new DataView(memory.buffer);
const bytes = new Uint8Array(memory.buffer);
const kernel = instantiateBam(compileKernel("bam"), memory, 0, no_conditions);
const regions_at = 1024;
const plan_at = 65_536;
const table_at = plan_at + 4096;
const pointers = table_at + 4096;
const record_at = pointers + 4096;
const references = 3;

function judge(record: Partial<PlainRecord>, regions: KernelRegions): boolean | number {
  expect(regions_at + regionsPlanBytes(regions, references)).toBeLessThan(plan_at);
  writeRegionsPlan(data, regions_at, regions, references);
  const filter = { exclude: 0, require: 0, mapq_min: 0, where: 0, regions: regions_at, reasons: [reason_region] };
  const input = { columns: [], tag_words: 0, tags: 0, places: 0, reference_table: 0, filter };
  const plan = writeMeasurePlan(data, plan_at, input);
  bytes.set(encodeRecord({ ...plain_record, bases: [], quality: [], ...record }), record_at);
  data.setUint32(pointers, record_at, true);
  bytes.fill(0, table_at, table_at + 4 * plan.words);
  if (kernel.measure(pointers, 1, plan.address, table_at, 0, pointers + 64, 9, pointers + 128) === 0) {
    return kernel.bad_code();
  }
  expect(data.getUint32(table_at, true) + data.getUint32(table_at + 4, true)).toBe(1);
  return data.getUint32(table_at, true) === 1;
}

/** Rising, and not touching. */
const intervals = fc
  .uniqueArray(fc.oneof(fc.nat(300), fc.integer({ min: 2 ** 31 - 5, max: 2 ** 32 - 1 })), { maxLength: 12 })
  .map((bounds) => {
    const rising = bounds.toSorted((a, b) => a - b);
    return Array.from({ length: rising.length >> 1 }, (_, i) => {
      return { begin: rising[2 * i] as number, end: rising[2 * i + 1] as number };
    });
  });

test("of records anywhere", () => {
  fc.assert(
    fc.property(
      fc.array(intervals, { minLength: references, maxLength: references }),
      fc.boolean(),
      fc.integer({ min: -1, max: references - 1 }),
      fc.oneof(fc.integer({ min: -1, max: 300 }), fc.integer({ min: 2 ** 31 - 9, max: 2 ** 31 - 1 })),
      fc.constantFrom("", "1M", "20M", "5S10M2I30N1D4=3X9H", "7S", "4I", "268435455N"),
      fc.constantFrom(0, 4, 16),
      (lists, unplaced, reference, position, cigar, flag) => {
        const regions = { intervals: new Map(lists.entries()), unplaced };
        const covered = [...cigar.matchAll(/(\d+)([MDN=X])/g)].reduce((sum, [, length]) => sum + Number(length), 0);
        const end = position + (flag === 4 ? 1 : Math.max(1, covered));
        const overlaps = lists[reference]?.some((one) => one.begin < end && position < one.end) ?? unplaced;
        // A position below all is one base before the first.
        const record = { reference, position, flag, cigar: cigar === "" ? [] : operations(cigar) };
        expect(judge(record, regions)).toBe(overlaps);
      },
    ),
    { numRuns: 2000 },
  );
});

test("of a record whose end can't be told", () => {
  const regions = { intervals: new Map([[0, [{ begin: 50, end: 60 }]]]), unplaced: false };
  const cigar = [(9 << 0) | (20 << 4)];
  expect(judge({ reference: 0, position: 45, flag: 0, cigar }, regions)).toBe(bad_record.cigar_operation);
  // Where its begin or its reference decides, nobody asks for the end.
  expect(judge({ reference: 0, position: 55, flag: 0, cigar }, regions)).toBe(true);
  expect(judge({ reference: 0, position: 60, flag: 0, cigar }, regions)).toBe(false);
  expect(judge({ reference: 1, position: 45, flag: 0, cigar }, regions)).toBe(false);
});
