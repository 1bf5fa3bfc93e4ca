/** Conditions on columns that only exist once they are decoded: judged record by record in TypeScript. */
import type { JudgeCondition } from "../kernels/load.ts";
import { hostDescription } from "../kernels/where_plan.ts";
import type { Condition, Constant } from "./conditions.ts";
import { passes } from "./conditions.ts";
import { cigarOf, nameOf, qualityOf, RecordView, sequenceOf } from "./record_view.ts";

function judgedValue(record: RecordView, { column }: Condition): Constant | null | { bad: number } {
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
      throw new Error(`${JSON.stringify(column)} is judged by the kernel`);
  }
}

/** Added to a bad code, as the kernel has it: 0 and 1 are answers. */
const fault = 2;

/** What a thread's BAM kernel asks. The conditions are the same for all of a request. */
export function conditionJudge(data: () => DataView, bytes: () => Uint8Array): JudgeCondition {
  let conditions: readonly Condition[] | null = null;
  return (record, where, number) => {
    conditions ??= JSON.parse(Buffer.from(hostDescription(bytes(), data(), where)).toString()) as Condition[];
    const condition = conditions[number] as Condition;
    const value = judgedValue(new RecordView(data(), record), condition);
    if (typeof value === "object" && value !== null) return fault + value.bad;
    return passes(condition, value) ? 1 : 0;
  };
}

/** The conditions as they lie in the shared memory. */
export const describeConditions = (conditions: readonly Condition[]): Uint8Array =>
  Buffer.from(JSON.stringify(conditions));
