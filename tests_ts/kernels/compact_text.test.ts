/** Texts that are there, out of those with nulls among them: the kernel against filtering. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { encodeKernel } from "../../ts/sinks/encode_kernel.ts";

const memory = new RequestMemory(null);
const thread = new ThreadMemory(memory.memory);
const kernel = encodeKernel(thread);
const offsets = memory.allocate(4096).address;
const data = memory.allocate(2 ** 15).address;
const bitmap = memory.allocate(256).address;

const row = fc.record({
  text: fc.uint8Array({ maxLength: 12 }),
  there: fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
});
/** Mostly nulls without bytes, as most writers have them. */
const rows = fc
  .tuple(fc.array(row, { maxLength: 120 }), fc.oneof(fc.constant(true), fc.boolean()))
  .map(([all, bare]) => all.map((one) => (bare && !one.there ? { ...one, text: new Uint8Array(0) } : one)));

test("keeps the texts that are marked, one behind the other", () => {
  fc.assert(
    fc.property(rows, fc.oneof(fc.constant(0), fc.nat({ max: 40 })), (all, first) => {
      thread.bytes.fill(0, bitmap, bitmap + 256);
      let at = first;
      for (const [i, { text, there }] of all.entries()) {
        thread.data.setUint32(offsets + 4 * i, at, true);
        thread.bytes.set(text, data + at);
        at += text.length;
        const byte = bitmap + (i >> 3);
        if (there) thread.bytes[byte] = (thread.bytes[byte] as number) | (1 << (i & 7));
      }
      thread.data.setUint32(offsets + 4 * all.length, at, true);
      kernel.compact_text(offsets, data, bitmap, all.length);
      const kept = all.filter(({ there }) => there).map(({ text }) => text);
      const ends = Array.from({ length: kept.length + 1 }, (_, i) => thread.data.getUint32(offsets + 4 * i, true));
      let end = 0;
      expect(ends).toEqual([0, ...kept.map((text) => (end += text.length))]);
      expect(Buffer.from(thread.bytes.subarray(data, data + end))).toEqual(Buffer.concat(kept));
    }),
    { numRuns: 500 },
  );
});
