import fc from "fast-check";
import { expect, test } from "vitest";
import type { ArrowType } from "../../ts/arrow/schema.ts";
import { float32, float64, int64, utf8 } from "../../ts/arrow/schema.ts";
import { tagCondition } from "../../ts/bam/compile_tag.ts";
import type { Condition } from "../../ts/bam/conditions.ts";
import { operators, passes } from "../../ts/bam/conditions.ts";
import { bamTable } from "../../ts/bam/table.ts";
import { bad_record, bam_pad_bytes } from "../../ts/kernels/bam.ts";
import { compileKernel, instantiateBam } from "../../ts/kernels/load.ts";
import { reason_where, writeMeasurePlan } from "../../ts/kernels/measure.ts";
import { wherePlanBytes, writeWherePlan } from "../../ts/kernels/where_plan.ts";
import { no_conditions } from "./bam_bench.ts";
import { encodeRecord, plain_record, tag } from "./record_writer.ts";
import { some_tags } from "./tag_arbitrary.ts";
import type { PlainColumn, PlainTag } from "./twins/tags.ts";
import { twinFits, twinTags } from "./twins/tags.ts";

const timeout_ms = 60_000;
const memory = new WebAssembly.Memory({ initial: 4, maximum: 65_536, shared: true });
const data = new DataView(memory.buffer);
const bytes = new Uint8Array(memory.buffer);
const kernel = instantiateBam(compileKernel("bam"), memory, 0, no_conditions);
const where_at = 1024;
const plan_at = 65_536;
const table_at = plan_at + 4096;
const pointers = table_at + 4096;

const names = ["NM", "XX", "XF", "XT", "XB"];
const range = (bits: bigint): Pick<PlainColumn, "low" | "high"> => ({
  low: -(2n ** (bits - 1n)),
  high: 2n ** (bits - 1n) - 1n,
});
const none = { low: 0n, high: 0n };
const int8: ArrowType = { kind: "int", bits: 8, signed: true };
const listOf = (type: ArrowType): ArrowType => ({ kind: "list", item: { name: "item", type, nullable: false } });
/** Types of columns, and the same for the twin. */
const types: readonly (readonly [ArrowType, Omit<PlainColumn, "name">])[] = [
  [int8, { kind: "integer", ...range(8n) }],
  [int64, { kind: "integer", ...range(64n) }],
  [float32, { kind: "float32", ...none }],
  [float64, { kind: "float64", ...none }],
  [utf8, { kind: "text", ...none }],
  [listOf(int8), { kind: "integers", ...range(8n) }],
];

type Answer = boolean | { readonly bad: number };

/** The value that a condition on a tag judges: the first of that name, or of those that fit its column. */
function twinHolds(
  tags: readonly PlainTag[],
  malformed: boolean,
  condition: Condition,
  column: PlainColumn | null,
): Answer {
  const { tag: name } = condition.column as { tag: string };
  const found = tags.find((one) => one.name === name && (column === null || twinFits(one, column)));
  if (found === undefined) return malformed ? { bad: bad_record.tags } : passes(condition, null);
  if (condition.operator.startsWith("is_")) return passes(condition, "");
  const { value } = found;
  const plain = typeof value === "bigint" ? Number(value) : value;
  const comparable = !Array.isArray(plain) && condition.values.every((one) => typeof one === typeof plain);
  return comparable ? passes(condition, plain as number | string) : { bad: bad_record.tag_type };
}

/** What the kernel says of one record. */
function kernelHolds(record: Uint8Array, condition: Condition, type: ArrowType | null): Answer {
  const { tag: name } = condition.column as { tag: string };
  const tags = type === null ? [] : [{ name, type }];
  const rest_at = type === null ? null : 0;
  const table = bamTable({ columns: [], tags, rest_at, source_file: false, first_position: 1 });
  const groups = [[tagCondition(condition, name, table)]];
  writeWherePlan(data, where_at, groups, new Uint8Array(0));
  expect(where_at + wherePlanBytes(groups, new Uint8Array(0))).toBeLessThan(plan_at);
  const filter = { exclude: 0, require: 0, mapq_min: 0, where: where_at, regions: 0, reasons: [reason_where] };
  const plan = writeMeasurePlan(data, plan_at, {
    columns: [],
    tag_words: 0,
    tags: 0,
    places: 0,
    reference_table: 0,
    filter,
  });
  // Its pad ends with the memory.
  const at = bytes.length - bam_pad_bytes - record.length;
  bytes.set(record, at);
  data.setUint32(pointers, at, true);
  bytes.fill(0, table_at, table_at + 4 * plan.words);
  const gone = kernel.measure(pointers, 1, plan.address, table_at, 0, pointers + 64, 9, pointers + 128);
  if (gone === 0) return { bad: kernel.bad_code() };
  const kept = data.getUint32(table_at, true);
  expect(kept + data.getUint32(table_at + 4, true)).toBe(1);
  return kept === 1;
}

const numbers = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(-0, 0.5, -1.5, 127, 128, 255, 2 ** 31, 2 ** 53, -(2 ** 53), 1e-320, -1e300, 1e300),
);
const texts = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom("150", "é", "a".repeat(40)));

/** Constants, some of which are the record's own values. */
const constants = (tags: readonly PlainTag[]): fc.Arbitrary<(number | string)[]> => {
  const own = tags.map(({ value }) => (typeof value === "bigint" ? Number(value) : value));
  const own_numbers = own.filter((one) => typeof one === "number" && Number.isFinite(one)) as number[];
  const own_texts = own.filter((one) => typeof one === "string");
  const some = <T>(known: readonly T[], other: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
    fc.array(known.length === 0 ? other : fc.oneof(fc.constantFrom(...known), other), { maxLength: 5 });
  return fc.oneof(
    { weight: 4, arbitrary: some(own_numbers, numbers) },
    { weight: 4, arbitrary: some(own_texts, texts) },
    { weight: 1, arbitrary: fc.array(fc.oneof(numbers, texts), { maxLength: 3 }) },
  );
};

const cases = some_tags
  .map((tags) => encodeRecord({ ...plain_record, bases: [1, 2, 3], quality: [1, 2, 3], tags }))
  .chain((record) => {
    const { tags } = twinTags(new DataView(record.buffer), 0);
    return fc.record({
      record: fc.constant(record),
      name: fc.constantFrom(...names, ...tags.map((one) => one.name)),
      operator: fc.constantFrom(...operators),
      values: constants(tags),
      type: fc.option(fc.constantFrom(...types)),
    });
  });

const listed = ["in", "not in"];

test("conditions on tags as their twin", { timeout: timeout_ms }, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(cases, ({ record, name, operator, values, type }) => {
      const single = !listed.includes(operator) && !operator.startsWith("is_");
      if (single && values.length === 0) return;
      const condition: Condition = {
        column: { tag: name },
        operator,
        values: operator.startsWith("is_") ? [] : single ? values.slice(0, 1) : values,
      };
      const { tags, malformed } = twinTags(new DataView(record.buffer), 0);
      const expected = twinHolds(tags, malformed, condition, type && { name, ...type[1] });
      expect(kernelHolds(record, condition, type?.[0] ?? null)).toEqual(expected);
      const kind = typeof tags.find((one) => one.name === name)?.value;
      seen.add(`${operator} ${kind} ${JSON.stringify(expected)}`);
    }),
    { numRuns: 20_000, seed: 13 },
  );
  for (const operator of operators) {
    for (const kind of operator.startsWith("is_") ? ["string"] : ["bigint", "number", "string"]) {
      const answers = operator.startsWith("is_") ? [operator === "is_not_null"] : [true, false];
      for (const answer of answers) expect([...seen]).toContain(`${operator} ${kind} ${answer}`);
    }
  }
});

const holds = (tags: number[], operator: Condition["operator"], values: Condition["values"], name = "XX"): Answer =>
  kernelHolds(encodeRecord({ ...plain_record, tags }), { column: { tag: name }, operator, values }, null);
const float = (value: number): number[] => [...new Uint8Array(Float32Array.of(value).buffer)];

test("fractions, infinities and what is no number", { timeout: timeout_ms }, () => {
  expect(holds(tag("XX", "f", float(0.5)), "<", [0.5])).toBe(false);
  expect(holds(tag("XX", "f", float(0.5)), "<", [0.50001])).toBe(true);
  expect(holds(tag("XX", "f", float(-0)), "==", [0])).toBe(true);
  expect(holds(tag("XX", "f", float(0)), "<", [0])).toBe(false);
  expect(holds(tag("XX", "f", float(Infinity)), ">", [1e300])).toBe(true);
  expect(holds(tag("XX", "f", float(-Infinity)), "!=", [1])).toBe(true);
  for (const operator of operators) {
    if (operator.startsWith("is_")) continue;
    const unlike = operator === "!=" || operator === "not in";
    expect([operator, holds(tag("XX", "f", float(Number.NaN)), operator, [1])]).toEqual([operator, unlike]);
  }
});

test("text is compared by its UTF-8, and has to be UTF-8", { timeout: timeout_ms }, () => {
  const utf8_tag = tag("XX", "Z", [...Buffer.from("é"), 0]);
  expect(holds(utf8_tag, "==", ["é"])).toBe(true);
  expect(holds(utf8_tag, ">", ["z"])).toBe(true);
  expect(holds(tag("XX", "Z", [0xe9, 0]), "!=", ["é"])).toEqual({ bad: bad_record.tag_text });
  expect(holds(tag("XX", "Z", [0xe9, 0]), "is_not_null", [])).toBe(true);
});
