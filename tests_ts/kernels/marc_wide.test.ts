/** Wide tables: the lists of texts that measuring leaves against looking for the texts again. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { field_bytes, row_bytes } from "../../ts/kernels/marc_rows.ts";
import { rule_bytes, rule_flag, rule_kind, slice_end_max, writeRule } from "../../ts/kernels/marc_rules.ts";
import { marcKernel } from "../../ts/marc/kernel.ts";
import type { MarcField } from "./marc_arbitrary.ts";
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

type Rule = (typeof rules)[number];

/** A record's values by a rule, the plain way. */
function valuesOf(rule: Rule, fields: readonly MarcField[], bytes: Buffer): string[] {
  if (rule.kind === rule_kind.leader) return [bytes.subarray(0, 24).toString()];
  if (rule.kind === rule_kind.raw) return [bytes.toString()];
  const values: string[] = [];
  for (const [name, data] of fields) {
    const control = /^00[0-9]$/.test(name);
    if ((tag(name) & rule.mask) !== rule.tag || control !== (rule.kind === rule_kind.control)) continue;
    const before = values.length;
    if (control) {
      const slice = [...data].slice(rule.from, rule.to).join("");
      if (slice !== "" || (rule.from === 0 && rule.to === slice_end_max)) values.push(slice);
    } else {
      const [head = "", ...parts] = data.split("\u001f");
      if (rule.ind1 !== 0 && (Buffer.from(head)[0] ?? 0x20) !== rule.ind1) continue;
      const wanted = parts
        .map((part) => [...part])
        .filter(([code]) => code !== undefined && (rule.flags & all_codes || rule.codes.includes(code)))
        .map(([, ...text]) => text.join(""));
      if (wanted.length > 0) values.push(...(rule.flags & separate ? wanted : [wanted.join(" ")]));
    }
    if (!(rule.flags & repeated) && values.length > before) return values.slice(0, 1);
  }
  return values;
}

/** What `table` gives, made of those. */
function plainTable(records: readonly (readonly MarcField[])[]): unknown {
  const hex = (ends: readonly number[]): string => Buffer.from(Uint32Array.from([0, ...ends]).buffer).toString("hex");
  const sums = (numbers: readonly number[]): number[] => {
    let sum = 0;
    return numbers.map((number) => {
      sum += number;
      return sum;
    });
  };
  return rules.map((rule) => {
    const values = records.map((fields) => valuesOf(rule, fields, marcRecord(fields)));
    const is_list = (rule.flags & repeated) !== 0;
    const texts = values.flat();
    const bytes = (all: readonly string[]): number => Buffer.byteLength(all.join(""));
    const valid = values.reduce((bits, all, i) => bits | (!is_list && all.length > 0 ? 1 << i : 0), 0);
    return {
      nulls: is_list ? 0 : values.filter((all) => all.length === 0).length,
      sums: [bytes(texts), texts.length],
      validity: Buffer.from([valid, 0]).toString("hex"),
      offsets: hex(sums(values.map((all) => (is_list ? all.length : bytes(all))))),
      value_ends: is_list ? hex(sums(texts.map((text) => Buffer.byteLength(text)))) : "",
      data: Buffer.from(texts.join("")).toString("hex"),
    };
  });
}

test("texts are those that a plain reader finds, whatever room there is to list them", () => {
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
      expect(wanted).toEqual(plainTable(records));
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
