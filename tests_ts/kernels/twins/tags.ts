/** The tag kernels' twin: a record's tags one by one, and what stands in which column. */
import { bad_record } from "../../../ts/kernels/bam.ts";

export interface PlainTag {
  readonly name: string;
  /** An array's is B and the letter of its items. */
  readonly type: string;
  readonly value: bigint | number | string | readonly (bigint | number)[];
}

type Bad = { readonly bad: number };

const widths: Readonly<Record<string, number>> = { A: 1, c: 1, C: 1, s: 2, S: 2, i: 4, I: 4, f: 4, d: 8 };
const integers = "cCsSiI";

function readNumber(view: DataView, type: string, at: number): bigint | number {
  if (type === "c") return BigInt(view.getInt8(at));
  if (type === "C") return BigInt(view.getUint8(at));
  if (type === "s") return BigInt(view.getInt16(at, true));
  if (type === "S") return BigInt(view.getUint16(at, true));
  if (type === "i") return BigInt(view.getInt32(at, true));
  if (type === "I") return BigInt(view.getUint32(at, true));
  return type === "f" ? view.getFloat32(at, true) : view.getFloat64(at, true);
}

/** The tags of a record at `at`; those before the first malformed one, and whether there is one. */
export function twinTags(view: DataView, at: number): { tags: PlainTag[]; malformed: boolean } {
  const end = at + 4 + view.getInt32(at, true);
  const bases = view.getInt32(at + 20, true);
  let tag = at + 36 + view.getUint8(at + 12) + 4 * view.getUint16(at + 16, true) + Math.ceil(bases / 2) + bases;
  const letter = (place: number): string => String.fromCharCode(view.getUint8(place));
  const tags: PlainTag[] = [];
  while (tag < end) {
    if (end - tag < 4) return { tags, malformed: true };
    const name = letter(tag) + letter(tag + 1);
    const type = letter(tag + 2);
    let next = tag + 3;
    if (type === "Z" || type === "H") {
      while (next < end && view.getUint8(next) !== 0) next++;
      if (next === end) return { tags, malformed: true };
      const bytes = Buffer.from(view.buffer as ArrayBuffer, tag + 3, next - tag - 3);
      tags.push({ name, type, value: bytes.toString("latin1") });
      next += 1;
    } else if (type === "B") {
      const width = end - tag >= 8 && "cCsSiIf".includes(letter(tag + 3)) ? widths[letter(tag + 3)] : undefined;
      if (width === undefined) return { tags, malformed: true };
      const count = view.getUint32(tag + 4, true);
      next = tag + 8 + width * count;
      if (next > end) return { tags, malformed: true };
      const value = Array.from({ length: count }, (_, i) => readNumber(view, letter(tag + 3), tag + 8 + i * width));
      tags.push({ name, type: `B${letter(tag + 3)}`, value });
    } else {
      const width = widths[type];
      if (width === undefined || next + width > end) return { tags, malformed: true };
      const value = type === "A" ? letter(next) : readNumber(view, type, next);
      next += width;
      tags.push({ name, type, value });
    }
    tag = next;
  }
  return { tags, malformed: false };
}

export interface PlainColumn {
  readonly name: string;
  readonly kind: "integer" | "float32" | "float64" | "text" | "integers" | "floats";
  readonly low: bigint;
  readonly high: bigint;
}

export function twinFits(tag: PlainTag, column: PlainColumn): boolean {
  const within = (value: unknown): boolean => typeof value === "bigint" && value >= column.low && value <= column.high;
  switch (column.kind) {
    case "integer":
      return integers.includes(tag.type) && within(tag.value);
    case "float32":
      return tag.type === "f";
    case "float64":
      return tag.type === "f" || tag.type === "d";
    case "text":
      return "AZH".includes(tag.type);
    case "integers":
      return tag.type[0] === "B" && tag.type !== "Bf" && (tag.value as unknown[]).every(within);
    case "floats":
      return tag.type === "Bf";
  }
}

export interface Placed {
  readonly columns: (PlainTag | null)[];
  readonly rest: PlainTag[];
}

/** What a record's tags are in the columns; or what is wrong. */
export function twinPlace(view: DataView, at: number, columns: readonly PlainColumn[], rest: boolean): Placed | Bad {
  const { tags, malformed } = twinTags(view, at);
  const placed: Placed = { columns: columns.map(() => null), rest: [] };
  for (const tag of tags) {
    const column = columns.findIndex((one) => one.name === tag.name);
    if (column >= 0 && placed.columns[column] === null && twinFits(tag, columns[column] as PlainColumn)) {
      placed.columns[column] = tag;
      continue;
    }
    if (!rest && column < 0) continue;
    if (!rest) return { bad: placed.columns[column] === null ? bad_record.tag_type : bad_record.tag_twice };
    if (!/^[!-~]{2}$/.test(tag.name)) return { bad: bad_record.tags };
    placed.rest.push(tag);
  }
  return malformed ? { bad: bad_record.tags } : placed;
}

/** SAM text; floats are given by `floatText`. */
export function twinText(tag: PlainTag, floatText: (value: number, single: boolean) => string): string {
  const one = (value: unknown): string =>
    typeof value === "number" ? floatText(value, tag.type !== "d") : String(value);
  if (Array.isArray(tag.value)) return ["B:", tag.type[1], ...tag.value.map((value) => `,${one(value)}`)].join("");
  return `${integers.includes(tag.type) ? "i" : tag.type}:${one(tag.value)}`;
}
