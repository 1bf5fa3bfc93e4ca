import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { encodeKernel } from "../../ts/sinks/encode_kernel.ts";
import { Random } from "./random.ts";

const memory = new RequestMemory(null);
const thread = new ThreadMemory(memory.memory);
const kernel = encodeKernel(thread);
const source = memory.allocate(2 ** 18).address;
const dictionary = memory.allocate(2 ** 18).address;
const slots = 4096;
const table = memory.allocate(4 * slots).address;

/** Stretches of one value, short and long, of few values and of many. */
const values = fc
  .array(
    fc.tuple(
      fc.oneof(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
      fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 60 })),
    ),
    { minLength: 1, maxLength: 120 },
  )
  .map((runs) => runs.flatMap(([value, times]) => new Array<bigint>(times + 1).fill(value)));

const put = (bits: 32 | 64, all: readonly bigint[]): void =>
  all.forEach((value, i) => {
    if (bits === 64) thread.data.setBigUint64(source + 8 * i, value, true);
    else thread.data.setUint32(source + 4 * i, Number(BigInt.asUintN(32, value)), true);
  });

const numbers = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => thread.data.getUint32(source + 4 * i, true));

const valueAt = (bits: 32 | 64, address: number, i: number): bigint =>
  bits === 64 ? thread.data.getBigUint64(address + 8 * i, true) : BigInt(thread.data.getUint32(address + 4 * i, true));

const got = (bits: 32 | 64, address: number, count: number): bigint[] =>
  Array.from({ length: count }, (_, i) => valueAt(bits, address, i));

function number(bits: 32 | 64, count: number, distinct_max: number): number {
  thread.bytes.fill(0, table, table + 4 * slots);
  return kernel[`dictionary_${bits}`](source, count, table, slots, distinct_max, dictionary);
}

describe.each([32, 64] as const)("a dictionary of values of %d bits", (bits) => {
  test("numbers them in order of appearance, in place, and back", () => {
    fc.assert(
      fc.property(values, (all) => {
        const wanted = all.map((value) => BigInt.asUintN(bits, value));
        const distinct = [...new Set(wanted)];
        put(bits, all);
        expect(number(bits, all.length, slots / 2)).toBe(distinct.length);
        expect(got(bits, dictionary, distinct.length)).toEqual(distinct);
        expect(numbers(all.length)).toEqual(wanted.map((value) => distinct.indexOf(value)));
        kernel[`values_${bits}`](source, all.length, dictionary);
        expect(got(bits, source, all.length)).toEqual(wanted);
      }),
      { numRuns: 100 },
    );
  });

  test("leaves too many of them as they were", () => {
    fc.assert(
      fc.property(values, fc.nat({ max: 20 }), (all, distinct_max) => {
        const wanted = all.map((value) => BigInt.asUintN(bits, value));
        put(bits, all);
        const found = number(bits, all.length, distinct_max);
        if (new Set(wanted).size <= distinct_max) expect(found).toBe(new Set(wanted).size);
        else {
          expect(found).toBe(-1);
          expect(got(bits, source, all.length)).toEqual(wanted);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("gives up where mostly new ones come", () => {
    const random = new Random(bits);
    const fresh = Array.from({ length: 9000 }, () => BigInt(random.below(2 ** 31)));
    put(bits, fresh);
    expect(number(bits, fresh.length, slots / 2)).toBe(-1);
    expect(got(bits, source, fresh.length)).toEqual(fresh);
  });
});

test("integers of a small range are numbered by it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }),
      fc.array(fc.nat({ max: 300 }), { minLength: 1 }),
      (least, all) => {
        all.forEach((value, i) => {
          thread.data.setInt32(source + 4 * i, value + least, true);
        });
        const ascending = [...new Set(all)].sort((a, b) => a - b);
        thread.bytes.fill(0, table, table + 4 * slots);
        expect(kernel.dictionary_range(source, all.length, least, 300, table, dictionary)).toBe(ascending.length);
        kernel.ids_range(source, all.length, least, table);
        expect(numbers(all.length)).toEqual(all.map((value) => ascending.indexOf(value)));
      },
    ),
    { numRuns: 100 },
  );
});

describe("a dictionary of texts", () => {
  const offsets = memory.allocate(2 ** 18).address;
  const data = memory.allocate(2 ** 20 + 64).address;
  const places = memory.allocate(2 ** 16).address;
  const ids = memory.allocate(2 ** 17).address;
  const result = memory.allocate(64).address;

  const putTexts = (all: readonly Uint8Array[], first: number): void => {
    // What stands behind a text mustn't matter.
    thread.bytes.fill(0xa5, data, data + 2 ** 20);
    let at = first;
    all.forEach((text, i) => {
      thread.data.setUint32(offsets + 4 * i, at, true);
      thread.bytes.set(text, data + at);
      at += text.length;
    });
    thread.data.setUint32(offsets + 4 * all.length, at, true);
  };
  const find = (count: number, distinct_max: number, bytes_max: number): number => {
    thread.bytes.fill(0xff, table, table + 4 * slots);
    return kernel.dictionary_text(offsets, data, count, table, slots, distinct_max, bytes_max, dictionary, places, ids);
  };
  const hex = (text: Uint8Array): string => Buffer.from(text).toString("hex");
  const textAt = (i: number): string => {
    const at = dictionary + thread.data.getUint32(places + 4 * i, true);
    return hex(thread.bytes.subarray(at + 4, at + 4 + thread.data.getUint32(at, true)));
  };
  const texts = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 30 }).chain((distinct) =>
    fc.array(fc.constantFrom(...distinct, new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(0, 0, 0, 0)), {
      minLength: 1,
      maxLength: 300,
    }),
  );

  test("numbers them in order of appearance, and knows the least and the greatest", () => {
    fc.assert(
      fc.property(texts, fc.nat({ max: 100 }), (all, first) => {
        const wanted = all.map(hex);
        const distinct = [...new Set(wanted)];
        putTexts(all, first);
        expect(find(all.length, slots / 2, 2 ** 17)).toBe(distinct.length);
        expect(distinct.map((_, i) => textAt(i))).toEqual(distinct);
        const numbers = all.map((_, i) => thread.data.getUint32(ids + 4 * i, true));
        expect(numbers).toEqual(wanted.map((text) => distinct.indexOf(text)));
        const sorted = [...all].sort(Buffer.compare).map(hex);
        const extremes = (): number[] => [0, 4].map((place) => thread.data.getUint32(result + place, true));
        kernel.minmax_text(places, dictionary, distinct.length, 4, result);
        expect(extremes().map((i) => distinct[i])).toEqual([sorted[0], sorted.at(-1)]);
        kernel.minmax_text(offsets, data, all.length, 0, result);
        expect(extremes().map((i) => wanted[i])).toEqual([sorted[0], sorted.at(-1)]);
      }),
      { numRuns: 300 },
    );
  });

  const narrow = fc.integer({ min: 1, max: 4 }).chain((width) => {
    const text = fc.uint8Array({ minLength: width, maxLength: width });
    return fc
      .array(text, { minLength: 1, maxLength: 300 })
      .chain((distinct) => fc.array(fc.constantFrom(...distinct), { minLength: 1, maxLength: 300 }));
  });
  const findNarrow = (all: readonly Uint8Array[], first: number, distinct_max: number): number => {
    thread.bytes.fill(0xff, table, table + 4 * slots);
    const width = all[0]?.length ?? 0;
    const few = 256;
    return kernel.dictionary_narrow(data + first, all.length, width, table, few, distinct_max, dictionary, places, ids);
  };

  test("of one narrow width are numbered as any others are", () => {
    fc.assert(
      fc.property(narrow, fc.nat({ max: 100 }), (all, first) => {
        const wanted = all.map(hex);
        const distinct = [...new Set(wanted)];
        const width = all[0]?.length as number;
        putTexts(all, 0);
        thread.bytes.copyWithin(data + first, data, data + all.length * width + 8);
        for (let i = 0; i <= all.length; i++) thread.data.setUint32(offsets + 4 * i, first + width * i, true);
        expect(kernel.text_width(offsets, all.length)).toBe(width);
        const most = width === 1 ? 256 : 128;
        expect(findNarrow(all, first, 256)).toBe(distinct.length > most ? -1 : distinct.length);
        if (distinct.length > 1) expect(findNarrow(all, first, distinct.length - 1)).toBe(-1);
        if (distinct.length > most) return;
        expect(findNarrow(all, first, distinct.length)).toBe(distinct.length);
        expect(distinct.map((_, i) => textAt(i))).toEqual(distinct);
        expect(thread.data.getUint32(places + 4 * distinct.length, true)).toBe(distinct.length * (width + 4));
        const numbers = all.map((_, i) => thread.data.getUint32(ids + 4 * i, true));
        expect(numbers).toEqual(wanted.map((text) => distinct.indexOf(text)));
      }),
      { numRuns: 300 },
    );
  });

  test("have a width of their own only where all of them have it", () => {
    for (let width = 0; width <= 6; width++) {
      for (const count of [1, 2, 15, 16, 17, 33, 64]) {
        const all = Array.from({ length: count }, () => new Uint8Array(width));
        putTexts(all, 3);
        expect(kernel.text_width(offsets, count)).toBe(width > 4 ? 0 : width);
        for (let i = 1; i < count; i++) {
          putTexts(all.with(i, new Uint8Array(width + 1)), 0);
          expect(kernel.text_width(offsets, count)).toBe(0);
        }
      }
    }
  });

  test("says when there are too many, or too many bytes", () => {
    const all = Array.from({ length: 100 }, (_, i) => Buffer.from(`text ${i}`));
    putTexts(all, 0);
    expect(find(100, 99, 2 ** 17)).toBe(-2);
    expect(find(100, 100, 1000)).toBe(-1);
    expect(find(100, 100, 1090)).toBe(100);
  });

  test("gives up where mostly new ones come, in number or in bytes", () => {
    const fresh = (i: number): Buffer => Buffer.from(i % 3 === 0 ? `${"long ".repeat(20)}${i}` : `${i % 7}`);
    putTexts(
      Array.from({ length: 5000 }, (_, i) => fresh(i)),
      0,
    );
    expect(find(5000, slots / 2, 2 ** 18)).toBe(-1);
    putTexts(
      Array.from({ length: 5000 }, (_, i) => fresh(i % 600)),
      0,
    );
    expect(find(5000, slots / 2, 2 ** 18)).toBe(207);
  });
});

test("bits become bytes, from any place on", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat({ max: 40 }), (bits, first) => {
      const count = Math.max(0, 8 * bits.length - first);
      thread.bytes.set(bits, source);
      thread.bytes.fill(7, dictionary, dictionary + count + 1);
      kernel.unpack_bits(source, first, count, dictionary);
      const wanted = Array.from(
        { length: count },
        (_, i) => ((bits[(first + i) >> 3] as number) >> ((first + i) & 7)) & 1,
      );
      expect([...thread.bytes.subarray(dictionary, dictionary + count + 1)]).toEqual([...wanted, 7]);
    }),
  );
});
