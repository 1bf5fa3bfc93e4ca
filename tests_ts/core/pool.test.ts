import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { Pool } from "../../ts/core/pool.ts";
import { Run } from "../helpers/runs.ts";
import { expected } from "../helpers/synthetic.ts";
import type { Step } from "../helpers/synthetic_format.ts";

/** What threads run: an entry that is not there makes them fail as they start. */
const entry = vi.hoisted(() => ({ file: "" }));
const synthetic_worker = join(import.meta.dirname, "..", "helpers", "synthetic_worker.ts");

// The real pool with real threads; only their entry is one that knows the synthetic format too.
vi.mock("piscina", async (original) => {
  const module = await original<typeof import("piscina")>();
  class Piscina extends module.Piscina {
    constructor(options: ConstructorParameters<typeof module.Piscina>[0]) {
      super({ ...options, filename: entry.file });
    }
  }
  return { ...module, Piscina };
});

const workers: Worker[] = [];
const keep = (worker: Worker): void => {
  workers.push(worker);
};

beforeEach(() => {
  entry.file = synthetic_worker;
});

beforeAll(() => {
  process.on("worker", keep);
});

afterAll(async () => {
  process.off("worker", keep);
  await Promise.all(workers.map((worker) => worker.terminate()));
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function poolOf(threads: number): Promise<Pool> {
  const pool = new Pool(threads);
  pool.wake(threads);
  await until(() => pool.ready === threads);
  return pool;
}

const many: Step[] = Array.from({ length: 60 }, (_, span) => ({
  lots: [1 + (span % 7), 2],
  again: span % 11 === 5 ? 1 : 0,
}));

describe("threads", () => {
  test.each([1, 2, 3])("%i of them give the same batches, cold and warm", async (threads) => {
    const pool = new Pool(threads);
    for (const state of ["cold", "warm"]) {
      const run = new Run(many, { pool, threads });
      expect([state, await run.finish()]).toEqual([state, null]);
      expect(run.sink.batches).toEqual(expected(many).batches);
      expect(run.leaked_bytes).toBe(0);
      await until(() => pool.ready === threads);
    }
  });

  test("are started for a request that wants more than are up, idle or not", async () => {
    const pool = new Pool(3);
    pool.wake(1);
    await until(() => pool.ready === 1);
    pool.wake(3);
    await until(() => pool.ready === 3);
    pool.wake(2);
    expect(pool.ready).toBe(3);
  });

  test("faults come back from them typed and in order", async () => {
    const pool = await poolOf(2);
    for (const step of [
      { lots: [1, 2], fill: { lot: 1, trouble: "row" } },
      { lots: [1, 2], encode: { lot: 0 } },
      { lots: [1, 2], load: "throw" },
    ] satisfies Step[]) {
      const steps = [...many.slice(0, 9), step, ...many.slice(0, 9)];
      const run = new Run(steps, { pool, threads: 2 });
      const { error, batches } = expected(steps);
      expect(await run.finish()).toBe(error);
      expect(run.sink.batches).toEqual(batches);
      expect(run.leaked_bytes).toBe(0);
    }
  });

  test("two requests at once on one thread", async () => {
    const pool = await poolOf(1);
    const runs = [new Run(many, { pool }), new Run(many.toReversed(), { pool })];
    expect(await Promise.all(runs.map((run) => run.finish()))).toEqual([null, null]);
    expect(runs[0]?.sink.batches).toEqual(expected(many).batches);
    expect(runs[1]?.sink.batches).toEqual(expected(many.toReversed()).batches);
  });
});

describe("a thread that dies", () => {
  const deadly: Record<string, Step> = {
    "in a load": { lots: [1], load: "exit" },
    "in a fill": { lots: [1, 2], fill: { lot: 1, trouble: "exit" } },
  };

  test.each(Object.entries(deadly))("%s is an error, and the next request is served", async (_, step) => {
    const pool = await poolOf(2);
    const steps = [...many.slice(0, 5), step, ...many.slice(0, 5)];
    const run = new Run(steps, { pool, threads: 2 });
    expect(await run.finish()).toMatch(/exited with code/);
    expect(run.leaked_bytes).toBe(0);
    const next = new Run(many, { pool, threads: 2 });
    expect(await next.finish()).toBeNull();
    expect(next.sink.batches).toEqual(expected(many).batches);
    await until(() => pool.ready === 2);
  });

  test("takes nobody else's request with it, nor makes it wait for ever", { timeout: 20_000 }, async () => {
    const pool = await poolOf(1);
    const hit = new Run([...many.slice(0, 5), deadly["in a load"] as Step, ...many], { pool });
    const others = [new Run(many, { pool }), new Run(many, { pool })];
    const ends = await Promise.all([hit, ...others].map((run) => run.finish()));
    expect(ends[0]).toMatch(/exited with code/);
    for (const [i, other] of others.entries()) {
      // Its tasks may have been with the thread: then it has failed as well, but it has ended.
      if (ends[i + 1] === null) expect(other.sink.batches).toEqual(expected(many).batches);
      else expect(ends[i + 1]).toMatch(/exited with code/);
      expect(other.leaked_bytes).toBe(0);
    }
    const next = new Run(many, { pool });
    expect(await next.finish()).toBeNull();
    await until(() => pool.ready === 1);
  });

  test("while idle is replaced at the next request", async () => {
    const pool = await poolOf(2);
    await workers.at(-1)?.terminate();
    await until(() => pool.ready === 1);
    const run = new Run(many, { pool, threads: 2 });
    expect(await run.finish()).toBeNull();
    expect(run.sink.batches).toEqual(expected(many).batches);
    await until(() => pool.ready === 2);
  });

  test("terminated while its tasks run", async () => {
    const pool = await poolOf(2);
    const run = new Run(many, { pool, threads: 2 });
    const end = run.finish();
    const last = workers.at(-1);
    await Promise.all([last?.terminate(), end.catch(() => {})]);
    expect([null, "worker exited with code: 1"]).toContain(
      (await end)?.replace(/.*(worker exited with code: 1)[\s\S]*/, "$1") ?? null,
    );
    expect(run.leaked_bytes).toBe(0);
  });
});

describe("threads that can't start", () => {
  test("leave the work to the main thread", async () => {
    entry.file = join(import.meta.dirname, "no_such_file.ts");
    const pool = new Pool(2);
    for (let i = 0; i < 2; i++) {
      const run = new Run(many, { pool, threads: 2 });
      expect(await run.finish()).toBeNull();
      expect(run.sink.batches).toEqual(expected(many).batches);
    }
    expect(pool.ready).toBe(0);
    // Once they can, they are used again.
    entry.file = synthetic_worker;
    await until(() => {
      pool.wake(2);
      return pool.ready === 2;
    });
    const run = new Run(many, { pool, threads: 2 });
    expect(await run.finish()).toBeNull();
    expect(run.workers.inline_seconds).toBe(0);
  });

  test("in the place of one that died: the tasks that waited for it end with an error", {
    timeout: 20_000,
  }, async () => {
    const pool = await poolOf(1);
    entry.file = join(import.meta.dirname, "no_such_file.ts");
    const hit = new Run([...many.slice(0, 5), { lots: [1], load: "exit" }, ...many], { pool });
    const runs = [hit, new Run(many, { pool }), new Run(many, { pool })];
    const ends = await Promise.all(runs.map((run) => run.finish()));
    // One of its tasks may have waited, too, and have been told so first.
    expect(ends[0]).toMatch(/exited with code|no thread can be started/);
    for (const end of ends.slice(1)) expect(end ?? "whole").toMatch(/whole|exited with code|no thread can be started/);
    for (const run of runs) expect(run.leaked_bytes).toBe(0);
  });
});
