/**
 * The data of a condition on a tag, as the kernel reads it. Twin of the constants in assembly/where_tag.ts.
 *
 *     how | answer | whether there is a spec | 0 | the spec | ranges, or a list of (address, length) and its texts
 */
import type { TagSpec } from "./tag_plan.ts";
import { spec_bytes, writeTagSpec } from "./tag_plan.ts";

export type Range = readonly [low: number, high: number];

export interface TagCondition {
  readonly kind: "tag";
  /** Two characters, as bytes in the file's order. */
  readonly name: number;
  readonly null_passes: boolean;
  /** Which values count as the tag's; null for those of any type. */
  readonly spec: TagSpec | null;
  readonly compare: TagCompare;
}

export type TagCompare =
  /** Whether any value passes, whatever its type. */
  | { readonly how: "presence"; readonly answer: boolean }
  /** A number that is in one of the ranges, which rise and don't touch; whether one that is no number passes. */
  | { readonly how: "numbers"; readonly answer: boolean; readonly ranges: readonly Range[] }
  /** A text that is one of these, which rise, or none of them. */
  | { readonly how: "list"; readonly answer: boolean; readonly texts: readonly Uint8Array[] }
  /** A text that is less, equal or greater than one: bits 0 to 2 say which of these pass. */
  | { readonly how: "order"; readonly answer: number; readonly texts: readonly Uint8Array[] }
  /** Whether any number or text passes. */
  | { readonly how: "any"; readonly answer: boolean }
  /** None can be compared. */
  | { readonly how: "none"; readonly answer: boolean };

const hows = ["presence", "numbers", "list", "order", "any", "none"] as const;
const spec_at = 16;
const head_bytes = spec_at + spec_bytes;

const rangesOf = (compare: TagCompare): readonly Range[] => ("ranges" in compare ? compare.ranges : []);
const textsOf = (compare: TagCompare): readonly Uint8Array[] => ("texts" in compare ? compare.texts : []);

/** How many constants there are. */
export const tagCount = ({ compare }: TagCondition): number => rangesOf(compare).length + textsOf(compare).length;

export function tagDataBytes({ compare }: TagCondition): number {
  return head_bytes + 16 * rangesOf(compare).length + textListBytes(textsOf(compare));
}

export function writeTagCondition(data: DataView, at: number, { compare, spec }: TagCondition): void {
  const head = [hows.indexOf(compare.how), Number(compare.answer), spec === null ? 0 : 1, 0];
  head.forEach((word, index) => {
    data.setUint32(at + 4 * index, word, true);
  });
  if (spec !== null) writeTagSpec(data, at + spec_at, spec);
  writeRanges(data, at + head_bytes, rangesOf(compare));
  writeTextList(data, at + head_bytes, textsOf(compare));
}

export function writeRanges(data: DataView, at: number, ranges: readonly Range[]): void {
  ranges.flat().forEach((bound, index) => {
    data.setFloat64(at + 8 * index, bound, true);
  });
}

export const textListBytes = (texts: readonly Uint8Array[]): number =>
  texts.reduce((sum, one) => sum + 8 + one.length, 0);

/** A list of (address, length), then the texts. */
export function writeTextList(data: DataView, at: number, texts: readonly Uint8Array[]): void {
  let text = at + 8 * texts.length;
  texts.forEach((one, index) => {
    data.setUint32(at + 8 * index, text, true);
    data.setUint32(at + 8 * index + 4, one.length, true);
    new Uint8Array(data.buffer, text, one.length).set(one);
    text += one.length;
  });
}
