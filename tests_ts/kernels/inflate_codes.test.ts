import { expect, test } from "vitest";
import { describeInflateCode, inflate_code } from "../../ts/kernels/inflate.ts";
import { codewordsOf, DeflateWriter, fixed_litlens, plain_precode } from "./deflate_writer.ts";
import { agree, InflateBench } from "./inflate_bench.ts";
import { twinInflate } from "./twins/inflate.ts";

const bench = new InflateBench(4);

/** 257 or more code lengths, given by symbol. */
function lengths(size: number, given: Record<number, number>): number[] {
  return Array.from({ length: size }, (_, symbol) => given[symbol] ?? 0);
}

const fixed_codes = codewordsOf(fixed_litlens);
const fixed = (...symbols: number[]): DeflateWriter => {
  const writer = new DeflateWriter().block(1);
  for (const symbol of symbols) writer.symbol(fixed_litlens, fixed_codes, symbol);
  return writer;
};
const fixed_distance = (writer: DeflateWriter, symbol: number): DeflateWriter =>
  writer.bits(codewordsOf(new Array<number>(32).fill(5))[symbol] ?? 0, 5);

const end_only = lengths(257, { 256: 1 });
const literal_and_end = lengths(257, { 65: 1, 256: 1 });
/** 'A', a match of length 3, and the end, in 2 bits at most: A = 0, end = 10, match = 11 as read. */
const with_match = lengths(258, { 65: 1, 256: 2, 257: 2 });
const match_codes = codewordsOf(with_match);
/** 'A' and then a match whose distance is given as raw bits. */
const match = (distances: number[], bits: number, count: number): DeflateWriter =>
  new DeflateWriter()
    .dynamic(with_match, distances)
    .symbol(with_match, match_codes, 65)
    .symbol(with_match, match_codes, 257)
    .bits(bits, count)
    .symbol(with_match, match_codes, 256);

const { bad_block_type, stored_length_mismatch, bad_code_counts, bad_repeat, no_end_of_block } = inflate_code;
const { oversubscribed_code, incomplete_code, bad_symbol, distance_too_far, output_too_long } = inflate_code;
const { output_too_short, input_exhausted, unused_input } = inflate_code;
const precode_codes = codewordsOf(plain_precode);
/** All lengths but the last: 257 zeros of 258. */
const many_lengths = new DeflateWriter().block(2).counts(257, 1, plain_precode);
for (let i = 0; i < 257; i++) many_lengths.symbol(plain_precode, precode_codes, 0);

test.each<[string, number, number, DeflateWriter]>([
  ["an empty fixed block", 0, 0, fixed(256)],
  ["an empty stored block", 0, 0, new DeflateWriter().stored([])],
  ["stored, then fixed", 4, 0, new DeflateWriter().stored([1, 2, 3, 4], false).block(1).bits(0, 7)],
  ["a block of the fourth type", 0, bad_block_type, new DeflateWriter().block(3).bits(0, 32)],
  ["a wrong complement", 2, stored_length_mismatch, new DeflateWriter().stored([1, 2], true, 0xfffc)],
  ["stored, longer than announced", 2, output_too_long, new DeflateWriter().stored([1, 2, 3])],
  ["stored, shorter than announced", 4, output_too_short, new DeflateWriter().stored([1, 2, 3])],
  [
    "stored, cut",
    9,
    input_exhausted,
    new DeflateWriter()
      .block(0)
      .align()
      .bits(9, 16)
      .bits(~9 & 0xffff, 16)
      .bits(7, 8),
  ],
  ["287 length codes", 0, bad_code_counts, new DeflateWriter().block(2).bits(30, 5).bits(0, 32).bits(0, 32)],
  ["31 distance codes", 0, bad_code_counts, new DeflateWriter().block(2).bits(0, 5).bits(30, 5).bits(0, 32)],
  [
    "a repeat before the first length",
    0,
    bad_repeat,
    new DeflateWriter().block(2).counts(257, 1, plain_precode).symbol(plain_precode, precode_codes, 16).bits(0, 32),
  ],
  ["a repeat beyond the last length", 0, bad_repeat, many_lengths.symbol(plain_precode, precode_codes, 18).bits(0, 32)],
  [
    "no end-of-block codeword",
    0,
    no_end_of_block,
    new DeflateWriter().dynamic(lengths(257, { 1: 1, 2: 1 }), [0]).bits(0, 32),
  ],
  [
    "an over-subscribed literal code",
    0,
    oversubscribed_code,
    new DeflateWriter().dynamic(lengths(257, { 1: 1, 2: 1, 256: 1 }), [0]),
  ],
  ["an over-subscribed distance code", 0, oversubscribed_code, new DeflateWriter().dynamic(literal_and_end, [1, 1, 1])],
  ["an over-subscribed precode", 0, oversubscribed_code, new DeflateWriter().block(2).counts(257, 1, [1, 1, 1])],
  ["an incomplete literal code", 0, incomplete_code, new DeflateWriter().dynamic(lengths(257, { 1: 2, 256: 2 }), [0])],
  ["an end of block alone, of 2 bits", 0, incomplete_code, new DeflateWriter().dynamic(lengths(257, { 256: 2 }), [0])],
  ["an end of block alone, of 1 bit", 0, 0, new DeflateWriter().dynamic(end_only, [0]).bits(0, 1)],
  ["its other codeword", 0, bad_symbol, new DeflateWriter().dynamic(end_only, [0]).bits(1, 1).bits(0, 16)],
  ["an incomplete distance code", 0, incomplete_code, new DeflateWriter().dynamic(literal_and_end, [2, 2])],
  ["one distance of 2 bits", 0, incomplete_code, new DeflateWriter().dynamic(literal_and_end, [2])],
  ["one distance of 1 bit", 4, 0, match([1], 0, 1)],
  ["its other codeword, of distance", 4, bad_symbol, match([1], 1, 1).bits(0, 16)],
  ["no distance, none used", 1, 0, new DeflateWriter().dynamic(literal_and_end, [0]).bits(0b10, 2)],
  ["no distance, one used", 4, bad_symbol, match([0], 0, 1).bits(0, 16)],
  ["an incomplete precode", 0, incomplete_code, new DeflateWriter().block(2).counts(257, 1, [2, 2]).bits(0, 32)],
  ["an empty precode", 0, incomplete_code, new DeflateWriter().block(2).counts(257, 1, []).bits(0, 32)],
  ["length symbol 286", 3, bad_symbol, fixed(65, 286).bits(0, 32)],
  ["length symbol 287", 3, bad_symbol, fixed(65, 287).bits(0, 32)],
  ["distance symbol 30", 4, bad_symbol, fixed_distance(fixed(65, 257), 30).bits(0, 32)],
  ["distance symbol 31", 4, bad_symbol, fixed_distance(fixed(65, 257), 31).bits(0, 32)],
  ["a distance of 1 at the start", 3, distance_too_far, fixed_distance(fixed(257), 0).bits(0, 32)],
  ["a distance of 2 after one byte", 4, distance_too_far, fixed_distance(fixed(65, 257), 1).bits(0, 32)],
  ["length 258 sent as 227 and 31 more", 259, 0, fixed_distance(fixed(65, 284).bits(31, 5), 0).bits(0, 7)],
  ["a literal too many", 1, output_too_long, fixed(65, 66, 256)],
  ["a match too long", 3, output_too_long, fixed_distance(fixed(65, 257), 0).bits(0, 7)],
  ["a byte too few", 3, output_too_short, fixed(65, 66, 256)],
  ["no input", 0, input_exhausted, new DeflateWriter()],
  ["a byte behind the end", 0, unused_input, fixed(256).align().bits(0, 8)],
])("%s", (_, target_bytes, code, writer) => {
  const stream = writer.finish();
  expect(describeInflateCode(agree(bench, stream, target_bytes))).toBe(describeInflateCode(code));
  expect(describeInflateCode(twinInflate(stream, target_bytes).code)).toBe(describeInflateCode(code));
});

test("every code has words of its own", () => {
  const words = Object.values(inflate_code).map(describeInflateCode);
  expect(new Set(words).size).toBe(words.length);
  expect(describeInflateCode(-99)).toContain("-99");
});
