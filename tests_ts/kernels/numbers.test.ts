import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clear, kernel, put, source_at, take, target_at, u32s, view } from "./parquet_memory.ts";
import { readDelta, readHybrid, writeDelta, writeHybrid } from "./twins/numbers.ts";

const { hybrid, bit_packed, delta } = kernel;

/** Runs of equal numbers and of any numbers, of a width. */
const numbers = fc.integer({ min: 0, max: 32 }).chain((width) =>
  fc.record({
    width: fc.constant(width),
    runs: fc.array(
      fc.record({
        packed: fc.boolean(),
        values: fc.array(fc.integer({ min: 0, max: 2 ** width - 1 }), { minLength: 1, maxLength: 30 }),
      }),
      { maxLength: 8 },
    ),
  }),
);

describe("the RLE and bit-packing hybrid", () => {
  test("numbers of every width come out, as many as are asked for", () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 0, max: 7 }), ({ width, runs }, fewer) => {
        const { bytes, values } = writeHybrid(runs, width);
        const count = Math.max(0, values.length - fewer);
        const end = put(bytes);
        clear(count * 4);
        expect(hybrid(source_at, end, width, count, target_at)).not.toBe(0);
        take(count * 4);
        expect(u32s(count)).toEqual(values.slice(0, count));
      }),
      { numRuns: 300 },
    );
  });

  test("damage is read as by the twin, or refused as by it", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 0, max: 32 }),
        fc.nat(300),
        (bytes, width, count) => {
          const end = put(bytes);
          clear(count * 4);
          const ok = hybrid(source_at, end, width, count, target_at) !== 0;
          take(count * 4);
          expect(ok ? u32s(count) : null).toEqual(readHybrid(bytes, width, count));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("the older packing begins with the highest bit", () => {
    const end = put(Uint8Array.of(0b0000_0101, 0b0011_1001, 0b0111_0111));
    clear(32);
    expect(bit_packed(source_at, end, 3, 8, target_at)).toBe(end);
    expect(u32s(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(bit_packed(source_at, end - 1, 3, 8, target_at)).toBe(0);
  });
});

describe("DELTA_BINARY_PACKED", () => {
  const decode = (bytes: Uint8Array, count: number): bigint[] | null => {
    const end = put(bytes);
    clear(count * 8);
    const ok = delta(source_at, end, count, 8, target_at) !== 0;
    take(count * 8);
    return ok ? Array.from({ length: count }, (_, i) => view.getBigInt64(target_at + i * 8, true)) : null;
  };
  const values = fc.oneof(
    fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 300 }),
    fc.array(fc.bigInt({ min: -100n, max: 100n }), { maxLength: 300 }),
  );

  test("numbers of 64 bits come out, wrapping differences and all", () => {
    fc.assert(
      fc.property(values, (wanted) => {
        expect(decode(writeDelta(wanted), wanted.length)).toEqual(wanted);
      }),
    );
  });

  test("numbers of 32 bits come out", () => {
    const wanted = [5, -(2 ** 31), 2 ** 31 - 1, 0, ...Array.from({ length: 200 }, (_, i) => i * i)];
    const end = put(writeDelta(wanted.map(BigInt)));
    clear(wanted.length * 4);
    expect(delta(source_at, end, wanted.length, 4, target_at) >>> 0).toBe(end);
    take(wanted.length * 4);
    expect(wanted.map((_, i) => view.getInt32(target_at + i * 4, true))).toEqual(wanted);
  });

  test("damage is read as by the twin, or refused as by it", () => {
    fc.assert(
      fc.property(values, fc.nat(), fc.nat(255), fc.nat(3), (wanted, place, byte, cut) => {
        const bytes = writeDelta(wanted).slice(0);
        const damaged = bytes.subarray(0, bytes.length - cut);
        if (damaged.length > 0) damaged[place % Math.min(damaged.length, 40)] = byte;
        expect(decode(damaged, wanted.length)).toEqual(readDelta(damaged, wanted.length));
      }),
      { numRuns: 500 },
    );
  });

  test("differences of 64 bits are the widest", () => {
    const bytes = (width: number): Uint8Array =>
      Uint8Array.from([128, 1, 4, 2, 0, 0, width, 0, 0, 0, ...new Array<number>(600).fill(0)]);
    expect(decode(bytes(64), 2)).toEqual([0n, 0n]);
    expect(decode(bytes(65), 2)).toBeNull();
  });
});
