/** How the kernels fill a tag's column: what fits it, and which function writes it. */
import type { ArrowType } from "../arrow/schema.ts";
import type { TagSpec } from "../kernels/tag_plan.ts";
import { tag_kind, tagCode } from "../kernels/tag_plan.ts";
import type { TagColumn } from "./tag_types.ts";

/** The kernel function of a tag's column, and the bytes of a value or item. */
export interface TagFill {
  readonly how: "integers" | "floats" | "texts" | "lists";
  readonly width: number;
}

const bytesOf = (type: ArrowType): number => (type.kind === "int" || type.kind === "float" ? type.bits / 8 : 0);

export function tagFill(type: ArrowType): TagFill {
  if (type.kind === "int") return { how: "integers", width: bytesOf(type) };
  if (type.kind === "float") return { how: "floats", width: bytesOf(type) };
  if (type.kind === "list") return { how: "lists", width: bytesOf(type.item.type) };
  return { how: "texts", width: 0 };
}

function range(type: ArrowType): { low: bigint; high: bigint } {
  if (type.kind !== "int") return { low: 0n, high: 0n };
  const bits = BigInt(type.bits);
  return type.signed ? { low: -(2n ** (bits - 1n)), high: 2n ** (bits - 1n) - 1n } : { low: 0n, high: 2n ** bits - 1n };
}

function kindOf(type: ArrowType): TagSpec["kind"] {
  if (type.kind === "int") return tag_kind.integer;
  if (type.kind === "float") return type.bits === 32 ? tag_kind.float32 : tag_kind.float64;
  if (type.kind === "list") return type.item.type.kind === "int" ? tag_kind.integers : tag_kind.floats;
  return tag_kind.text;
}

/** Whether its column's size has to be measured. */
export const isSized = (type: ArrowType): boolean => type.kind === "list" || type.kind === "utf8";

export function tagSpec(column: TagColumn, word: number | null): TagSpec {
  const { name, type } = column;
  return { name: tagCode(name), kind: kindOf(type), word, ...range(type.kind === "list" ? type.item.type : type) };
}

/** A type as it is named in messages. */
export function typeName(type: ArrowType): string {
  if (type.kind === "int") return `${type.signed ? "int" : "uint"}${type.bits}`;
  if (type.kind === "float") return `float${type.bits}`;
  return type.kind === "list" ? `a list of ${typeName(type.item.type)}` : "text";
}
