import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { layoutBatch } from "../../ts/arrow/layout.ts";
import { ScrambledPool } from "../helpers/pools.ts";
import { Run } from "../helpers/runs.ts";
import { expected, SyntheticSink } from "../helpers/synthetic.ts";
import type { Step } from "../helpers/synthetic_format.ts";
import { synthetic_schema } from "../helpers/synthetic_format.ts";
import { Random } from "../kernels/random.ts";

const one_lot: Step[] = Array.from({ length: 20 }, () => ({ lots: [3] }));
const message_bytes = ((): number => {
  const layout = layoutBatch(synthetic_schema, 3, [0]);
  return layout.prefix_bytes + layout.body_bytes;
})();

/** Until nothing more happens by itself. */
async function quiet(run: Run, pool: ScrambledPool | null): Promise<void> {
  for (let still = 0, seen = -1; still < 20; still++) {
    const now = run.sink.batches.length + run.memory.used_bytes + (pool?.running ?? 0);
    if (now !== seen) still = 0;
    seen = now;
    await turn();
  }
}

describe("credit", () => {
  test.each([0, 1, 2, 3])("stops the pipeline, and each bit of it lets as much go on (%i)", async (seed) => {
    const pool = seed === 0 ? null : new ScrambledPool(new Random(seed), seed);
    const sink = new SyntheticSink({ credit: 0 });
    const run = new Run(one_lot, { sink, pool: pool?.asPool() ?? null, threads: seed });
    const end = run.finish();
    for (const credit of [0, 1, 2, 7, 8, 19]) {
      sink.credit = credit;
      run.pipeline.pump();
      await quiet(run, pool);
      expect(sink.batches.length).toBe(credit);
    }
    sink.credit = 100;
    run.pipeline.pump();
    expect(await end).toBeNull();
    expect(sink.batches).toEqual(expected(one_lot).batches);
    expect(run.leaked_bytes).toBe(0);
  });

  test("without it, an error behind the batches waits for its turn", async () => {
    const sink = new SyntheticSink({ credit: 1 });
    const run = new Run([{ lots: [1, 1] }, { lots: [1], cut: "throw" }], { sink });
    let ended = false;
    const end = run.finish().finally(() => {
      ended = true;
    });
    await quiet(run, null);
    expect([ended, sink.batches.length]).toEqual([false, 1]);
    sink.credit = 9;
    run.pipeline.pump();
    expect(await end).toBe("cut of span 1");
    expect(sink.batches.length).toBe(2);
  });
});

describe("cancel", () => {
  test("before it begins", async () => {
    const run = new Run(one_lot);
    run.pipeline.cancel();
    expect(await run.finish()).toBe("cancelled");
    expect(run.sink.batches).toEqual([]);
    expect(run.leaked_bytes).toBe(0);
  });

  test("at any moment: nothing comes afterwards, running tasks end, all memory is given back", async () => {
    for (let moment = 0; moment < 40; moment++) {
      const pool = new ScrambledPool(new Random(moment), 3);
      const run = new Run(one_lot, { pool: pool.asPool(), threads: 3, sink: new SyntheticSink({ credit: 12 }) });
      const end = run.finish();
      for (let i = 0; i < moment; i++) await turn();
      run.pipeline.cancel();
      const came = run.sink.batches.length;
      expect(await end).toBe("cancelled");
      expect(run.sink.batches.length).toBe(came);
      expect(run.leaked_bytes).toBe(0);
      expect(pool.running).toBe(0);
    }
  });

  test("from within the sink, as when its reader has gone", async () => {
    const sink = new SyntheticSink();
    const run = new Run(one_lot, { sink });
    const append = sink.append.bind(sink);
    sink.append = (batch) => {
      append(batch);
      if (sink.batches.length === 4) run.pipeline.cancel();
    };
    expect(await run.finish()).toBe("cancelled");
    expect(sink.batches.length).toBe(4);
    expect(run.leaked_bytes).toBe(0);
  });

  test("comes too late for what has ended", async () => {
    const run = new Run(one_lot);
    expect(await run.finish()).toBeNull();
    run.pipeline.cancel();
    run.pipeline.pump();
    expect(run.sink.batches).toEqual(expected(one_lot).batches);
  });
});

describe("a limit of records", () => {
  test.each([1, 2, 3, 4, 30, 59, 60, 61])("%i", async (records_max) => {
    for (let seed = 0; seed < 4; seed++) {
      const pool = new ScrambledPool(new Random(seed), 3);
      const run = new Run(one_lot, { pool: pool.asPool(), threads: 3, source: { records_max } });
      expect(await run.finish()).toBeNull();
      expect(run.sink.batches).toEqual(expected(one_lot, records_max).batches);
      expect(run.leaked_bytes).toBe(0);
      expect(pool.running).toBe(0);
    }
  });

  test("damage behind it does not show", async () => {
    const steps: Step[] = [{ lots: [3] }, { lots: [3], load: "damaged" }, { lots: [1], load: "throw" }];
    for (let seed = 0; seed < 8; seed++) {
      const pool = new ScrambledPool(new Random(seed), 3);
      const run = new Run(steps, { pool: pool.asPool(), threads: 3, source: { records_max: 6 } });
      expect(await run.finish()).toBeNull();
      expect(run.leaked_bytes).toBe(0);
    }
  });
});

describe("memory", () => {
  const slot_bytes = 4096;

  test.each([1, 2, 5])("no more than %i slots, and batches as far as they may", async (slots_max) => {
    const filled_bytes_max = 3 * message_bytes;
    for (let seed = 0; seed < 6; seed++) {
      const pool = new ScrambledPool(new Random(seed), 4);
      const run = new Run(one_lot, { pool: pool.asPool(), threads: 4, limits: { slots_max, filled_bytes_max } });
      expect(await run.finish()).toBeNull();
      expect(run.memory.peak_bytes).toBeLessThanOrEqual(slots_max * slot_bytes + filled_bytes_max);
    }
  });

  test("within it, every thread has one task to run and one to go on with", async () => {
    const pool = new ScrambledPool(new Random(1), 4);
    const run = new Run(
      Array.from({ length: 200 }, () => ({ lots: [3] })),
      {
        pool: pool.asPool(),
        threads: 4,
        limits: { slots_max: 8, filled_bytes_max: 8 * message_bytes },
      },
    );
    expect(await run.finish()).toBeNull();
    expect(pool.running_peak).toBe(8);
  });

  test("a batch larger than all that may be filled goes alone", async () => {
    const run = new Run([{ lots: [5000, 5000] }], { limits: { slots_max: 1, filled_bytes_max: 100 } });
    expect(await run.finish()).toBeNull();
    expect(run.memory.peak_bytes).toBeLessThan(slot_bytes + 2 * 5000 * 4);
  });

  test("a lot that needs more slots than there may be gets them", async () => {
    // Nine spans without a lot, all held by nobody, then one: the pipeline must not stand still on its own limit.
    const steps: Step[] = [...Array.from({ length: 9 }, () => ({ lots: [] })), { lots: [2] }];
    const run = new Run(steps, { limits: { slots_max: 1, filled_bytes_max: 0 } });
    expect(await run.finish()).toBeNull();
    expect(run.sink.batches).toEqual(expected(steps).batches);
  });

  test("spans that are loaded again and again stay within it while the reader waits", async () => {
    const steps: Step[] = Array.from({ length: 3 }, () => ({ lots: [2], again: 30, lots_each_time: true }));
    const sink = new SyntheticSink({ credit: 0 });
    const run = new Run(steps, { sink, limits: { slots_max: 3, filled_bytes_max: message_bytes } });
    const end = run.finish();
    await quiet(run, null);
    expect(run.memory.peak_bytes).toBeLessThanOrEqual(3 * slot_bytes + message_bytes);
    sink.credit = 1000;
    run.pipeline.pump();
    expect(await end).toBeNull();
    expect(sink.batches).toEqual(expected(steps).batches);
    expect(run.leaked_bytes).toBe(0);
  });
});

describe("input that is not there yet", () => {
  test("is waited for, and what is there goes on meanwhile", async () => {
    const run = new Run([{ lots: [2] }, { lots: [1], late: 1 }]);
    run.source.onArrival = () => {};
    const end = run.finish();
    await quiet(run, null);
    expect(run.sink.batches.length).toBe(1);
    run.pipeline.pump();
    expect(await end).toBeNull();
    expect(run.sink.batches.length).toBe(2);
    expect(run.leaked_bytes).toBe(0);
  });

  test("ends with a cancel", async () => {
    const run = new Run([{ lots: [1] }, { lots: [1], late: 1 }]);
    run.source.onArrival = () => {};
    const end = run.finish();
    await quiet(run, null);
    run.pipeline.cancel();
    expect(await end).toBe("cancelled");
    expect(run.leaked_bytes).toBe(0);
  });

  test("whose end is an error is told after all before it", async () => {
    const run = new Run([{ lots: [1, 1] }, { lots: [1] }, { lots: [1], span: "throw" }]);
    expect(await run.finish()).toBe("span of span 2");
    expect(run.sink.batches.length).toBe(3);
  });
});

describe("slots that spans size themselves", () => {
  const slot_bytes_of = (span: number): number => 1000 * (1 + (span % 5));

  test.each([1, 2, 3])("are bounded by their bytes, and all come back (%i)", async (seed) => {
    const pool = new ScrambledPool(new Random(seed), 4);
    const limits = { slots_max: 100, slot_bytes_max: 6000, filled_bytes_max: 2 ** 20 };
    const sink = new SyntheticSink({ credit: 1000 });
    const run = new Run(one_lot, { sink, pool: pool.asPool(), threads: 4, limits, source: { slot_bytes_of } });
    expect(await run.finish()).toBeNull();
    expect(sink.batches).toEqual(expected(one_lot).batches);
    expect(run.leaked_bytes).toBe(0);
    // One load more may begin while there is room, and batches take some, too.
    expect(run.memory.peak_bytes).toBeLessThan(6000 + 5000 + 20 * 2 * message_bytes);
  });

  test("one that is larger than all that may be in use is loaded alone", async () => {
    const limits = { slots_max: 100, slot_bytes_max: 1, filled_bytes_max: 2 ** 20 };
    const run = new Run(one_lot, { limits, source: { slot_bytes_of } });
    expect(await run.finish()).toBeNull();
    expect(run.sink.batches).toEqual(expected(one_lot).batches);
    expect(run.memory.peak_bytes).toBeLessThan(5000 + 20 * 2 * message_bytes);
  });
});
