/** Values of a long table's rows, refused where no record can have them. */
import type { Fault } from "../bridge/errors.ts";
import { leader_bytes, tagText } from "./iso2709.ts";
import type { Rows, TextColumn } from "./table_rows.ts";

/** "LDR" */
export const leader_tag = 0x52444c;

/** Who names the record in an error. */
interface Owner {
  refuse(code: string, message: string, hint: string): Fault;
}

const isLetter = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

export const isControl = (tag: number): boolean =>
  (tag & 0xffff) === 0x3030 && tag >>> 16 >= 0x30 && tag >>> 16 <= 0x39;

/** A tag as a number: three bytes, the first one lowest. */
export function tagOf(owner: Owner, { tags }: Rows, row: number): number {
  const { bytes } = tags;
  const at = tags.begin(row);
  const one = bytes[at] as number;
  const two = bytes[at + 1] as number;
  const three = bytes[at + 2] as number;
  if (tags.end(row) - at === 3 && isLetter(one) && isLetter(two) && isLetter(three)) {
    return one | (two << 8) | (three << 16);
  }
  const message = `the tag ${JSON.stringify(tags.text(row))} is not of three characters`;
  throw owner.refuse("MARC_TAG", message, 'tags are three ASCII characters, such as "245"');
}

/** Null for a null; else one character. */
export function characterOf(owner: Owner, column: TextColumn, row: number, name: string): string | null {
  if (column.isNull(row)) return null;
  const from = column.begin(row);
  if (column.end(row) - from === 1) return String.fromCharCode(column.bytes[from] as number);
  const text = column.text(row);
  if ([...text].length === 1) return text;
  throw owner.refuse("MARC_ROW", `${name} is ${JSON.stringify(text)}`, `${name} is one character, or null`);
}

export function leaderOf(owner: Owner, { fields, values }: Rows, row: number, tag: number): Uint8Array {
  const number = fields[row] as number;
  if (tag !== leader_tag || number !== 0) {
    const message = `field ${number} is tagged ${JSON.stringify(tagText(tag))}`;
    throw owner.refuse("MARC_ROW", message, "field 0 is the leader, tagged LDR, and no other field is");
  }
  const leader = values.bytes.slice(values.begin(row), values.end(row));
  if (leader.length === leader_bytes && leader.every(isLetter)) return leader;
  throw owner.refuse("MARC_ROW", "its leader is not of 24 ASCII characters", "take the leader of another record");
}
