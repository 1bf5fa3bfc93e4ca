/** Conditions in the form that the kernel reads; what it can't judge stays with the host. */
import type { KernelCondition } from "../kernels/where_plan.ts";
import { number_field } from "../kernels/where_plan.ts";
import type { Range } from "../kernels/where_tag_plan.ts";
import type { BamColumn } from "./columns.ts";
import { tagCondition } from "./compile_tag.ts";
import type { Condition } from "./conditions.ts";
import { passes } from "./conditions.ts";
import type { BamTable } from "./table.ts";

const { POSITIVE_INFINITY: most, NEGATIVE_INFINITY: least } = Number;

/** What is between points that rise. */
function gaps(points: readonly number[]): Range[] {
  const whole = points.filter(Number.isInteger);
  const bounds = [least, ...whole.flatMap((point) => [point - 1, point + 1]), most];
  const ranges: Range[] = [];
  for (let i = 0; i < bounds.length; i += 2) {
    const range: Range = [bounds[i] as number, bounds[i + 1] as number];
    if (range[0] <= range[1]) ranges.push(range);
  }
  return ranges;
}

/** The integers that pass, as ranges that rise. */
export function rangesOf(condition: Pick<Condition, "operator" | "values">): Range[] {
  const values = [...new Set(condition.values as readonly number[])].toSorted((a, b) => a - b);
  const first = values[0] as number;
  switch (condition.operator) {
    case "==":
    case "in":
      return values.map((value) => [value, value]);
    case "!=":
    case "not in":
      return gaps(values);
    case "<":
      return [[least, Math.ceil(first) - 1]];
    case "<=":
      return [[least, Math.floor(first)]];
    case ">":
      return [[Math.floor(first) + 1, most]];
    case ">=":
      return [[Math.ceil(first), most]];
    case "is_null":
      return [];
    case "is_not_null":
      return [[least, most]];
  }
}

/** The kernel counts positions from 1. */
function shifted(condition: Condition, table: BamTable): Condition {
  const counted = condition.column === "start" || condition.column === "mate_start";
  if (!counted || table.first_position === 1) return condition;
  return { ...condition, values: condition.values.map((value) => (value as number) + 1) };
}

const by_list: readonly Condition["operator"][] = ["==", "!=", "in", "not in"];

/** A condition for the kernel, or null for one that it can't judge. */
function kernelCondition(condition: Condition, references: readonly string[], table: BamTable): KernelCondition | null {
  const { column, operator } = condition;
  if (typeof column === "object") return tagCondition(condition, column.tag, table);
  if (Object.hasOwn(number_field, column)) {
    const null_passes = passes(condition, null);
    const field = column as BamColumn & keyof typeof number_field;
    return { kind: "number", field, null_passes, ranges: rangesOf(shifted(condition, table)) };
  }
  if (column === "chrom" || column === "mate_chrom") {
    const judged = [null, ...references].map((name) => passes(condition, name));
    return { kind: "reference", mate: column === "mate_chrom", passes: judged };
  }
  if (column !== "name" || !by_list.includes(operator)) return null;
  const names = [...new Set(condition.values as readonly string[])].map((name) => Buffer.from(name));
  const not = operator === "!=" || operator === "not in";
  return { kind: "name", not, names: names.toSorted(Buffer.compare) };
}

export interface CompiledWhere {
  readonly groups: readonly (readonly KernelCondition[])[];
  readonly host: readonly Condition[];
}

/** What is judged at little cost comes first within a group: the result is the same. */
const cost = ({ kind }: KernelCondition): number => (kind === "host" ? 2 : kind === "tag" ? 1 : 0);

export function compileWhere(
  where: readonly (readonly Condition[])[],
  references: readonly string[],
  table: BamTable,
): CompiledWhere {
  const host: Condition[] = [];
  const groups = where.map((group) =>
    group
      .map((condition): KernelCondition => {
        const compiled = kernelCondition(condition, references, table);
        if (compiled !== null) return compiled;
        host.push(condition);
        return { kind: "host", number: host.length - 1 };
      })
      .toSorted((a, b) => cost(a) - cost(b)),
  );
  return { groups, host };
}
