/** The worker threads, shared by all requests. */
import { worker_idle_seconds } from "../limits.ts";
import type { ControlTask, Task, TaskResult } from "./task.ts";
import { WorkerThread } from "./worker_thread.ts";

interface Waiting {
  readonly task: Task;
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: unknown) => void;
}

export class Pool {
  readonly threads_max: number;
  readonly #listeners = new Set<() => void>();
  readonly #memories = new Map<number, WebAssembly.Memory>();
  #threads: WorkerThread[] = [];
  /** Tasks of several requests that all want the same threads. */
  readonly #waiting: Waiting[] = [];
  #idle: NodeJS.Timeout | null = null;

  constructor(threads_max: number) {
    this.threads_max = threads_max;
  }

  /** Threads that are up. */
  get ready(): number {
    return this.#threads.filter((thread) => thread.state === "up").length;
  }

  /** Start threads until `threads` are there or starting. Where the system has none to give, the main thread does all by itself. */
  wake(threads: number): void {
    try {
      while (this.#threads.length < Math.min(threads, this.threads_max)) {
        this.#threads.push(new WorkerThread(this.#memories, () => this.#changed()));
      }
    } catch {
      return;
    }
  }

  /** `listener` is called when a thread has come up or gone. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  run(task: Task): Promise<TaskResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#handOut();
    });
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

  /** All threads let go of what hangs on dropped memory. */
  collect(): void {
    this.#tellAll({ task: "collect" });
  }

  #tellAll(task: ControlTask): void {
    // A thread that dies meanwhile tells so by itself, and one that is still starting learns it after its wake-up call.
    for (const thread of this.#threads) thread.tell(task).catch(() => {});
  }

  /** Each waiting task to the least busy thread that has room. */
  #handOut(): void {
    while (this.#waiting.length > 0) {
      let best: WorkerThread | null = null;
      for (const thread of this.#threads) {
        if (thread.free && (best === null || thread.busy < best.busy)) best = thread;
      }
      if (best === null) return;
      const { task, resolve, reject } = this.#waiting.shift() as Waiting;
      best
        .run(task)
        .then(resolve, reject)
        .finally(() => this.#handOut());
      this.#rest();
    }
  }

  #changed(): void {
    // One that failed to start would do so again.
    const hopeless = this.#threads.some((thread) => thread.state === "gone" && !thread.started);
    this.#threads = this.#threads.filter((thread) => thread.state !== "gone");
    // Nobody is left for the tasks that wait: whoever wanted them has to be served all the same.
    if (this.#threads.length === 0 && this.#waiting.length > 0 && !hopeless) this.wake(1);
    if (this.#threads.length === 0)
      for (const one of this.#waiting.splice(0)) one.reject(new Error("no thread can be started"));
    this.#handOut();
    for (const listener of this.#listeners) listener();
  }

  /** Threads go when no task has come for a while; a request that still lives wakes them again. */
  #rest(): void {
    if (this.#idle !== null) {
      this.#idle.refresh();
      return;
    }
    this.#idle = setTimeout(() => {
      if (this.#threads.some((thread) => thread.busy > 0)) this.#idle?.refresh();
      else for (const thread of this.#threads) thread.close();
    }, worker_idle_seconds * 1000).unref();
  }
}
