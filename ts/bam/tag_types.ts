/** The types of tag columns: what may be asked for, and what is settled on from the values that were seen. */
import type { ArrowType, Field } from "../arrow/schema.ts";
import { float32, float64, int64, utf8 } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { SeenTag } from "../kernels/seen_tags.ts";

/** The column of what is in no other: SAM text by the tag's name. */
export const rest_field: Field = {
  name: "tags_rest",
  type: {
    kind: "map",
    key: { name: "key", type: utf8, nullable: false },
    value: { name: "value", type: utf8, nullable: false },
  },
  nullable: false,
};

/** A tag asked for: a null type is to be settled. */
export interface TagRequest {
  readonly name: string;
  readonly type: ArrowType | null;
}

export interface TagColumn {
  readonly name: string;
  readonly type: ArrowType;
}

const integer = (bits: 8 | 16 | 32 | 64, signed: boolean): ArrowType => ({ kind: "int", bits, signed });
const list = (type: ArrowType): ArrowType => ({ kind: "list", item: { name: "item", type, nullable: false } });

const item_types: Readonly<Record<string, ArrowType>> = {
  c: integer(8, true),
  C: integer(8, false),
  s: integer(16, true),
  S: integer(16, false),
  i: integer(32, true),
  I: integer(32, false),
  f: float32,
};

/** What may follow a tag's name and a colon. */
const asked_types: Readonly<Record<string, ArrowType>> = {
  i: int64,
  i8: integer(8, true),
  u8: integer(8, false),
  i16: integer(16, true),
  u16: integer(16, false),
  i32: integer(32, true),
  u32: integer(32, false),
  i64: int64,
  f: float32,
  d: float64,
  A: utf8,
  Z: utf8,
  H: utf8,
  ...Object.fromEntries(Object.entries(item_types).map(([letter, type]) => [`B:${letter}`, list(type)])),
  "B:i64": list(int64),
};

/** Types that SAM's page on tags fixes: for a tag that is asked for, but is nowhere in the records looked at. */
const known_integers = "AM AS CM CP FI H0 H1 H2 HI IH MN MQ NH NM OP PQ SM TC TS UQ".split(" ");

export function parseTag(text: string): TagRequest {
  const name = text.slice(0, 2);
  const asked = text.slice(3);
  const type = text.length === 2 ? null : Object.hasOwn(asked_types, asked) ? asked_types[asked] : undefined;
  if (/^[!-~]{2}(:|$)/.test(text) && type !== undefined) return { name, type };
  throw new Fault("OptionError", "TAG_UNKNOWN", `${JSON.stringify(text)} is no tag`, {
    hint: `it has to be two characters, and may have a type behind a colon: ${Object.keys(asked_types).join(", ")}`,
  });
}

/** A column as it would be asked for. */
export function tagText({ name, type }: TagColumn): string {
  if (type.kind === "utf8") return `${name}:Z`;
  const text = JSON.stringify(type);
  return `${name}:${Object.keys(asked_types).find((key) => JSON.stringify(asked_types[key]) === text)}`;
}

const integer_letters = "cCsSiI";

/** The narrowest type that holds all of these. */
function integerType(letters: readonly string[]): ArrowType {
  const types = letters.map((letter) => item_types[letter] as Extract<ArrowType, { kind: "int" }>);
  const signed = types.some((type) => type.signed);
  const bits = Math.max(...types.map((type) => (signed && !type.signed ? type.bits * 2 : type.bits)));
  return integer(bits as 8 | 16 | 32 | 64, signed);
}

/** The type of a column for a tag that was seen: its first value says of which sort, the others how wide. */
export function settledType(seen: SeenTag): ArrowType {
  const { first, types } = seen;
  if (first.startsWith("B")) {
    const items = [...types].filter((type) => type.startsWith("B")).map((type) => type.slice(1));
    if (first === "Bf") return list(float32);
    return list(integerType(items.filter((item) => integer_letters.includes(item))));
  }
  if (integer_letters.includes(first)) return int64;
  if (first === "f" || first === "d") return types.has("d") ? float64 : float32;
  return utf8;
}

/** The type for a tag that was asked for without one. */
export function askedType(name: string, seen: SeenTag | undefined): ArrowType {
  if (seen !== undefined) return settledType(seen);
  return known_integers.includes(name) ? int64 : utf8;
}
