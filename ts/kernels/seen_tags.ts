/** What the kernel's `seen_tags` finds: the tags in the order in which they first appear. */
import { tagName } from "./tag_plan.ts";

/** The types that a tag's values may have, by the number of their bit. Arrays follow from 16 on. */
const type_letters = "AcCsSiIfdZH";
const array_bit = 16;

export interface SeenTag {
  readonly name: string;
  /** SAM's letter, that of an array's items behind a B. */
  readonly first: string;
  /** All of them. */
  readonly types: ReadonlySet<string>;
}

const entry_bytes = 8;
const index_bytes = 2 * 65_536;

export const seenTagsBytes = (tags_max: number): number => index_bytes + entry_bytes * tags_max;
export const seenTagsEntries = (address: number): number => address + index_bytes;

const letterOf = (bit: number): string =>
  bit < array_bit ? (type_letters[bit] as string) : `B${type_letters[bit - array_bit]}`;

export function readSeenTags(data: DataView, address: number, count: number): SeenTag[] {
  return Array.from({ length: count }, (_, number) => {
    const at = seenTagsEntries(address) + entry_bytes * number;
    const mask = data.getUint32(at + 4, true);
    const bits = Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (mask >>> bit) & 1);
    return {
      name: tagName(data.getUint16(at, true)),
      first: letterOf(data.getUint16(at + 2, true)),
      types: new Set(bits.map(letterOf)),
    };
  });
}
