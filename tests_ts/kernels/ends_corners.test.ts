import { expect, test } from "vitest";
import { bad_record } from "../../ts/kernels/bam.ts";
import { BamBench } from "./bam_bench.ts";
import type { PlainRecord } from "./record_writer.ts";
import { encodeRecord, longCigarTag, operations, plain_record, tag } from "./record_writer.ts";
import { twinColumn } from "./twins/columns.ts";

const bench = new BamBench(16);
const placed = { ...plain_record, reference: 0, position: 99 };

/** The end of one record, or what is wrong with it; the twin has to say the same. */
function endOf(over: Partial<PlainRecord>): unknown {
  const bytes = encodeRecord({ ...placed, ...over });
  const begin = bench.place(bytes);
  bench.state.reset(bench.limits());
  const { pointers } = bench.hop(begin, begin + bytes.length);
  const ends = bench.column("ends", pointers.length);
  expect(ends).toEqual(twinColumn("ends", bench.view, pointers, bench.reference_table));
  return Array.isArray(ends) ? ends[0] : ends.bad;
}

const two_bases = { bases: [1, 2], quality: [9, 9] };
const real = operations("5S10M3D2I7N4=6X8H1P");
const placeholder = operations("2S77N");

test.each<[string, unknown, Partial<PlainRecord>]>([
  ["no CIGAR", null, {}],
  ["unmapped", null, { cigar: operations("5M"), flag: 4 }],
  ["no position", null, { cigar: operations("5M"), position: -1 }],
  ["every operation", 99 + 10 + 3 + 7 + 4 + 6, { cigar: real }],
  ["nothing covered", 100, { cigar: operations("5S3I") }],
  ["an operation of no length", 100, { cigar: operations("0M") }],
  ["an obsolete operation", bad_record.cigar_operation, { cigar: operations("5M3B") }],
  ["an unknown operation", bad_record.cigar_operation, { cigar: [15] }],
  ["not looked at when unmapped", null, { cigar: [15], flag: 4 }],
  ["up to the largest end", 0xffffffff, { position: 0x7fffffff, cigar: operations(`${"268435455M".repeat(8)}8M`) }],
  ["beyond it", bad_record.end, { position: 0x7fffffff, cigar: operations(`${"268435455M".repeat(8)}9M`) }],
  ["65,535 operations of the largest length", bad_record.end, { cigar: operations("268435455M".repeat(65_535)) }],
])("%s", (_, expected, over) => {
  expect(endOf(over)).toBe(expected);
});

const long = (tags: number[], over: Partial<PlainRecord> = {}): unknown =>
  endOf({ ...two_bases, cigar: placeholder, tags, ...over });
const stored = 99 + 77;
const meant = 99 + 30;

test.each<[string, unknown, number[], Partial<PlainRecord>?]>([
  ["a long CIGAR in its tag", meant, longCigarTag(real)],
  ["of signed integers", meant, longCigarTag(real, "i")],
  ["after other tags", meant, [...tag("NM", "C", [3]), ...tag("MD", "Z", [65, 0]), ...longCigarTag(real)]],
  ["the first of two", meant, [...longCigarTag(real), ...longCigarTag(operations("1M1M"))]],
  ["no such tag", stored, tag("NM", "C", [3])],
  ["no tags", stored, []],
  ["a tag of another type", stored, tag("CG", "C", [3])],
  ["a tag of other integers", stored, tag("CG", "B", [0x53, 1, 0, 0, 0, 7, 7])],
  ["a tag with less than the placeholder", stored, longCigarTag(operations("9M"))],
  ["no bases", 99 + 30, longCigarTag(real), { bases: [], quality: [], cigar: operations("0S77N") }],
  ["another clip", stored, longCigarTag(real), { cigar: operations("3S77N") }],
  ["another second operation", stored, longCigarTag(real), { cigar: operations("2S77M") }],
  ["three operations", stored, longCigarTag(real), { cigar: operations("2S77N1I") }],
  ["no reference", stored, longCigarTag(real), { reference: -1 }],
  ["an unknown operation in the tag", bad_record.cigar_operation, longCigarTag([...real, 9])],
  ["a tag cut", bad_record.tags, longCigarTag(real).slice(0, -1)],
  ["a tag's count cut", bad_record.tags, longCigarTag(real).slice(0, 7)],
  ["a tag of three bytes", bad_record.tags, [67, 71, 66]],
  ["a tag of two bytes", bad_record.tags, [67, 71]],
  ["a tag of one byte", bad_record.tags, [67]],
  ["text without its NUL", bad_record.tags, tag("XZ", "Z", [65, 66])],
  ["an unknown type", bad_record.tags, tag("XX", "q", [1])],
  ["an unknown type in an array", bad_record.tags, tag("XX", "B", [0x5a, 1, 0, 0, 0, 1])],
  ["a count beyond the record", bad_record.tags, tag("XX", "B", [0x49, 255, 255, 255, 255, 1])],
  ["an integer cut", bad_record.tags, tag("XX", "i", [1, 2, 3])],
  ["not looked at behind it", meant, [...longCigarTag(real), 1]],
])("placeholder: %s", (_, expected, tags, over) => {
  expect(long(tags, over)).toBe(expected);
});

test("70,000 operations", () => {
  const many = Array.from({ length: 70_000 }, (_, i) => (i % 2 === 0 ? (2 << 4) | 0 : (1 << 4) | 2));
  expect(long([...tag("NM", "C", [3]), ...longCigarTag(many)])).toBe(99 + 35_000 * 3);
});
