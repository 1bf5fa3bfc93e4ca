/** The worker threads, shared by all requests. Piscina keeps them; this says when how many are wanted, and which are up. */
import { join } from "node:path";
import { BroadcastChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { tasks_in_flight_per_worker, worker_idle_seconds } from "../limits.ts";
import { forget_channel } from "../tasks.ts";
import type { Task, TaskResult, WakeTask } from "./task.ts";

const folder = import.meta.dirname ?? __dirname;
/** Beside the bundle, or the source when run unbuilt. */
const tasks_file = __filename_is_bundle() ? join(folder, "tasks.cjs") : join(folder, "..", "tasks.ts");

function __filename_is_bundle(): boolean {
  return typeof __dirname === "string";
}

export class Pool {
  readonly threads_max: number;
  readonly #piscina: Piscina;
  readonly #forget = new BroadcastChannel(forget_channel);
  readonly #listeners = new Set<() => void>();
  #ready = 0;

  constructor(threads_max: number) {
    this.threads_max = threads_max;
    this.#piscina = new Piscina({
      filename: tasks_file,
      // Threads start when `wake` asks for them.
      minThreads: 0,
      maxThreads: threads_max,
      concurrentTasksPerWorker: tasks_in_flight_per_worker,
      idleTimeout: worker_idle_seconds * 1000,
      maxQueue: Number.POSITIVE_INFINITY,
      // A thread that waits on an event rather than a futex hears that a request has ended, and lets its memory go.
      atomics: "disabled",
      recordTiming: false,
      workerHistogram: false,
      trackUnmanagedFds: false,
      env: {},
      execArgv: [],
    });
    this.#piscina.on("workerCreate", () => this.#count(1));
    this.#piscina.on("workerDestroy", () => this.#count(-1));
    this.#forget.unref();
  }

  /** Threads that are up. */
  get ready(): number {
    return this.#ready;
  }

  /** Start threads until `threads` are there or starting. */
  wake(threads: number): void {
    const task: WakeTask = { task: "wake" };
    const missing = Math.min(threads, this.threads_max) - this.#piscina.threads.length;
    // A queued task makes piscina start a thread. Its failure shows in the tasks that follow.
    for (let i = 0; i < missing; i++) this.#piscina.run(task).catch(() => {});
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run(task: Task): Promise<TaskResult> {
    return this.#piscina.run(task) as Promise<TaskResult>;
  }

  /** A request has ended: its memory can go, in all threads. */
  forget(request: number): void {
    this.#forget.postMessage(request);
  }

  #count(change: number): void {
    this.#ready += change;
    for (const listener of this.#listeners) listener();
  }
}
