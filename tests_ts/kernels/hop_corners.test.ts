import { expect, test } from "vitest";
import { bad_record, describeBadRecord } from "../../ts/kernels/bam.ts";
import { hop_reason } from "../../ts/kernels/hop_state.ts";
import { BamBench } from "./bam_bench.ts";
import { references_max } from "./record_arbitrary.ts";
import { encodeRecord, operations, plain_record } from "./record_writer.ts";

const bench = new BamBench(4);
const some = encodeRecord({
  ...plain_record,
  name: "read",
  cigar: operations("3M"),
  bases: [1, 2, 4],
  quality: [1, 2, 3],
});

/** `some` with bytes overwritten. */
function changed(at: number, ...values: number[]): Uint8Array {
  const copy = some.slice();
  copy.set(values, at);
  return copy;
}

test.each<[string, keyof typeof bad_record, Uint8Array]>([
  ["a length of 31", "block_size", changed(0, 31, 0, 0, 0)],
  ["a length of -1", "block_size", changed(0, 255, 255, 255, 255)],
  ["the most negative length", "block_size", changed(0, 0, 0, 0, 128)],
  ["a length above the limit", "too_large", changed(0, 0, 0, 1, 0)],
  ["the largest length", "too_large", changed(0, 255, 255, 255, 127)],
  ["a negative sequence length", "sequence_length", changed(20, 255, 255, 255, 255)],
  ["the largest sequence length", "lengths", changed(20, 255, 255, 255, 127)],
  ["a base too many", "lengths", changed(20, 4, 0, 0, 0)],
  ["more operations than fit", "lengths", changed(16, 255, 255)],
  ["a name longer than the record", "lengths", changed(12, 255)],
  ["a length one byte too small", "lengths", changed(0, some.length - 5)],
  ["no room for the name's NUL", "name_length", changed(12, 0)],
  ["a reference as large as their number", "reference", changed(4, references_max, 0, 0, 0)],
  ["reference -2", "reference", changed(4, 254, 255, 255, 255)],
  ["the mate's reference as large as their number", "next_reference", changed(24, references_max, 0, 0, 0)],
  ["the mate's reference -2", "next_reference", changed(24, 254, 255, 255, 255)],
  ["position -2", "position", changed(8, 254, 255, 255, 255)],
  ["a name without NUL", "name_end", changed(40, 65)],
])("%s", (_, bad, bytes) => {
  const begin = bench.place(Buffer.concat([some, bytes]));
  bench.state.reset(bench.limits({ record_bytes_max: 65_536 }));
  const hopped = bench.hop(begin, begin + some.length + bytes.length);
  expect(hopped).toMatchObject({ reason: hop_reason.bad, bad: bad_record[bad], position: begin + some.length });
  expect(hopped.pointers).toEqual([begin]);
});

test("the mate's position may be anything", () => {
  const begin = bench.place(changed(28, 0, 0, 0, 128));
  bench.state.reset(bench.limits());
  expect(bench.hop(begin, begin + some.length)).toMatchObject({ reason: hop_reason.more, pointers: [begin] });
});

test("an incomplete record says how much of it is needed as soon as its length is there", () => {
  const begin = bench.place(some);
  for (let have = 0; have < some.length; have++) {
    bench.state.reset(bench.limits());
    const record_need = have < 4 ? 0 : some.length;
    expect(bench.hop(begin, begin + have)).toMatchObject({ reason: hop_reason.more, position: begin, record_need });
  }
});

test("a wrong length doesn't make anyone wait: the fields of fixed size are checked first", () => {
  const begin = bench.place(changed(4, 254, 255, 255, 255));
  bench.state.reset(bench.limits());
  expect(bench.hop(begin, begin + 35).reason).toBe(hop_reason.more);
  expect(bench.hop(begin, begin + 36)).toMatchObject({ reason: hop_reason.bad, bad: bad_record.reference });
});

test("a lot goes on from piece to piece and ends at its rows", () => {
  const begin = bench.place(Buffer.concat([some, some, some]));
  bench.state.reset(bench.limits({ rows_max: 2 }));
  expect(bench.hop(begin, begin + some.length)).toMatchObject({ reason: hop_reason.more, pointers: [begin] });
  const second = bench.hop(begin + some.length, begin + 3 * some.length);
  expect(second).toMatchObject({ reason: hop_reason.rows, position: begin + 2 * some.length, name_bytes: 8 });
  expect(bench.hop(second.position, begin + 3 * some.length)).toEqual(second);
});

test("a lot ends before the record that would make it too large, and a larger one travels alone", () => {
  const begin = bench.place(Buffer.concat([some, some]));
  const end = begin + 2 * some.length;
  const exact = bench.limits({ bytes_max: 2 * some.length });
  bench.state.reset(exact);
  expect(bench.hop(begin, end)).toMatchObject({ reason: hop_reason.more, raw_bytes: 2 * some.length });
  for (const bytes_max of [1, some.length, 2 * some.length - 1]) {
    bench.state.reset(bench.limits({ bytes_max }));
    const hopped = bench.hop(begin, end);
    expect(hopped).toMatchObject({ reason: hop_reason.bytes, position: begin + some.length, raw_bytes: some.length });
  }
});

test("a lot ends before its reference names outgrow 32-bit offsets", () => {
  const placed = encodeRecord({ ...plain_record, reference: 1 });
  const begin = bench.place(Buffer.concat([placed, placed, placed]));
  const name_length = bench.reference_table + 8 + 4;
  const real = bench.view.getUint32(name_length, true);
  bench.view.setUint32(name_length, 2 ** 30, true);
  bench.state.reset(bench.limits());
  const hopped = bench.hop(begin, begin + 3 * placed.length);
  expect(hopped).toMatchObject({ reason: hop_reason.bytes, chrom_bytes: 2 ** 30, pointers: [begin] });
  bench.state.reset(bench.limits({ wanted: 0 }));
  expect(bench.hop(begin, begin + 3 * placed.length).pointers.length).toBe(3);
  bench.view.setUint32(name_length, real, true);
});

test("every code has words of its own", () => {
  const words = Object.values(bad_record).map(describeBadRecord);
  expect(new Set(words).size).toBe(words.length);
  expect(describeBadRecord(99)).toContain("99");
});
