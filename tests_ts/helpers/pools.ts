/** Pools for the pipeline's tests. */

import type { Pool } from "../../ts/core/pool.ts";
import type { Task, TaskResult } from "../../ts/core/task.ts";
import { runTask } from "../../ts/tasks.ts";
import type { Random } from "../kernels/random.ts";

/**
 * Stands for a pool whose threads finish in an order that the seed decides, and come and go as it decides: the orders that real
 * threads take once in a thousand runs. The tasks themselves are the real ones.
 */
export class ScrambledPool {
  ready = 0;
  /** Tasks that have been started and aren't done. */
  running = 0;
  /** The most there ever were. */
  running_peak = 0;
  readonly #random: Random;
  readonly #threads: number;
  readonly #waiting: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();
  #scheduled = false;

  constructor(random: Random, threads: number) {
    this.#random = random;
    this.#threads = threads;
  }

  asPool(): Pool {
    return this as unknown as Pool;
  }

  wake(): void {
    this.#schedule();
  }

  attach(): void {}

  forget(): void {}

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run(task: Task): Promise<TaskResult> {
    this.running += 1;
    this.running_peak = Math.max(this.running_peak, this.running);
    // What crosses to a thread is copied there: nothing but plain data may be in it.
    const copy = structuredClone(task);
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        void Promise.resolve(runTask(copy)).then((result) => {
          this.running -= 1;
          resolve(structuredClone(result));
        });
      });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#step();
      if (this.#waiting.length > 0 || this.ready < this.#threads) this.#schedule();
    });
  }

  #step(): void {
    if (this.ready < this.#threads && this.#random.below(3) === 0) {
      this.ready += 1;
      for (const listener of this.#listeners) listener();
    }
    for (let count = this.#random.below(3); count > 0 && this.#waiting.length > 0; count--) {
      const [one] = this.#waiting.splice(this.#random.below(this.#waiting.length), 1);
      one?.();
    }
  }
}
