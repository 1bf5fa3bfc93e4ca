/**
 * One worker thread: a piscina of one. Piscina starts it, matches results to tasks and wakes it without an event loop's delay; which
 * thread a task goes to is decided in pool.ts, for a queue in front of several threads would hold up what all of them must be told.
 */
import { join } from "node:path";
import { Piscina } from "piscina";
import { tasks_in_flight_per_worker } from "../limits.ts";
import type { ControlTask, Task, TaskResult } from "./task.ts";

/** Beside the source, which runs unbuilt; or beside the bundle. */
const tasks_file = import.meta.filename.endsWith(".ts")
  ? join(import.meta.dirname, "..", "tasks.ts")
  : join(import.meta.dirname, "tasks.cjs");

export class WorkerThread {
  /** Tasks that it has been given and that are not done. */
  busy = 0;
  state: "starting" | "up" | "gone" = "starting";
  /** Whether it ever was up. */
  started = false;
  readonly #piscina: Piscina;
  readonly #onChange: () => void;

  /** `onChange` is called when it has come up, and when it has gone. */
  constructor(memories: ReadonlyMap<number, WebAssembly.Memory>, onChange: () => void) {
    this.#onChange = onChange;
    this.#piscina = new Piscina({
      filename: tasks_file,
      minThreads: 1,
      maxThreads: 1,
      // Everything goes to the thread at once, in order: piscina's queue would let a task overtake what tells of its memory.
      // How many tasks are with it is counted here.
      concurrentTasksPerWorker: Number.MAX_SAFE_INTEGER,
      // It is ended by `close`, and its tasks never queue here.
      idleTimeout: Number.POSITIVE_INFINITY,
      maxQueue: Number.POSITIVE_INFINITY,
      atomics: "sync",
      recordTiming: false,
      workerHistogram: false,
      trackUnmanagedFds: false,
      env: {},
      execArgv: [],
    });
    // A thread that could not start, or died: piscina would start another one, which would know no memory.
    this.#piscina.on("workerDestroy", () => this.close());
    this.#piscina.on("error", () => this.close());
    this.tell({ task: "wake", memories }).then(
      () => this.#become("up"),
      () => this.close(),
    );
  }

  get free(): boolean {
    return this.state === "up" && this.busy < tasks_in_flight_per_worker;
  }

  async run(task: Task): Promise<TaskResult> {
    this.busy += 1;
    try {
      return (await this.#piscina.run(task)) as TaskResult;
    } finally {
      this.busy -= 1;
    }
  }

  tell(task: ControlTask): Promise<unknown> {
    return this.#piscina.run(task);
  }

  close(): void {
    if (this.state === "gone") return;
    this.#become("gone");
    void this.#piscina.destroy();
  }

  #become(state: "up" | "gone"): void {
    if (this.state === "gone") return;
    this.state = state;
    this.started ||= state === "up";
    this.#onChange();
  }
}
