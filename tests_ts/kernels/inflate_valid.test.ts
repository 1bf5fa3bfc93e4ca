import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { randomStream } from "./deflate_writer.ts";
import { agree, InflateBench, strategies, zlibInflate } from "./inflate_bench.ts";
import { Random } from "./random.ts";
import { samples } from "./samples.ts";
import { twinInflate } from "./twins/inflate.ts";

const bench = new InflateBench(8);
const sizes = [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 255, 258, 259, 1000, 5000, 32_768, 32_769, 65_279, 65_535, 65_536];

describe.each(Object.entries(samples))("%s", (_, sample) => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("level %i, every strategy, 0 to 65,536 bytes", (level) => {
    const random = new Random(level + 1);
    for (const size of [...sizes, random.below(65_537)]) {
      const content = sample(random, size);
      for (const strategy of size > 5000 ? [strategies[0], random.pick(strategies)] : strategies) {
        const memLevel = 1 + random.below(9);
        const stream = deflateRawSync(content, { level, strategy, memLevel });
        for (const last of ["source", "target"] as const) {
          const { code, bytes } = bench.run(stream, size, last);
          expect(code).toBe(0);
          expect(Buffer.compare(bytes, content)).toBe(0);
        }
      }
    }
  });
});

test("random codes, up to 15 bits long, as no compressor would choose them", () => {
  const random = new Random(7);
  const outcomes = new Map<number, number>();
  for (let i = 0; i < 2000; i++) {
    const stream = randomStream(random, random.below(400));
    const expected = zlibInflate(stream, 1 << 20);
    expect(expected).not.toBeNull();
    const code = agree(bench, stream, expected?.bytes.length ?? 0);
    outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
    const twin = twinInflate(stream, expected?.bytes.length ?? 0);
    expect(twin.code).toBe(code);
    expect(Buffer.compare(twin.bytes, expected?.bytes ?? new Uint8Array())).toBe(0);
  }
  expect([...outcomes.keys()]).toEqual([0]);
});
