import { zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { match_table_bytes } from "../../ts/kernels/encode.ts";
import { encodeKernel } from "../../ts/sinks/encode_kernel.ts";
import { codecs } from "../../ts/sinks/parquet/codecs.ts";
import { Random } from "./random.ts";
import { readLz4, readSnappy } from "./twins/block_codecs.ts";
import { readDelta, readHybrid } from "./twins/numbers.ts";

const memory = new RequestMemory(null);
const thread = new ThreadMemory(memory.memory);
const kernel = encodeKernel(thread);
const source = memory.allocate(2 ** 21).address;
const target = memory.allocate(2 ** 22).address;
const table = memory.allocate(match_table_bytes).address;

/** What a kernel wrote to `target`, which holds other bytes before. */
function written(write: (to: number) => number): Uint8Array {
  thread.bytes.fill(0xa5, target, target + 2 ** 16);
  return thread.bytes.slice(target, write(target) >>> 0);
}

/** Bytes with repetitions near and far, and stretches without any. */
const bytes = fc
  .array(
    fc.oneof(
      fc.uint8Array({ maxLength: 90 }),
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.nat({ max: 300 })).map(([piece, times]) => {
        return Uint8Array.from({ length: piece.length * times }, (_, i) => piece[i % piece.length] as number);
      }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Uint8Array.from(pieces.flatMap((piece) => [...piece])));

const readers = { snappy: readSnappy, lz4: readLz4 };

describe.each(["snappy", "lz4"] as const)("%s", (name) => {
  const compress = (input: Uint8Array): Uint8Array => {
    thread.bytes.set(input, source);
    return written((to) => kernel[name](source, input.length, table, to));
  };

  test("what was compressed can be read", () => {
    fc.assert(
      fc.property(bytes, (input) => {
        const compressed = compress(input);
        expect(compressed.length).toBeLessThanOrEqual(input.length + input.length / 6 + 32);
        expect(readers[name](compressed, input.length)).toEqual(input);
      }),
      { numRuns: 300 },
    );
  });

  test.each([0, 1, 15, 16, 17, 65_535, 65_536, 65_537, 200_000])("%d bytes, without and with repetitions", (length) => {
    const random = new Random(length + 1);
    const noise = Uint8Array.from({ length }, () => random.below(256));
    expect(readers[name](compress(noise), length)).toEqual(noise);
    // What comes again lies beyond and within the reach of a copy.
    const again = Uint8Array.from(noise, (value, i) => (i < 70_000 ? value : (noise[i - 70_000] as number)));
    expect(readers[name](compress(again), length)).toEqual(again);
    const same = new Uint8Array(length).fill(7);
    expect(compress(same).length).toBeLessThan(40 + length / 15);
    expect(readers[name](compress(same), length)).toEqual(same);
  });
});

test.each([0, 1, 31, 32, 254, 255, 256, 5000])("zstd: %d bytes, few of them stored as they are", (length) => {
  const random = new Random(length + 1);
  const input = Uint8Array.from({ length }, () => random.below(256));
  thread.bytes.set(input, source);
  const room = { kernel, thread, compressed: target, matches: table };
  const compressed = codecs.zstd.compress(source, length, null, room);
  expect(new Uint8Array(zstdDecompressSync(compressed))).toEqual(input);
  expect(compressed.length).toBeLessThan(length + 20);
});

/** Runs of numbers of so many bits, short and long. */
const numbersOf = (bits: number): fc.Arbitrary<number[]> =>
  fc
    .array(fc.tuple(fc.nat({ max: 2 ** bits - 1 }), fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 40 }))), {
      minLength: 1,
      maxLength: 150,
    })
    .map((runs) => runs.flatMap(([value, times]) => new Array<number>(times + 1).fill(value)));

describe("runs and bit packing", () => {
  test.each([1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 17])("numbers of %d bits", (bits) => {
    fc.assert(
      fc.property(numbersOf(bits), (values) => {
        values.forEach((value, i) => {
          thread.data.setUint32(source + 4 * i, value, true);
        });
        const encoded = written((to) => kernel.hybrid_ids(source, values.length, 0, bits, to));
        expect(readHybrid(encoded, bits, values.length)).toEqual(values);
        if (bits > 8) return;
        thread.bytes.set(values, source);
        expect(written((to) => kernel.hybrid_levels(source, values.length, bits, to))).toEqual(encoded);
        const least = -3;
        values.forEach((value, i) => {
          thread.data.setInt32(source + 4 * i, value + least, true);
        });
        expect(written((to) => kernel.hybrid_ids(source, values.length, least, bits, to))).toEqual(encoded);
      }),
      { numRuns: 60 },
    );
  });
});

describe("differences", () => {
  const long = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -9n, max: 9n }));

  test.each([32, 64] as const)("of %d bits wrap around", (bits) => {
    fc.assert(
      fc.property(fc.array(long, { minLength: 1, maxLength: 400 }), (wide) => {
        const values = wide.map((value) => BigInt.asIntN(bits, value));
        values.forEach((value, i) => {
          if (bits === 32) thread.data.setInt32(source + 4 * i, Number(value), true);
          else thread.data.setBigInt64(source + 8 * i, value, true);
        });
        const encoded = written((to) => kernel[`delta_${bits}`](source, values.length, to));
        expect(readDelta(encoded, values.length)?.map((value) => BigInt.asIntN(bits, value))).toEqual(values);
      }),
      { numRuns: 150 },
    );
  });
});
