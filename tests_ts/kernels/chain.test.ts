import fc from "fast-check";
import { expect, test } from "vitest";
import { ChainRows } from "../../ts/kernels/chain_rows.ts";
import { BamBench } from "./bam_bench.ts";
import { damage, record } from "./record_arbitrary.ts";
import { encodeRecord } from "./record_writer.ts";
import { empty_lot, twinHop } from "./twins/hop.ts";

const timeout_ms = 60_000;
const bench = new BamBench(16);
const rows_address = 65_536;
const records = fc.array(record, { maxLength: 24 }).map((list) => list.map(encodeRecord));

function walk(begin: number, end: number, rows_max: number): ChainRows {
  const count = bench.kernel.chain(begin, end, rows_max, rows_address, bench.state.address);
  return new ChainRows(bench.view, rows_address, rows_max, count);
}

test("a walk has the records and the sums that hop finds, and ends where hop stops", { timeout: timeout_ms }, () => {
  const ends = new Set<string>();
  const cut = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(records, damage, cut, fc.integer({ min: 1, max: 30 }), (encoded, wounds, fraction, rows_max) => {
      const bytes = Buffer.concat(encoded);
      for (const { record: number, byte, value } of wounds)
        bytes[(number * 97 + byte) % Math.max(1, bytes.length)] = value;
      const begin = bench.place(bytes);
      const end = begin + Math.ceil(bytes.length * fraction);
      bench.state.reset(bench.limits());
      const chain = walk(begin, end, rows_max);
      const all = twinHop(bench.view, begin, end, bench.limits({ rows_max }), empty_lot);
      expect(chain.count).toBe(all.pointers.length);
      expect(chain.address(chain.count)).toBe(all.position);
      for (let row = 0; row <= chain.count; row++) {
        const part = twinHop(bench.view, begin, end, bench.limits({ rows_max: row }), empty_lot);
        expect(chain.address(row)).toBe(part.position);
        expect(chain.name_bytes(row)).toBe(part.name_bytes);
        expect(chain.chrom_bytes(row)).toBe(part.chrom_bytes);
        expect(chain.sequence_bytes(row)).toBe(part.sequence_bytes);
        expect(chain.quality_bytes(row)).toBe(part.quality_bytes);
        expect(chain.find(part.position)).toBe(row < chain.count ? row : -1);
        expect(chain.find(part.position + 1)).toBe(-1);
      }
      ends.add(`${all.reason}`);
    }),
    { numRuns: 600, seed: 11 },
  );
  // Not whole, at the number of rows, bad.
  expect([...ends].toSorted()).toEqual(["0", "1", "3"]);
});

test("the first whole record is found from within the one before", { timeout: timeout_ms }, () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 6, maxLength: 24 }).map((list) => list.map(encodeRecord)),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (encoded, fraction) => {
        const bytes = Buffer.concat(encoded);
        const begin = bench.place(bytes);
        bench.state.reset(bench.limits());
        const second = begin + (encoded[0]?.length ?? 0);
        const from = begin + 1 + Math.floor(((encoded[0]?.length ?? 2) - 2) * fraction);
        expect(bench.kernel.guess(from, begin + bytes.length, bench.state.address) >>> 0).toBe(second);
        expect(bench.kernel.guess(begin, begin + bytes.length, bench.state.address) >>> 0).toBe(begin);
      },
    ),
    { numRuns: 400, seed: 3 },
  );
});

test("nothing is found in noise, and nothing behind the end is read as a record", () => {
  const noise = Buffer.alloc(4096, 0xee);
  const begin = bench.place(noise);
  bench.state.reset(bench.limits());
  expect(bench.kernel.guess(begin, begin + noise.length, bench.state.address) >>> 0).toBe(begin + noise.length);
  expect(bench.kernel.guess(begin, begin, bench.state.address) >>> 0).toBe(begin);
  expect(walk(begin, begin, 5).count).toBe(0);
});
