/** A condition on a tag, for the kernel. */
import { tagCode } from "../kernels/tag_plan.ts";
import type { Range, TagCompare, TagCondition } from "../kernels/where_tag_plan.ts";
import type { Condition } from "./conditions.ts";
import { passes } from "./conditions.ts";
import type { BamTable } from "./table.ts";
import { tagSpec } from "./tag_specs.ts";

const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;
const words = new BigInt64Array(1);
const doubles = new Float64Array(words.buffer);

/** The next greater double. Tags may be fractions, so what is less than a number ends right before it. */
function after(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  doubles[0] = value;
  words[0] = (words[0] as bigint) + (value > 0 ? 1n : -1n);
  return doubles[0];
}

const before = (value: number): number => -after(-value);

/** The numbers that pass, as ranges that rise. */
function ranges(operator: Condition["operator"], values: readonly number[]): Range[] {
  const points = [...new Set(values)].toSorted((a, b) => a - b);
  const first = points[0] as number;
  switch (operator) {
    case "<":
      return [[least, before(first)]];
    case "<=":
      return [[least, first]];
    case ">":
      return [[after(first), most]];
    case ">=":
      return [[first, most]];
    case "!=":
    case "not in": {
      const bounds = [least, ...points.flatMap((point) => [before(point), after(point)]), most];
      return Array.from(
        { length: points.length + 1 },
        (_, i): Range => [bounds[2 * i] as number, bounds[2 * i + 1] as number],
      ).filter(([low, high]) => low <= high);
    }
    default:
      return points.map((point): Range => [point, point]);
  }
}

/** Of an order: what is less, equal, greater passes as a bit each. */
const orders: Readonly<Record<string, number>> = { "<": 1, "<=": 3, ">": 4, ">=": 6 };

function compare({ operator, values }: Condition): TagCompare {
  if (operator === "is_null" || operator === "is_not_null") {
    return { how: "presence", answer: operator === "is_not_null" };
  }
  const answer = operator === "!=" || operator === "not in";
  if (values.length === 0) return { how: "any", answer };
  if (values.every((value) => typeof value === "number")) {
    return { how: "numbers", answer, ranges: ranges(operator, values) };
  }
  if (!values.every((value) => typeof value === "string")) return { how: "none", answer };
  const texts = [...new Set(values)].map((value) => Buffer.from(value)).toSorted(Buffer.compare);
  const order = orders[operator];
  return order === undefined ? { how: "list", answer, texts } : { how: "order", answer: order, texts };
}

/** A tag that has a column is what is in the column, where anything else of that name is left over. */
export function tagCondition(condition: Condition, name: string, table: BamTable): TagCondition {
  const column = table.has_rest ? table.tags.find((one) => one.name === name) : undefined;
  return {
    kind: "tag",
    name: tagCode(name),
    null_passes: passes(condition, null),
    spec: column === undefined ? null : tagSpec(column, null),
    compare: compare(condition),
  };
}
