/**
 * One request's share of the threads. The main thread does tasks itself, one at a time, and looks at its events between two of them: while
 * worker threads start, for inputs too small to be worth any, and always where so few threads are wanted that one more or less counts.
 */

import { main_works_threads_max, tasks_in_flight_per_worker } from "../limits.ts";
import { runTask } from "../tasks.ts";
import { faultData } from "./faults.ts";
import type { Pool } from "./pool.ts";
import type { Task, TaskResult } from "./task.ts";

export class Workers {
  /** CPU seconds of tasks, on all threads; and of those the ones that the main thread did itself. */
  task_seconds = 0;
  inline_seconds = 0;
  #pool: Pool | null = null;
  /** Worker threads wanted, and whether the main thread is one of the request's threads. */
  readonly #threads: number;
  readonly #main_works: boolean;
  readonly #listeners = new Set<() => void>();
  #in_flight = 0;
  #inline = 0;
  #join: { tasks: number; readonly open: () => Promise<Pool> } | null = null;
  #leave: () => void = () => {};

  /** Without a pool, the main thread does everything. */
  constructor(pool: Pool | null, threads: number, main_works = threads <= main_works_threads_max) {
    this.#main_works = main_works;
    this.#threads = this.#main_works ? threads - 1 : threads;
    if (pool !== null) this.#enter(pool);
  }

  /** Have the main thread do so many tasks before it spends time on starting threads: the first batch is what a reader waits for. */
  joinAfter(tasks: number, open: () => Promise<Pool>): void {
    this.#join = { tasks, open };
  }

  /** Listen to the pool no more. */
  close(): void {
    this.#join = null;
    this.#leave();
  }

  #enter(pool: Pool): void {
    this.#pool = pool;
    this.#leave = pool.onChange(() => this.#changed());
    pool.wake(this.#threads);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  get #ready(): number {
    return this.#pool === null ? 0 : Math.min(this.#pool.ready, this.#threads);
  }

  get #thread_free(): boolean {
    return this.#in_flight < this.#ready * tasks_in_flight_per_worker;
  }

  get #main_free(): boolean {
    return this.#inline === 0 && (this.#main_works || this.#pool === null || this.#ready < this.#threads);
  }

  /** Whether a task could be started now. */
  get free(): boolean {
    return this.#thread_free || this.#main_free;
  }

  /** `listener` is called when a thread has come up or gone. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run(task: Task, done: (result: TaskResult) => void): void {
    if (this.#pool !== null && this.#thread_free) this.#runInPool(this.#pool, task, done);
    else this.#runInline(task, done);
  }

  #runInPool(pool: Pool, task: Task, done: (result: TaskResult) => void): void {
    this.#in_flight += 1;
    const finish = (result: TaskResult): void => {
      this.#in_flight -= 1;
      this.task_seconds += result.seconds;
      done(result);
    };
    // A thread that died is a fault of this task; piscina starts another one.
    pool.run(task).then(finish, (error: unknown) => finish({ seconds: 0, fault: faultData(error) }));
  }

  #runInline(task: Task, done: (result: TaskResult) => void): void {
    this.#inline += 1;
    // Threads that went, idle or dead, are wanted again.
    this.#pool?.wake(this.#threads);
    const finish = (result: TaskResult): void => {
      this.#inline -= 1;
      this.task_seconds += result.seconds;
      this.inline_seconds += result.seconds;
      done(result);
      this.#joinWhenDue();
    };
    setImmediate(() => {
      const result = runTask(task);
      if (result instanceof Promise) void result.then(finish);
      else finish(result);
    });
  }

  #joinWhenDue(): void {
    const join = this.#join;
    if (join === null || --join.tasks > 0) return;
    this.#join = null;
    join.open().then(
      (pool) => {
        this.#enter(pool);
        this.#changed();
      },
      // Without threads the main thread goes on alone.
      () => {},
    );
  }
}
