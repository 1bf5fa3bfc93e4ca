/**
 * Conditions on records as the kernel reads them: groups of which one must hold, each a list of conditions that all must. Twin of the
 * constants in assembly/where.ts.
 *
 *     groups | address, bytes of the host's own description | conditions of each group | the conditions, 20 bytes each
 *     condition: kind | field | whether null passes | address of its data | count
 */
import type { Range, TagCondition } from "./where_tag_plan.ts";
import {
  tagCount,
  tagDataBytes,
  textListBytes,
  writeRanges,
  writeTagCondition,
  writeTextList,
} from "./where_tag_plan.ts";

/** Fields that the kernel compares as numbers; positions count from 1. */
export const number_field = { flags: 0, mapq: 1, start: 2, end: 3, mate_start: 4, template_length: 5 } as const;

export type KernelCondition =
  /** The field is in one of the ranges, which rise and don't touch. */
  | {
      readonly kind: "number";
      readonly field: keyof typeof number_field;
      readonly null_passes: boolean;
      readonly ranges: readonly Range[];
    }
  /** Whether each reference passes; the first is for none. */
  | { readonly kind: "reference"; readonly mate: boolean; readonly passes: readonly boolean[] }
  /** The name is one of these, which rise; or none of them. */
  | { readonly kind: "name"; readonly not: boolean; readonly names: readonly Uint8Array[] }
  | TagCondition
  /** The host judges: the number of its own condition. */
  | { readonly kind: "host"; readonly number: number };

const kinds = ["number", "reference", "name", "tag", "host"] as const;
const condition_bytes = 20;

/** Bytes of a condition's data: its ranges, its table, or its names. */
function dataBytes(condition: KernelCondition): number {
  if (condition.kind === "number") return 16 * condition.ranges.length;
  if (condition.kind === "reference") return condition.passes.length;
  if (condition.kind === "tag") return tagDataBytes(condition);
  return condition.kind === "name" ? textListBytes(condition.names) : 0;
}

function writeData(data: DataView, at: number, condition: KernelCondition): void {
  if (condition.kind === "number") writeRanges(data, at, condition.ranges);
  else if (condition.kind === "name") writeTextList(data, at, condition.names);
  else if (condition.kind === "tag") writeTagCondition(data, at, condition);
  else if (condition.kind === "reference") {
    condition.passes.forEach((passes, index) => {
      data.setUint8(at + index, passes ? 1 : 0);
    });
  }
}

function words(condition: KernelCondition): [field: number, null_passes: number, count: number] {
  if (condition.kind === "number") {
    return [number_field[condition.field], condition.null_passes ? 1 : 0, condition.ranges.length];
  }
  if (condition.kind === "reference") return [condition.mate ? 1 : 0, 0, condition.passes.length];
  if (condition.kind === "name") return [condition.not ? 1 : 0, 0, condition.names.length];
  if (condition.kind === "tag") return [condition.name, condition.null_passes ? 1 : 0, tagCount(condition)];
  return [condition.number, 0, 0];
}

export function wherePlanBytes(groups: readonly (readonly KernelCondition[])[], host: Uint8Array): number {
  const conditions = groups.flat();
  const data = conditions.reduce((sum, one) => sum + dataBytes(one), 0);
  return 12 + 4 * groups.length + condition_bytes * conditions.length + data + host.length;
}

export function writeWherePlan(
  data: DataView,
  address: number,
  groups: readonly (readonly KernelCondition[])[],
  host: Uint8Array,
): void {
  const conditions = groups.flat();
  const conditions_at = address + 12 + 4 * groups.length;
  let free = conditions_at + condition_bytes * conditions.length;
  data.setUint32(address, groups.length, true);
  groups.forEach((group, index) => {
    data.setUint32(address + 12 + 4 * index, group.length, true);
  });
  conditions.forEach((condition, index) => {
    const [field, null_passes, count] = words(condition);
    const fields = [kinds.indexOf(condition.kind), field, null_passes, free, count];
    fields.forEach((word, at) => {
      data.setUint32(conditions_at + condition_bytes * index + 4 * at, word, true);
    });
    writeData(data, free, condition);
    free += dataBytes(condition);
  });
  data.setUint32(address + 4, free, true);
  data.setUint32(address + 8, host.length, true);
  new Uint8Array(data.buffer, free, host.length).set(host);
}

/** The host's own description of its conditions. */
export function hostDescription(bytes: Uint8Array, data: DataView, address: number): Uint8Array {
  const from = data.getUint32(address + 4, true);
  return bytes.slice(from, from + data.getUint32(address + 8, true));
}
