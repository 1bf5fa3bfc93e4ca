import fc from "fast-check";
import { expect, test } from "vitest";
import { bam_pad_bytes } from "../../ts/kernels/bam.ts";
import { floatText, keptFloatText } from "../../ts/kernels/float_text.ts";
import { compileKernel, instantiateBam } from "../../ts/kernels/load.ts";
import { measurePlanBytes, writeMeasurePlan } from "../../ts/kernels/measure.ts";
import { readSeenTags, seenTagsEntries } from "../../ts/kernels/seen_tags.ts";
import { tag_kind, tagCode, tagPlanBytes, writeTagPlan } from "../../ts/kernels/tag_plan.ts";
import { no_conditions } from "./bam_bench.ts";
import { encodeRecord, plain_record } from "./record_writer.ts";
import type { Chosen } from "./tag_arbitrary.ts";
import { choose, columns, some_tags } from "./tag_arbitrary.ts";
import type { Placed, PlainTag } from "./twins/tags.ts";
import { twinPlace, twinTags, twinText } from "./twins/tags.ts";

const timeout_ms = 60_000;

const memory = new WebAssembly.Memory({ initial: 16, maximum: 65_536, shared: true });
const data = new DataView(memory.buffer);
const bytes = new Uint8Array(memory.buffer);
const kernel = instantiateBam(compileKernel("bam"), memory, 0, no_conditions);
const plan_at = 1024;
const room = plan_at + tagPlanBytes(8);
const pointers = Math.ceil(room / 64) * 64;
const places = pointers + 4096;
const stride = 256;
const target = places + 8 * stride;
const rest_target = target + 100_000;

/** Put records where their pad ends with the memory. */
function place(records: readonly Uint8Array[]): number[] {
  let at = bytes.length - bam_pad_bytes - records.reduce((sum, one) => sum + one.length, 0);
  return records.map((record, row) => {
    bytes.set(record, at);
    data.setUint32(pointers + 4 * row, at, true);
    at += record.length;
    return at - record.length;
  });
}

const isSized = (kind: string): boolean => ["text", "integers", "floats"].includes(kind);

function readText(offsets: number, from: number, row: number): string {
  const begin = data.getInt32(offsets + 4 * row, true);
  const end = data.getInt32(offsets + 4 * row + 4, true);
  return Buffer.from(memory.buffer as unknown as ArrayBuffer, from + begin, end - begin).toString("latin1");
}

function readInteger(at: number, width: number, signed: boolean): bigint {
  if (width === 8) return data.getBigInt64(at, true);
  if (width === 4) return BigInt(signed ? data.getInt32(at, true) : data.getUint32(at, true));
  if (width === 2) return BigInt(signed ? data.getInt16(at, true) : data.getUint16(at, true));
  return BigInt(signed ? data.getInt8(at) : data.getUint8(at));
}

/** A filled column as plain values. */
function readColumn(chosen: Chosen, number: number, rows: number): unknown[] {
  const { kind, width } = chosen;
  const from = places + number * stride;
  const offsets = target + 64;
  const items = offsets + 4096;
  data.setInt32(offsets, 0, true);
  let bad: number;
  if (kind === "integer") bad = kernel.tag_integers(from, rows, target, offsets, width);
  else if (kind === "float32" || kind === "float64") bad = kernel.tag_floats(from, rows, target, offsets, width);
  else if (kind === "text") bad = kernel.tag_texts(from, rows, target, offsets, items);
  else bad = kernel.tag_lists(from, rows, target, offsets, items, width);
  expect(bad).toBe(0);
  const signed = chosen.low < 0n;
  const item = (at: number): unknown => {
    if (kind === "integer" || kind === "integers") return readInteger(at, width, signed);
    return width === 4 ? data.getFloat32(at, true) : data.getFloat64(at, true);
  };
  return Array.from({ length: rows }, (_, row) => {
    if (((bytes[target + (row >> 3)] as number) >> (row & 7)) % 2 === 0) return null;
    if (kind === "text") return readText(offsets, items, row);
    if (!isSized(kind)) return item(offsets + width * row);
    const begin = data.getInt32(offsets + 4 * row, true);
    const length = data.getInt32(offsets + 4 * row + 4, true) - begin;
    return Array.from({ length }, (_, i) => item(items + width * (begin + i)));
  });
}

function readRest(rows: number): [string, string][][] {
  const offsets = rest_target;
  const [key_offsets, keys, value_offsets, values] = [
    offsets + 4096,
    offsets + 8192,
    offsets + 12_288,
    offsets + 16_384,
  ];
  for (const one of [offsets, key_offsets, value_offsets]) data.setInt32(one, 0, true);
  const bad = kernel.tag_rest(
    pointers,
    rows,
    plan_at,
    places,
    stride,
    offsets,
    key_offsets,
    keys,
    value_offsets,
    values,
  );
  expect(bad).toBe(0);
  return Array.from({ length: rows }, (_, row) => {
    const begin = data.getInt32(offsets + 4 * row, true);
    const count = data.getInt32(offsets + 4 * row + 4, true) - begin;
    return Array.from({ length: count }, (_, i) => [
      readText(key_offsets, keys, begin + i),
      readText(value_offsets, values, begin + i),
    ]);
  });
}

/** What the second walk says of the sizes. */
function measured(chosen: readonly Chosen[], rows: number, rest: boolean): number[] {
  const words = chosen.filter((one) => isSized(one.kind)).length + (rest ? 2 : 0);
  const input = {
    columns: [],
    tag_words: words,
    tags: plan_at,
    places: chosen.length,
    reference_table: 0,
    filter: null,
  };
  const plan = writeMeasurePlan(data, target, input);
  const table = Math.ceil((target + measurePlanBytes(input)) / 64) * 64;
  bytes.fill(0, table, table + 4 * plan.words);
  const stop = kernel.measure(pointers, rows, plan.address, table, 0, 0, 0xffffffff, table + 4096);
  expect(stop).toBe(rows);
  expect(data.getUint32(table, true)).toBe(rows);
  return Array.from({ length: words }, (_, word) => data.getUint32(table + 4 * (plan.sums + word), true));
}

const sizeOf = (one: PlainTag | null | undefined): number =>
  one === null || one === undefined ? 0 : (one.value as string | unknown[]).length;

test("columns of tags, what is left over, and their sizes as their twins", { timeout: timeout_ms }, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(some_tags, { minLength: 1, maxLength: 12 }), columns, fc.boolean(), (lists, asked, rest) => {
      const chosen = asked.map(choose);
      const at = place(
        lists.map((list) => encodeRecord({ ...plain_record, bases: [1, 2, 3], quality: [1, 2, 3], tags: list })),
      );
      let word = 0;
      const specs = chosen.map(({ name, kind, low, high }) => {
        return { name: tagCode(name), kind: tag_kind[kind], word: isSized(kind) ? word++ : null, low, high };
      });
      writeTagPlan(data, plan_at, specs, rest ? word : null);
      const expected = at.map((one) => twinPlace(data, one, chosen, rest));
      const wrong = expected.findIndex((one) => "bad" in one);
      const refused = kernel.locate_rows(pointers, at.length, plan_at, places, stride);
      expect(refused).toBe(wrong + 1);
      if (wrong >= 0) {
        expect(kernel.bad_code()).toBe((expected[wrong] as { bad: number }).bad);
        seen.add(`bad ${kernel.bad_code()}`);
        return;
      }
      const placed = expected as Placed[];
      const sizes = measured(chosen, at.length, rest);
      chosen.forEach((one, number) => {
        const values = placed.map(({ columns }) => columns[number]?.value ?? null);
        expect(readColumn(one, number, at.length)).toEqual(values);
        expect(kernel.null_count()).toBe(values.filter((value) => value === null).length);
        const sized = specs[number]?.word ?? null;
        const total = placed.reduce((sum, { columns }) => sum + (sized === null ? 0 : sizeOf(columns[number])), 0);
        if (sized !== null) expect(sizes[sized]).toBe(total);
        if (values.some((value) => value !== null)) seen.add(`${one.kind} ${one.width}`);
      });
      if (!rest) return;
      const texts = placed.map((one) => one.rest.map((tag) => [tag.name, twinText(tag, floatText)]));
      expect(readRest(at.length)).toEqual(texts);
      expect(sizes[word]).toBe(texts.flat().length);
      expect(sizes[word + 1]).toBe(texts.flat().reduce((sum, [, text]) => sum + (text as string).length, 0));
      seen.add(`rest ${texts.flat().length > 0}`);
    }),
    { numRuns: 3000, seed: 11 },
  );
  expect([...seen].filter((one) => one.startsWith("bad")).length).toBe(3);
  expect(seen.size).toBeGreaterThan(14);
});

test("tags are found in the order in which they appear, with all their types", { timeout: timeout_ms }, () => {
  fc.assert(
    fc.property(fc.array(some_tags, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (lists, most) => {
      const at = place(lists.map((list) => encodeRecord({ ...plain_record, tags: list })));
      const list = target;
      bytes.fill(0, list, seenTagsEntries(list) + 8 * most);
      const found = new Map<string, string[]>();
      for (const { name, type } of at.flatMap((one) => twinTags(data, one).tags)) {
        if (found.size < most || found.has(name)) found.set(name, [...(found.get(name) ?? []), type]);
      }
      // In two goes, as lots come.
      const half = at.length >> 1;
      let known = kernel.seen_tags(pointers, half, list, seenTagsEntries(list), 0, most);
      known = kernel.seen_tags(pointers + 4 * half, at.length - half, list, seenTagsEntries(list), known, most);
      const expected = [...found].map(([name, types]) => ({ name, first: types[0], types: new Set(types) }));
      expect(readSeenTags(data, list, known)).toEqual(expected);
    }),
    { numRuns: 1000, seed: 12 },
  );
});

test("float texts that are kept are those that were made", { timeout: timeout_ms }, () => {
  const textOf = keptFloatText();
  const values = fc.oneof(fc.constantFrom(0, -0, Number.NaN, Infinity, 0.1), fc.integer({ max: 99 }), fc.double());
  fc.assert(
    fc.property(values, fc.boolean(), (value, single) => {
      const stored = single ? Math.fround(value) : value;
      for (let time = 0; time < 2; time++) expect(textOf(stored, single)).toBe(floatText(stored, single));
    }),
    { numRuns: 30_000, seed: 14 },
  );
});
