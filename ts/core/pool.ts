/** The worker threads, shared by all requests. Piscina keeps them; this says when how many are wanted, and which are up. */
import { join } from "node:path";
import { Piscina, queueOptionsSymbol } from "piscina";
import { tasks_in_flight_per_worker, worker_idle_seconds } from "../limits.ts";
import type { ControlTask, Task, TaskResult } from "./task.ts";

/** Beside the source, which runs unbuilt; or beside the bundle. */
const tasks_file = import.meta.filename.endsWith(".ts")
  ? join(import.meta.dirname, "..", "tasks.ts")
  : join(import.meta.dirname, "tasks.cjs");

type Balance = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>["loadBalancer"]>;

/** For which thread a task is: a certain one, or one that has just come up. */
type Pin = { readonly thread: number } | { readonly thread: "new" };

export class Pool {
  readonly threads_max: number;
  readonly #piscina: Piscina;
  readonly #listeners = new Set<() => void>();
  /** Threads that have had their first task: only they know the requests' memories. */
  readonly #woken = new Set<number>();
  readonly #memories = new Map<number, WebAssembly.Memory>();
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
      loadBalancer: this.#balance,
      atomics: "sync",
      recordTiming: false,
      workerHistogram: false,
      trackUnmanagedFds: false,
      env: {},
      execArgv: [],
    });
    this.#piscina.on("workerCreate", () => this.#count(1));
    this.#piscina.on("workerDestroy", () => this.#count(-1));
  }

  /** Threads that are up. */
  get ready(): number {
    return this.#ready;
  }

  /** Start threads until `threads` are there or starting. */
  wake(threads: number): void {
    const missing = Math.min(threads, this.threads_max) - this.#piscina.threads.length;
    // A task that no thread takes makes piscina start one.
    // It learns the memories that there are by the time it is up.
    for (let i = 0; i < missing; i++) this.#control({ task: "wake", memories: this.#memories }, { thread: "new" });
  }

  /** `listener` is called when a thread has come up or gone. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run(task: Task): Promise<TaskResult> {
    return this.#piscina.run(task) as Promise<TaskResult>;
  }

  /**
   * A request begins: its memory is told once to each thread. Told with every task, each copy of the handle would count as memory of
   * the thread's own, and make it collect garbage all the time.
   */
  attach(request: number, memory: WebAssembly.Memory): void {
    this.#memories.set(request, memory);
    this.#tellAll({ task: "attach", request, memory });
  }

  /** A request has ended: all threads let its memory go. */
  forget(request: number): void {
    this.#memories.delete(request);
    this.#tellAll({ task: "forget", request });
  }

  #tellAll(task: ControlTask): void {
    for (const { threadId } of this.#piscina.threads) {
      if (this.#woken.has(threadId)) this.#control(task, { thread: threadId });
    }
  }

  /** A control task that fails has lost its thread, which the tasks that matter will tell. */
  #control(task: ControlTask, pin: Pin): void {
    this.#piscina.run({ ...task, [queueOptionsSymbol]: pin }).catch(() => {});
  }

  /** The least busy thread, unless the task is pinned to one. */
  readonly #balance: Balance = (task, workers) => {
    const pin = (task as unknown as Record<symbol, Pin | null>)[queueOptionsSymbol] ?? null;
    if (pin?.thread === "new") {
      const fresh = workers.find((worker) => !this.#woken.has(worker.id)) ?? null;
      if (fresh !== null) this.#woken.add(fresh.id);
      return fresh;
    }
    if (pin !== null) return workers.find((worker) => worker.id === pin.thread) ?? null;
    let best = null;
    for (const worker of workers) {
      if (!this.#woken.has(worker.id)) continue;
      if (worker.currentUsage < (best?.currentUsage ?? tasks_in_flight_per_worker)) best = worker;
    }
    return best;
  };

  #count(change: number): void {
    this.#ready += change;
    for (const listener of this.#listeners) listener();
  }
}
