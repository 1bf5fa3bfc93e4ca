import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScrambledPool } from "../helpers/pools.ts";
import { Run } from "../helpers/runs.ts";
import { expected, SyntheticSink } from "../helpers/synthetic.ts";
import type { Step } from "../helpers/synthetic_format.ts";
import { Random } from "../kernels/random.ts";

const scrambled = (seed: number, threads = 3): { pool: ScrambledPool; threads: number } => ({
  pool: new ScrambledPool(new Random(seed), threads),
  threads,
});

const some_steps: Step[] = Array.from({ length: 12 }, (_, span) => ({
  lots: Array.from({ length: span % 4 }, (_, lot) => 1 + ((span + lot) % 5)),
  again: span % 5 === 2 ? 2 : 0,
}));

describe("order", () => {
  test("on the main thread alone", async () => {
    const run = new Run(some_steps);
    expect(await run.finish()).toBeNull();
    expect(run.sink.batches).toEqual(expected(some_steps).batches);
    expect(run.pipeline.rows).toBe(run.source.records);
    expect(run.pipeline.batches).toBe(run.sink.batches.length);
    expect(run.leaked_bytes).toBe(0);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("whatever the order in which threads finish (%i)", async (seed) => {
    const { pool, threads } = scrambled(seed, 1 + (seed % 4));
    const run = new Run(some_steps, { pool: pool.asPool(), threads });
    expect(await run.finish()).toBeNull();
    expect(run.sink.batches).toEqual(expected(some_steps).batches);
    expect(run.leaked_bytes).toBe(0);
    expect(pool.running).toBe(0);
  });

  test("no span at all", async () => {
    const run = new Run([]);
    expect(await run.finish()).toBeNull();
    expect(run.sink.batches).toEqual([]);
  });

  test("rows are counted where no column is wanted", async () => {
    const run = new Run(some_steps, { sink: new SyntheticSink({ wants_columns: false }) });
    expect(await run.finish()).toBeNull();
    expect(run.sink.batches).toEqual([]);
    expect(run.pipeline.rows).toBe(run.source.records);
    expect(run.leaked_bytes).toBe(0);
  });
});

describe("faults", () => {
  const around = (step: Step): Step[] => [{ lots: [2, 3] }, { lots: [1] }, step, { lots: [4] }, { lots: [5] }];
  const troubles: Record<string, Step> = {
    "a load that throws": { lots: [1], load: "throw" },
    "a load that is damaged behind its records": { lots: [2, 2], load: "damaged" },
    "a cut": { lots: [1], cut: "throw" },
    "a fill that throws": { lots: [1, 2, 3], fill: { lot: 1, trouble: "throw" } },
    "a row": { lots: [1, 2, 3], fill: { lot: 2, trouble: "row" } },
    "an encoder": { lots: [1, 2], encode: { lot: 0 } },
  };

  test.each(Object.entries(troubles))("%s: all before it come out, and nothing behind it", async (_, step) => {
    const steps = around(step);
    const { batches, error } = expected(steps);
    for (let seed = 0; seed < 8; seed++) {
      const { pool, threads } = scrambled(seed);
      const run = new Run(steps, seed === 0 ? {} : { pool: pool.asPool(), threads });
      expect(await run.finish()).toBe(error);
      expect(run.sink.batches).toEqual(batches);
      expect(run.leaked_bytes).toBe(0);
      expect(pool.running).toBe(0);
    }
  });

  test("at the end of the input", async () => {
    const run = new Run(some_steps, { source: { finish: "throw" } });
    expect(await run.finish()).toBe(`finish of span ${some_steps.length}`);
    expect(run.sink.batches).toEqual(expected(some_steps).batches);
    expect(run.leaked_bytes).toBe(0);
  });

  test("in the sink", async () => {
    const run = new Run(some_steps, { sink: new SyntheticSink({ fails_at: 3 }) });
    expect(await run.finish()).toBe("append of span 3");
    expect(run.sink.batches).toEqual(expected(some_steps).batches.slice(0, 3));
    expect(run.leaked_bytes).toBe(0);
  });

  test("any steps, any order of threads, any limits: the same batches and the same error", async () => {
    const rows = fc.integer({ min: 1, max: 6 });
    const anyStep: fc.Arbitrary<Step> = fc.record(
      {
        lots: fc.array(rows, { maxLength: 4 }),
        again: fc.integer({ min: 0, max: 3 }),
        load: fc.option(fc.constantFrom("throw" as const, "damaged" as const), { nil: undefined, freq: 12 }),
        cut: fc.option(fc.constant("throw" as const), { nil: undefined, freq: 20 }),
        late: fc.integer({ min: 0, max: 2 }),
        span: fc.option(fc.constant("throw" as const), { nil: undefined, freq: 20 }),
        fill: fc.option(
          fc.record({
            lot: fc.integer({ min: 0, max: 3 }),
            trouble: fc.constantFrom("throw" as const, "row" as const),
          }),
          { nil: undefined, freq: 12 },
        ),
        encode: fc.option(fc.record({ lot: fc.integer({ min: 0, max: 3 }) }), { nil: undefined, freq: 20 }),
      },
      { requiredKeys: ["lots"] },
    ) as fc.Arbitrary<Step>;
    const limits = fc.record({
      slots_max: fc.integer({ min: 1, max: 6 }),
      filled_bytes_max: fc.integer({ min: 0, max: 4000 }),
    });
    const wanted = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 15 }),
        fc.nat(),
        limits,
        wanted,
        async (steps, seed, given, records_max) => {
          const { pool, threads } = scrambled(seed, 1 + (seed % 4));
          const source = records_max === undefined ? {} : { records_max };
          const run = new Run(steps, { pool: pool.asPool(), threads, limits: given, source });
          const { batches, error } = expected(steps, records_max);
          expect([await run.finish(), run.sink.batches]).toEqual([error, batches]);
          expect(run.leaked_bytes).toBe(0);
          expect(pool.running).toBe(0);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });
});
