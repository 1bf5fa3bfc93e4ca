import fc from "fast-check";
import { expect, test } from "vitest";
import { BamBench } from "./bam_bench.ts";
import type { Wound } from "./record_arbitrary.ts";
import { damage, record } from "./record_arbitrary.ts";
import { encodeRecord } from "./record_writer.ts";
import type { ColumnName } from "./twins/columns.ts";
import { twin_columns, twinColumn } from "./twins/columns.ts";
import { empty_lot, twinHop } from "./twins/hop.ts";

/** Thousands of cases: some seconds, on a busy machine many. */
const timeout_ms = 60_000;
const bench = new BamBench(16);
const column_names = Object.keys(twin_columns) as ColumnName[];
const records = fc.array(record, { maxLength: 24 }).map((list) => list.map(encodeRecord));

/** Overwrite some bytes of copies. */
function spoil(encoded: readonly Uint8Array[], wounds: readonly Wound[]): Uint8Array {
  const copies = encoded.map((one) => one.slice());
  for (const { record, byte, within, value } of wounds) {
    const one = copies[record % copies.length];
    if (one !== undefined) one[byte % Math.min(one.length, within)] = value;
  }
  return Buffer.concat(copies);
}

test("records, whole and damaged: hop and every column as their twins", { timeout: timeout_ms }, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(records, damage, (encoded, wounds) => {
      const bytes = spoil(encoded, wounds);
      const begin = bench.place(bytes);
      const limits = bench.limits();
      bench.state.reset(limits);
      const hopped = bench.hop(begin, begin + bytes.length);
      expect(hopped).toEqual(twinHop(bench.view, begin, begin + bytes.length, limits, empty_lot));
      seen.add(`hop ${hopped.reason} ${hopped.bad}`);
      for (const name of column_names) {
        const expected = twinColumn(name, bench.view, hopped.pointers, bench.reference_table);
        expect(bench.column(name, hopped.pointers.length), name).toEqual(expected);
        expect(bench.column(name, hopped.pointers.length, 8), `${name} in turns`).toEqual(expected);
        seen.add(`${name} ${"bad" in expected ? expected.bad : "good"}`);
      }
    }),
    { numRuns: 1500, seed: 5 },
  );
  // What the damage has to have brought about: three columns can be refused, and most checks of hop.
  for (const name of ["names", "ends", "qualities"])
    expect([...seen].filter((one) => one.startsWith(`${name} `)).length).toBeGreaterThan(1);
  expect([...seen].filter((one) => one.startsWith("hop 3")).length).toBeGreaterThan(7);
});

test("the same lot from pieces cut anywhere, under every limit", { timeout: timeout_ms }, () => {
  const limits_of = fc.record({
    rows_max: fc.integer({ min: 1, max: 30 }),
    bytes_max: fc.oneof(fc.constant(1e9), fc.integer({ min: 1, max: 4000 })),
    record_bytes_max: fc.constantFrom(1e9, 900),
    references: fc.constantFrom(5, 3),
    wanted: fc.integer({ min: 0, max: 15 }),
  });
  const reasons = new Set<number>();
  fc.assert(
    fc.property(
      records,
      damage,
      limits_of,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      (encoded, wounds, chosen, cuts) => {
        const bytes = spoil(encoded, wounds);
        const begin = bench.place(bytes);
        const limits = bench.limits(chosen);
        const ends = [...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length].toSorted((a, b) => a - b);
        bench.state.reset(limits);
        let lot = empty_lot;
        let position = begin;
        for (const end of ends) {
          if (begin + end < position) continue;
          lot = twinHop(bench.view, position, begin + end, limits, lot);
          expect(bench.hop(position, begin + end)).toEqual(lot);
          position = lot.position;
          reasons.add(lot.reason);
        }
      },
    ),
    { numRuns: 1500, seed: 6 },
  );
  expect([...reasons].toSorted()).toEqual([0, 1, 2, 3]);
});
