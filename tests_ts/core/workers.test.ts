import { expect, test } from "vitest";
import type { Pool } from "../../ts/core/pool.ts";
import type { Task } from "../../ts/core/task.ts";
import { Workers } from "../../ts/core/workers.ts";
import { ScrambledPool } from "../helpers/pools.ts";
import { Random } from "../kernels/random.ts";

/** A task that no format knows: it fails at once, which is all that is needed here. */
const task: Task = { task: "load", format: "none", request: 0, span: {}, slot: { address: 0, bytes: 0 } };
const run = (workers: Workers): Promise<void> => new Promise((resolve) => workers.run(task, () => resolve()));

test("without threads, the main thread does one task at a time", async () => {
  const workers = new Workers(null, 1);
  expect(workers.free).toBe(true);
  const done = run(workers);
  expect(workers.free).toBe(false);
  await done;
  expect(workers.free).toBe(true);
});

test("up to four threads the main thread is one of them, beyond it only hands out", async () => {
  for (const [threads, wanted, main] of [
    [2, 1, true],
    [4, 3, true],
    [5, 5, false],
  ] as const) {
    const asked: number[] = [];
    const pool = { ready: wanted, wake: (count: number) => asked.push(count), onChange: () => () => {} };
    const workers = new Workers(pool as unknown as Pool, threads);
    expect(asked).toEqual([wanted]);
    // All of its threads are busy: only a main thread that works has room left.
    (pool as { run?: unknown }).run = () => new Promise(() => {});
    for (let i = 0; i < wanted * 2; i++) workers.run(task, () => {});
    expect(workers.free).toBe(main);
  }
});

test("a reader's first batch comes before threads are started", async () => {
  const pool = new ScrambledPool(new Random(1), 1);
  const workers = new Workers(null, 2);
  let opened = 0;
  workers.joinAfter(3, async () => {
    opened += 1;
    return pool.asPool();
  });
  await run(workers);
  await run(workers);
  expect(opened).toBe(0);
  const up = new Promise<void>((resolve) => workers.onChange(resolve));
  await run(workers);
  expect(opened).toBe(1);
  await up;
  await run(workers);
  expect(opened).toBe(1);
});

test("where no threads can be had, the main thread goes on; closed, it asks for none", async () => {
  const workers = new Workers(null, 2);
  workers.joinAfter(1, () => Promise.reject(new Error("none")));
  await run(workers);
  await run(workers);
  expect(workers.free).toBe(true);
  let asked = 0;
  const closed = new Workers(null, 2);
  closed.joinAfter(1, () => {
    asked += 1;
    return Promise.reject(new Error("none"));
  });
  closed.close();
  await run(closed);
  expect(asked).toBe(0);
});
