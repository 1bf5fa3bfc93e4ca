import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { collectBefore, collectDropped } from "../../ts/core/dropped.ts";
import { RequestMemory } from "../../ts/core/memory.ts";
import { collect_delay_ms, dropped_bytes_max } from "../../ts/limits.ts";

function used(bytes: number): RequestMemory {
  const memory = new RequestMemory(null);
  memory.free(memory.allocate(bytes));
  return memory;
}

const threads = { collect: vi.fn() };

beforeEach(() => {
  vi.useFakeTimers();
  threads.collect.mockClear();
});

afterEach(() => {
  collectBefore();
  vi.useRealTimers();
});

describe("dropped memory", () => {
  test("is collected a while after a large request", () => {
    collectDropped(used(dropped_bytes_max), false, threads);
    vi.advanceTimersByTime(collect_delay_ms - 1);
    expect(threads.collect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(threads.collect).toHaveBeenCalledTimes(1);
    collectBefore();
    expect(threads.collect).toHaveBeenCalledTimes(1);
  });

  test("is collected before the next request, and then only once", () => {
    collectDropped(used(dropped_bytes_max), false, threads);
    collectBefore();
    expect(threads.collect).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(10 * collect_delay_ms);
    expect(threads.collect).toHaveBeenCalledTimes(1);
  });

  test("of a request that ends before a collection which another one has asked for is collected with it", () => {
    collectDropped(used(dropped_bytes_max), false, null);
    collectDropped(used(dropped_bytes_max), false, threads);
    collectBefore();
    expect(threads.collect).toHaveBeenCalledTimes(1);
  });

  test("of small requests adds up", () => {
    for (let bytes = 0; bytes < dropped_bytes_max; bytes += dropped_bytes_max / 4) {
      collectBefore();
      expect(threads.collect).not.toHaveBeenCalled();
      collectDropped(used(dropped_bytes_max / 4), false, threads);
    }
    collectBefore();
    expect(threads.collect).toHaveBeenCalledTimes(1);
  });

  test("is free once it was collected", async () => {
    vi.useRealTimers();
    const buffers = await (async () => {
      const memory = used(dropped_bytes_max);
      collectDropped(memory, false, null);
      return new WeakRef(memory.memory);
    })();
    // A WeakRef's target lives at least until the turn in which it was made has ended.
    await new Promise((resolve) => setImmediate(resolve));
    collectBefore();
    expect(buffers.deref()).toBeUndefined();
  });
});
