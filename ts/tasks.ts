/** Entry of the worker threads: runs a task by name. The main thread calls `runTask` too, while workers start and for small inputs. */
import { faultData } from "./core/faults.ts";
import type { ControlTask, FillTask, LoadTask, Task, TaskResult } from "./core/task.ts";
import { ThreadMemory } from "./core/thread_memory.ts";
import { encoders, format_tasks } from "./core/thread_registry.ts";
import { threadSeconds } from "./core/thread_seconds.ts";

/** This thread's view of each request's memory. */
const memories = new Map<number, ThreadMemory>();

/** A request begins. The main thread has a view of its memory already. */
export function attach(request: number, memory: WebAssembly.Memory, thread = new ThreadMemory(memory)): void {
  memories.set(request, thread);
}

/** The request has ended: let its memory go. */
export function forget(request: number): void {
  memories.delete(request);
}

function memoryOf(task: Task): ThreadMemory {
  const thread = memories.get(task.request);
  if (thread === undefined) throw new Error(`request ${task.request} is unknown to this thread`);
  return thread;
}

const registered = <T>(table: Readonly<Record<string, T>>, name: string): T => {
  const entry = table[name];
  if (entry === undefined) throw new Error(`no worker knows ${name}`);
  return entry;
};

function load(task: LoadTask): Omit<TaskResult, "seconds"> {
  return { loaded: registered(format_tasks, task.format).load(task.span, task.slot, memoryOf(task)) };
}

function fill(task: FillTask): Omit<TaskResult, "seconds"> {
  const thread = memoryOf(task);
  const { message, layout, place, step } = task;
  const format = registered(format_tasks, task.format);
  const filled = format.fill(task.work, message.address + layout.prefix_bytes, layout, thread);
  if ("fault" in filled) return { fault: filled.fault, row: filled.row };
  const { nulls, found } = filled;
  const encoded = registered(encoders, step.kind)({ region: message, layout, nulls, place, step, thread });
  return { found, encoded };
}

export function runTask(task: Task): TaskResult {
  const before = threadSeconds();
  let result: Omit<TaskResult, "seconds">;
  try {
    result = task.task === "load" ? load(task) : fill(task);
  } catch (error) {
    // As data: an error's class and fields would not survive the way to the main thread.
    result = { fault: faultData(error) };
  }
  return { ...result, seconds: threadSeconds() - before };
}

export default function work(task: Task | ControlTask): TaskResult {
  switch (task.task) {
    case "wake":
      for (const [request, memory] of task.memories) attach(request, memory);
      return { seconds: 0 };
    case "attach":
      attach(task.request, task.memory);
      return { seconds: 0 };
    case "forget":
      forget(task.request);
      // Without a collection now, an idle thread would hold the memory until its next task.
      (globalThis as { gc?: () => void }).gc?.();
      return { seconds: 0 };
    default:
      return runTask(task);
  }
}
