/** Conditions on columns that only exist once they are decoded, and on tags: judged record by record in TypeScript. */
import { bad_record } from "../kernels/bam.ts";
import type { JudgeCondition } from "../kernels/load.ts";
import { tag_kind } from "../kernels/tag_plan.ts";
import { hostDescription } from "../kernels/where_plan.ts";
import type { Condition, Constant } from "./conditions.ts";
import { passes } from "./conditions.ts";
import { cigarOf, nameOf, qualityOf, RecordView, sequenceOf } from "./record_view.ts";
import type { BamTable } from "./table.ts";
import { tagSpec } from "./tag_specs.ts";

/** As plain data: it reaches the threads through the shared memory. */
export interface HostCondition extends Condition {
  /** For a tag with a column: which values are in that column; the others are null there. */
  readonly fits: { readonly types: string; readonly low: number; readonly high: number } | null;
}

export function hostCondition(condition: Condition, table: BamTable): HostCondition {
  const { column } = condition;
  const tag = typeof column === "object" && table.has_rest ? table.tags.find((one) => one.name === column.tag) : null;
  if (!tag) return { ...condition, fits: null };
  const { kind, low, high } = tagSpec(tag, null);
  return { ...condition, fits: { types: stored_types[kind] as string, low: Number(low), high: Number(high) } };
}

/** The stored types that each kind of column takes. */
const stored_types: Readonly<Record<number, string>> = {
  [tag_kind.integer]: "cCsSiI",
  [tag_kind.float32]: "f",
  [tag_kind.float64]: "fd",
  [tag_kind.text]: "AZH",
  [tag_kind.integers]: "B",
  [tag_kind.floats]: "B",
};

/** A tag's value as the condition sees it; `bad_record.tag_type` for one that can't be compared. */
function tagValue(record: RecordView, name: string, condition: HostCondition): Constant | null | { bad: number } {
  const found = record.tag(name);
  if (found === null) return null;
  if ("bad" in found) return found;
  const { fits, operator, values } = condition;
  const { type, value } = found;
  if (fits !== null) {
    if (!fits.types.includes(type)) return null;
    if (fits.types.startsWith("c") && ((value as number) < fits.low || (value as number) > fits.high)) return null;
  }
  if (operator === "is_null" || operator === "is_not_null") return value ?? "";
  const comparable = value !== null && values.every((one) => typeof one === typeof value);
  return comparable ? value : { bad: bad_record.tag_type };
}

function judgedValue(record: RecordView, condition: HostCondition): Constant | null | { bad: number } {
  const { column } = condition;
  if (typeof column === "object") return tagValue(record, column.tag, condition);
  switch (column) {
    case "name":
      return nameOf(record);
    case "sequence":
      return sequenceOf(record);
    case "quality_scores":
      return qualityOf(record);
    case "cigar":
      return cigarOf(record);
    default:
      throw new Error(`${column} is judged by the kernel`);
  }
}

/** Added to a bad code, as the kernel has it: 0 and 1 are answers. */
const fault = 2;

/** What a thread's BAM kernel asks. The conditions are the same for all of a request. */
export function conditionJudge(data: () => DataView, bytes: () => Uint8Array): JudgeCondition {
  let conditions: readonly HostCondition[] | null = null;
  return (record, where, number) => {
    conditions ??= JSON.parse(Buffer.from(hostDescription(bytes(), data(), where)).toString()) as HostCondition[];
    const condition = conditions[number] as HostCondition;
    const value = judgedValue(new RecordView(data(), record), condition);
    if (typeof value === "object" && value !== null) return fault + value.bad;
    return passes(condition, value) ? 1 : 0;
  };
}

/** The conditions as they lie in the shared memory. */
export const describeConditions = (conditions: readonly HostCondition[]): Uint8Array =>
  Buffer.from(JSON.stringify(conditions));
