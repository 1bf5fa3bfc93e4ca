/** Wide tables: the lists of texts that measuring leaves against looking for the texts again. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { field_bytes, row_bytes } from "../../ts/kernels/marc_rows.ts";
import { rule_bytes, rule_flag, rule_kind, slice_end_max, writeRule } from "../../ts/kernels/marc_rules.ts";
import { marcKernel } from "../../ts/marc/kernel.ts";
import { marcRecord, someMarcFields } from "./marc_arbitrary.ts";

const memory = new RequestMemory(null);
const thread = new ThreadMemory(memory.memory);
const kernel = marcKernel(thread);
const room = memory.allocate(2 ** 18).address;
const rows_at = memory.allocate(16 * row_bytes).address;
const fields_at = memory.allocate(1024 * field_bytes).address;
const sums_at = memory.allocate(2 ** 12).address;
const rules_at = memory.allocate(16 * rule_bytes).address;
const lists = memory.allocate(2 ** 16).address;
const columns = memory.allocate(4 * 2 ** 16).address;

const tag = (text: string): number =>
  [...text].reduce((packed, letter, i) => packed | (letter.charCodeAt(0) << (8 * i)), 0);
const any = { from: 0, to: slice_end_max, ind1: 0, ind2: 0, mask: 0xffffff, codes: "", flags: 0, kind: rule_kind.data };
const { repeated, separate, all_codes } = rule_flag;
const rules = [
  { ...any, tag: tag("245"), codes: "ab" },
  { ...any, tag: tag("245"), flags: all_codes },
  { ...any, tag: tag("245"), codes: "a", flags: separate },
  { ...any, tag: tag("245"), codes: "a", flags: repeated | separate },
  { ...any, tag: tag("245"), flags: repeated | all_codes, ind1: 0x31 },
  { ...any, tag: 0, mask: 0, codes: "ab", flags: repeated },
  { ...any, tag: tag("008"), kind: rule_kind.control, from: 1, to: 4 },
  { ...any, tag: tag("001"), kind: rule_kind.control, flags: repeated },
  { ...any, tag: 0, mask: 0, kind: rule_kind.leader },
  { ...any, tag: 0, mask: 0, kind: rule_kind.raw },
];

/** All columns, when so many bytes are left for lists. */
function table(count: number, list_bytes: number): unknown {
  kernel.measure_wide(rows_at, count, rules_at, rules.length, sums_at, lists, lists + list_bytes);
  const stride = rules.length * 16;
  return rules.map((rule, i) => {
    const is_list = (rule.flags & repeated) !== 0;
    const [validity, offsets, value_ends, data] = [0, 1, 2, 3].map((part) => columns + part * 2 ** 16) as [
      number,
      number,
      number,
      number,
    ];
    thread.bytes.fill(0, columns, columns + 4 * 2 ** 16);
    const places = sums_at + (rules.length + i) * 8;
    const nulls = kernel.fill_wide(
      rows_at,
      count,
      0,
      rules_at + i * rule_bytes,
      places,
      stride,
      is_list ? 0 : validity,
      offsets,
      is_list ? value_ends : 0,
      data,
    );
    const [bytes, items] = [0, 4].map((at) => thread.data.getUint32(sums_at + count * stride + i * 8 + at, true));
    const copy = (at: number, length: number): string =>
      Buffer.from(thread.bytes.subarray(at, at + length)).toString("hex");
    return {
      nulls,
      sums: [bytes, items],
      validity: copy(validity, 2),
      offsets: copy(offsets, 4 * count + 4),
      value_ends: is_list ? copy(value_ends, 4 * (items as number) + 4) : "",
      data: copy(data, bytes as number),
    };
  });
}

test("texts are the same, whatever room there is to list them", () => {
  for (const [i, rule] of rules.entries()) writeRule(thread.data, rules_at + i * rule_bytes, rule);
  let listed = 0;
  fc.assert(
    fc.property(fc.array(someMarcFields, { minLength: 1, maxLength: 6 }), fc.nat({ max: 200 }), (records, some) => {
      const bytes = Buffer.concat(records.map(marcRecord));
      thread.bytes.fill(0xff, room, room + bytes.length + 64);
      thread.bytes.set(bytes, room);
      const end = room + bytes.length;
      kernel.scan(room, end, end, room, rows_at, 16, 0, fields_at, fields_at + 1024 * field_bytes, 0);
      thread.bytes.fill(0, lists, lists + 2 ** 16);
      const wanted = table(records.length, 0);
      expect(thread.bytes.subarray(lists, lists + 64).every((byte) => byte === 0)).toBe(true);
      expect(table(records.length, 2 ** 16)).toEqual(wanted);
      if (thread.data.getUint32(lists, true) > 0) listed += 1;
      thread.bytes.fill(0x5a, lists, lists + 2 ** 16);
      expect(table(records.length, 4 * some)).toEqual(wanted);
      expect(thread.bytes.subarray(lists + 4 * some, lists + 4 * some + 64).every((byte) => byte === 0x5a)).toBe(true);
    }),
    { numRuns: 120 },
  );
  expect(listed).toBeGreaterThan(40);
});
