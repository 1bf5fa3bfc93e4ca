/** MARC records of all shapes that are sound: most of them usual, some with fields that lack what fields have. */
import fc from "fast-check";

export type MarcField = readonly [tag: string, data: string];

export function marcRecord(fields: readonly MarcField[]): Buffer {
  const texts = fields.map(([, data]) => Buffer.from(`${data}\u001e`));
  let at = 0;
  const directory = fields.map(([tag], i) => {
    const { length } = texts[i] as Buffer;
    at += length;
    return `${tag}${String(length).padStart(4, "0")}${String(at - length).padStart(5, "0")}`;
  });
  const base = 25 + directory.length * 12;
  const leader = `${String(base + at + 1).padStart(5, "0")}cam a22${String(base).padStart(5, "0")} a 4500`;
  return Buffer.concat([Buffer.from(`${leader}${directory.join("")}\u001e`), ...texts, Buffer.from([0x1d])]);
}

const value = fc.oneof(fc.string({ unit: "grapheme", maxLength: 50 }), fc.constantFrom("", "é", "x".repeat(300)));
const clean = (text: string): string => text.replaceAll("\u001d", "").replaceAll("\u001e", "").replaceAll("\u001f", "");
const subfield = fc
  .tuple(fc.constantFrom("a", "b", "é", "", "\t", "\u007f"), value)
  .map(([code, text]) => `\u001f${code}${clean(text)}`);
const usual_subfield = fc.tuple(fc.constantFrom("a", "b"), value).map(([code, text]) => `\u001f${code}${clean(text)}`);
const data = fc.oneof(
  { weight: 4, arbitrary: fc.array(usual_subfield, { minLength: 1, maxLength: 4 }).map((all) => `1 ${all.join("")}`) },
  fc
    .tuple(fc.constantFrom("10", "", "1", "é1", "\u001f1", "100"), fc.array(subfield, { maxLength: 3 }))
    .map(([indicators, all]) => indicators + all.join("")),
);
const control = fc.tuple(fc.constantFrom("001", "008"), fc.oneof(value.map(clean), subfield));
export const someMarcFields = fc
  .tuple(
    fc.array(control, { maxLength: 2 }),
    fc.array(fc.tuple(fc.constantFrom("245", "00X", "003"), data), { maxLength: 6 }),
  )
  .map(([controls, fields]) => [...controls, ...fields]);
