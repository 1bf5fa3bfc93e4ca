/** Entry of the worker threads: runs a task by name. The main thread calls `runTask` too, while workers start and for small inputs. */
import { faultData } from "./core/faults.ts";
import { collectGarbage } from "./core/garbage.ts";
import type { Encode } from "./core/sink.ts";
import type { FormatTasks } from "./core/source.ts";
import type { ControlTask, FillTask, LoadTask, Task, TaskResult } from "./core/task.ts";
import { ThreadMemory } from "./core/thread_memory.ts";
import { encoders, format_tasks } from "./core/thread_registry.ts";
import { threadSeconds } from "./core/thread_seconds.ts";

type Loaders<T> = Readonly<Record<string, () => Promise<T>>>;

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

/** What this thread has loaded so far. */
const known_formats = new Map<string, FormatTasks>();
const known_encoders = new Map<string, Encode>();

async function bringIn<T>(known: Map<string, T>, table: Loaders<T>, name: string): Promise<void> {
  if (known.has(name)) return;
  const load = table[name];
  if (load === undefined) throw new Error(`no worker knows ${name}`);
  known.set(name, await load());
}

/** Everything that a task needs, or null where it is there already: most tasks don't wait. */
function bringInFor(task: Task): Promise<unknown> | null {
  const encoder = task.task === "fill" ? task.step.kind : null;
  if (known_formats.has(task.format) && (encoder === null || known_encoders.has(encoder))) return null;
  return Promise.all([
    bringIn(known_formats, format_tasks, task.format),
    encoder === null ? null : bringIn(known_encoders, encoders, encoder),
  ]);
}

function load(task: LoadTask): Omit<TaskResult, "seconds"> {
  return { loaded: formatOf(task).load(task.span, task.slot, memoryOf(task)) };
}

function fill(task: FillTask): Omit<TaskResult, "seconds"> {
  const thread = memoryOf(task);
  const { message, layout, place, step } = task;
  const filled = formatOf(task).fill(task.work, message.address + layout.prefix_bytes, layout, thread);
  if ("fault" in filled) return { fault: filled.fault, row: filled.row };
  const { nulls, found } = filled;
  const encode = known_encoders.get(step.kind) as Encode;
  const encoded = encode({ region: message, layout, nulls, place, step, thread });
  return { found, encoded };
}

const formatOf = (task: Task): FormatTasks => known_formats.get(task.format) as FormatTasks;

function runNow(task: Task, before: number): TaskResult {
  let result: Omit<TaskResult, "seconds">;
  try {
    result = task.task === "load" ? load(task) : fill(task);
  } catch (error) {
    // As data: an error's class and fields would not survive the way to the main thread.
    result = { fault: faultData(error) };
  }
  return { ...result, seconds: threadSeconds() - before };
}

/** A promise where something has to be loaded first. Faults are in the result: this neither throws nor rejects. */
export function runTask(task: Task): TaskResult | Promise<TaskResult> {
  const before = threadSeconds();
  return (
    bringInFor(task)?.then(
      () => runNow(task, before),
      (error: unknown) => ({ fault: faultData(error), seconds: threadSeconds() - before }),
    ) ?? runNow(task, before)
  );
}

export default function work(task: Task | ControlTask): TaskResult | Promise<TaskResult> {
  switch (task.task) {
    case "wake":
      for (const [request, memory] of task.memories) attach(request, memory);
      return { seconds: 0 };
    case "attach":
      attach(task.request, task.memory);
      return { seconds: 0 };
    case "forget":
      forget(task.request);
      return { seconds: 0 };
    case "collect":
      // An idle thread collects nothing by itself, and would hold the memory until its next task.
      collectGarbage();
      return { seconds: 0 };
    default:
      return runTask(task);
  }
}
