import { once } from "node:events";
import { Worker } from "node:worker_threads";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Region } from "../../ts/core/memory.ts";
import { page_bytes, RequestMemory, SharedRegion } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";

/** All free memory is one region again: one as large as all of it, but for the step in which large ones are taken, can be had without growing. */
function expectWhole(memory: RequestMemory, foreign_bytes = 0): void {
  expect(memory.used_bytes).toBe(0);
  const size = memory.memory.buffer.byteLength;
  const all = memory.allocate(Math.floor((size - 64 - foreign_bytes) / 2 ** 18) * 2 ** 18);
  expect(memory.memory.buffer.byteLength).toBe(size);
  memory.free(all);
}

describe("the allocator", () => {
  test("hands out no byte twice, merges what comes back, and counts", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("allocate" as const), bytes: fc.oneof(fc.nat(5000), fc.nat(3_000_000)) }),
      fc.record({ kind: fc.constant("free" as const), which: fc.nat() }),
      fc.record({ kind: fc.constant("write" as const), which: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const memory = new RequestMemory(null);
        const held: Region[] = [];
        let peak = 0;
        for (const one of steps) {
          if (one.kind === "allocate") {
            const region = memory.allocate(one.bytes);
            expect(region.bytes).toBeGreaterThanOrEqual(Math.max(1, one.bytes));
            expect(region.address % 64).toBe(0);
            expect(region.address).toBeGreaterThan(0);
            expect(region.address + region.bytes).toBeLessThanOrEqual(memory.bytes.length);
            for (const other of held) {
              expect(
                region.address >= other.address + other.bytes || other.address >= region.address + region.bytes,
              ).toBe(true);
            }
            held.push(region);
          } else if (one.kind === "free" && held.length > 0) {
            memory.free(held.splice(one.which % held.length, 1)[0] as Region);
          }
          const used = held.reduce((sum, region) => sum + region.bytes, 0);
          peak = Math.max(peak, used);
          expect(memory.used_bytes).toBe(used);
          expect(memory.peak_bytes).toBe(peak);
        }
        for (const region of held) memory.free(region);
        expectWhole(memory);
      }),
      { numRuns: 100 },
    );
  });

  test("takes again what was touched, for regions of a similar size too", () => {
    const memory = new RequestMemory(null);
    memory.allocate(50_000_000);
    const before = memory.memory.buffer.byteLength;
    const spans = (round: number): Region[] =>
      [5_000_000, 700, 7_000_000 - 64 * round, 5_000_000].map((bytes) => memory.allocate(bytes));
    const first = spans(0);
    for (const region of first) memory.free(region);
    for (let round = 1; round < 50; round++) {
      const regions = spans(round);
      expect(new Set(regions.map(({ address }) => address))).toEqual(new Set(first.map(({ address }) => address)));
      for (const region of regions.toSorted(
        (one, other) => ((one.address * round) % 7) - ((other.address * round) % 7),
      )) {
        memory.free(region);
      }
    }
    expect(memory.memory.buffer.byteLength - before).toBeLessThan(2 * 17_000_000);
  });

  test("a view follows the memory as it grows", () => {
    const memory = new RequestMemory(null);
    const first = memory.allocate(100);
    memory.view(first).fill(7);
    const second = memory.allocate(40_000_000);
    memory.view(second).fill(8);
    expect(memory.view(first).every((byte) => byte === 7)).toBe(true);
    expect(memory.view(second).length).toBe(second.bytes);
    expect(memory.view(second).at(-1)).toBe(8);
  });

  test("growth by another thread in between is nobody's memory", () => {
    const memory = new RequestMemory(null);
    const thread = new ThreadMemory(memory.memory);
    const regions: Region[] = [];
    const scratches: number[] = [];
    for (let i = 0; i < 6; i++) {
      regions.push(memory.allocate(10_000_000));
      scratches.push(thread.kernel(`kernel ${i}`, 100_000, (_, scratch) => scratch));
    }
    for (const scratch of scratches) {
      expect(scratch % page_bytes).toBe(0);
      for (const region of regions) {
        expect(scratch >= region.address + region.bytes || region.address >= scratch + 2 * page_bytes).toBe(true);
      }
    }
    for (const region of regions) memory.free(region);
    // What is free is in several pieces now, and nothing of the scratch is among them.
    const again = Array.from({ length: 6 }, () => memory.allocate(10_000_000));
    for (const region of again) {
      for (const scratch of scratches)
        expect(scratch >= region.address + region.bytes || region.address > scratch).toBe(true);
    }
  });

  test("a limit is a typed error, and what was there stays usable", () => {
    const memory = new RequestMemory(400);
    const region = memory.allocate(10_000_000);
    expect(() => memory.allocate(20_000_000)).toThrow(
      expect.objectContaining({ kind: "LimitError", code: "MEMORY_LIMIT" }),
    );
    expect(memory.used_bytes).toBe(region.bytes);
    memory.free(region);
    expectWhole(memory);
  });
});

describe("a shared region", () => {
  test("is freed when the last of its holders lets go, once", () => {
    const memory = new RequestMemory(null);
    let freed = 0;
    const region = new SharedRegion(memory, 1000, () => {
      freed += 1;
    });
    expect(region.retain()).toBe(region);
    region.retain();
    for (const left of [2, 1]) {
      region.release();
      expect([left, freed, memory.used_bytes]).toEqual([left, 0, region.bytes]);
    }
    region.release();
    expect([freed, memory.used_bytes]).toEqual([1, 0]);
    expectWhole(memory);
  });
});

describe("a thread's view", () => {
  test("sees what another thread wrote and how far it grew the memory", async () => {
    const memory = new RequestMemory(null);
    const thread = new ThreadMemory(memory.memory);
    expect(thread.bytes.length).toBe(page_bytes);
    const other = new Worker(
      `const { parentPort, workerData } = require("node:worker_threads");
       const at = workerData.grow(3) * 65536;
       new Uint8Array(workerData.buffer)[at + 5] = 99;
       parentPort.postMessage(at);`,
      { eval: true, workerData: memory.memory },
    );
    // Asked for now: both may come at once.
    const exit = once(other, "exit");
    const [at] = (await once(other, "message")) as [number];
    expect(thread.bytes.length).toBe(4 * page_bytes);
    expect(thread.bytes[at + 5]).toBe(99);
    expect(thread.data.getUint8(at + 5)).toBe(99);
    expect(thread.buffer(at, 6).at(-1)).toBe(99);
    // The allocator takes what it grows itself, and leaves the other's alone.
    const region = memory.allocate(100_000);
    expect(region.address).toBeGreaterThanOrEqual(4 * page_bytes);
    await exit;
  });

  test("makes each kernel once", () => {
    const thread = new ThreadMemory(new RequestMemory(null).memory);
    let made = 0;
    const make = (): number => ++made;
    expect([thread.kernel("a", 1, make), thread.kernel("a", 1, make), thread.kernel("b", 1, make)]).toEqual([1, 1, 2]);
  });
});
