import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findRecord } from "../../ts/bam/find_record.ts";
import { parseBamHeader } from "../../ts/bam/header.ts";
import { cut_record, judgeRecord } from "../../ts/bam/plausible.ts";
import { bad_record } from "../../ts/kernels/bam.ts";
import { found_records_max, record_bytes_max } from "../../ts/limits.ts";
import { int32, randomRecords, record } from "../helpers/bam.ts";
import { Random } from "../kernels/random.ts";

const rules = { references: 2, record_bytes_max };

/** Where each record begins, and where the last one ends. */
function starts(records: readonly Uint8Array[]): number[] {
  const places = [0];
  for (const one of records) places.push((places.at(-1) as number) + one.length);
  return places;
}

describe("a record is judged", () => {
  const one = record({ name: "read", reference: 0, position: 5, bases: [1, 2, 4], quality: [9, 9, 9] });

  test("by all that it holds", () => {
    expect(judgeRecord(one, 0, rules)).toBe(one.length);
    const change = (at: number, ...bytes: number[]): number => {
      const changed = Buffer.from(one);
      changed.set(bytes, at);
      return judgeRecord(changed, 0, rules);
    };
    expect(change(0, 31)).toBe(-bad_record.block_size);
    expect(change(0, 0, 0, 0, 0x40)).toBe(-bad_record.too_large);
    expect(change(4, 2)).toBe(-bad_record.reference);
    expect(change(4, 254, 255, 255, 255)).toBe(-bad_record.reference);
    expect(change(24, 2)).toBe(-bad_record.next_reference);
    expect(change(8, 254, 255, 255, 255)).toBe(-bad_record.position);
    expect(change(12, 0)).toBe(-bad_record.name_length);
    expect(change(12, 4)).toBe(-bad_record.name_end);
    expect(change(16, 255)).toBe(-bad_record.lengths);
    expect(change(20, 255, 255, 255, 255)).toBe(-bad_record.sequence_length);
    expect(change(36, 0x1f)).toBe(-bad_record.name_byte);
    expect(change(40, 1)).toBe(-bad_record.name_end);
    // The bytes behind the quality are tags, and have to end with the record.
    expect(change(20, 2)).toBe(-bad_record.tags);
    expect(change(one.length - 1, 94)).toBe(-bad_record.quality);
  });

  test.each([
    ["NMC\x05", true],
    ["NMC", false],
    ["XXZtext\0", true],
    ["XXZtext", false],
    ["XXBC\x02\0\0\0ab", true],
    ["XXBC\x03\0\0\0ab", false],
    ["XXBZ\x01\0\0\0a", false],
    ["X\x01Ca", false],
    ["XXqa", false],
    ["NMC\x05XXd12345678", true],
  ])("by its tags: %j", (tags, good) => {
    const bytes = Buffer.concat([one, Buffer.from(tags, "latin1")]);
    bytes.set(int32(bytes.length - 4), 0);
    expect(judgeRecord(bytes, 0, rules)).toBe(good ? bytes.length : -bad_record.tags);
  });

  test("by what there is of it, where it is cut", () => {
    for (let bytes = 0; bytes < one.length; bytes++) {
      expect(judgeRecord(one.subarray(0, bytes), 0, rules)).toBe(cut_record);
    }
    const changed = Buffer.from(one);
    changed[37] = 7;
    expect(judgeRecord(changed.subarray(0, 39), 0, rules)).toBe(-bad_record.name_byte);
  });
});

describe("where a record begins is found", () => {
  test("from any place", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 3 * found_records_max }), fc.nat(), (seed, count, at) => {
        const records = randomRecords(new Random(seed), count, 30);
        const bytes = Buffer.concat(records);
        const places = starts(records);
        const from = at % bytes.length;
        const next = places.find((one) => one >= from) as number;
        const number = places.indexOf(next);
        const expected = number < count ? { at: next, found: true } : { at: bytes.length, found: false };
        expect(findRecord(bytes, from, "end", rules)).toEqual(expected);
        expect(findRecord(bytes, from, "damage", rules)).toEqual(expected);
        const more = findRecord(bytes, from, "more", rules);
        expect(more.found).toBe(count - number >= found_records_max);
        if (number < count) expect(more.at).toBe(next);
        // Cut where it may.
        const cut = bytes.subarray(0, bytes.length - 1 - (seed % 30));
        const left = places.findLastIndex((one) => one <= cut.length) - number;
        const found = findRecord(cut, Math.min(from, cut.length), "damage", rules);
        if (left > 0) expect(found).toEqual({ at: next, found: true });
        else expect(found.found).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("behind records that lie within a record's tag", () => {
    const inner = Buffer.concat(randomRecords(new Random(3), found_records_max - 1));
    const plain = record({ name: "outer" });
    const tag = Buffer.concat([Buffer.from("XXBC"), int32(inner.length + 2), inner, Buffer.from([1, 2])]);
    const outer = Buffer.concat([plain, tag]);
    outer.set(int32(outer.length - 4), 0);
    const rest = Buffer.concat(randomRecords(new Random(4), 2 * found_records_max));
    const bytes = Buffer.concat([outer, rest]);
    expect(findRecord(bytes, plain.length + 8, "more", rules)).toEqual({ at: outer.length, found: true });
    expect(findRecord(bytes, 0, "more", rules)).toEqual({ at: 0, found: true });
  });

  const data = join(import.meta.dirname, "../../tests_py/data/bam");
  test.each(readdirSync(data))("in %s", (name) => {
    const bytes = gunzipSync(readFileSync(join(data, name)));
    const header = parseBamHeader(bytes, { path: name });
    if (header === null) throw new Error("no header");
    const own = { references: header.references.length, record_bytes_max };
    const places: number[] = [];
    for (let at = header.bytes; at < bytes.length; at += 4 + bytes.readInt32LE(at)) places.push(at);
    const step = Math.max(1, Math.floor(places.length / 40));
    for (let i = 0; i + 1 < places.length; i += step) {
      const from = places[i] as number;
      expect(findRecord(bytes, from, "end", own)).toEqual({ at: from, found: true });
      expect(findRecord(bytes, from + 1, "end", own)).toEqual({ at: places[i + 1], found: true });
      expect(findRecord(bytes, from + 40, "end", own).at).toSatisfy(
        (at: number) => places.includes(at) || at === bytes.length,
      );
    }
  });
});
