import { describe, expect, test } from "vitest";
import { fillConstant } from "../../ts/arrow/constant.ts";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";

describe("a column of one value", () => {
  const memory = new RequestMemory(null);
  const thread = new ThreadMemory(memory.memory);

  test.each([
    ["", 0],
    ["", 5],
    ["a", 0],
    ["a", 1],
    ["path/to/file.bam", 1],
    ["path/to/file.bam", 2],
    ["Δ", 3],
    ["abc", 1000],
    ["a longer name than most of them are", 4095],
  ])("%j in %i rows", (value, rows) => {
    const bytes = Buffer.from(value);
    const region = memory.allocate((rows + 1) * 4 + bytes.length * rows + 256);
    memory.view(region).fill(0xbb);
    const offsets = region.address;
    const data = region.address + (rows + 1) * 4 + 64;
    fillConstant(thread, bytes, rows, offsets, data);
    for (let row = 0; row <= rows; row++)
      expect(thread.data.getInt32(offsets + row * 4, true)).toBe(row * bytes.length);
    const written = Buffer.from(thread.bytes.slice(data, data + bytes.length * rows));
    expect(written.toString()).toBe(value.repeat(rows));
    // Not a byte beyond.
    expect(thread.bytes[data + bytes.length * rows]).toBe(0xbb);
    expect(thread.bytes[data - 1]).toBe(0xbb);
    memory.free(region);
  });
});
