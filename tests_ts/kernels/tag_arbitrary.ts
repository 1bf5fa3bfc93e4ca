/** Tags of every type, sound and malformed, and columns to read them into. */
import fc from "fast-check";
import { little, tag } from "./record_writer.ts";
import type { PlainColumn } from "./twins/tags.ts";

const bytes_of = fc.integer({ min: 0, max: 255 });
const some = (count: number): fc.Arbitrary<number[]> => fc.array(bytes_of, { minLength: count, maxLength: count });
const widths: Readonly<Record<string, number>> = { A: 1, c: 1, C: 1, s: 2, S: 2, i: 4, I: 4, f: 4, d: 8 };
const text = fc.array(fc.integer({ min: 0x20, max: 0x7e }), { maxLength: 40 }).map((letters) => [...letters, 0]);
const names = fc.constantFrom("NM", "NM", "XX", "XF", "XT", "XB", "XG", "X!", "~~");

const value = fc.oneof(
  fc
    .constantFrom("c", "C", "s", "S", "i", "I", "f", "d")
    .chain((type) => some(widths[type] as number).map((bytes) => ({ type, bytes }))),
  fc.integer({ min: 0x21, max: 0x7e }).map((byte) => ({ type: "A", bytes: [byte] })),
  fc.constantFrom("Z", "H").chain((type) => text.map((bytes) => ({ type, bytes }))),
  fc.tuple(fc.constantFrom("c", "C", "s", "S", "i", "I", "f"), fc.integer({ min: 0, max: 6 })).chain(([type, count]) =>
    some((widths[type] as number) * count).map((items) => {
      return { type: "B", bytes: [type.charCodeAt(0), ...little(count, 4), ...items] };
    }),
  ),
);
const one_tag = fc.tuple(names, value).map(([name, { type, bytes }]) => tag(name, type, bytes));
const tags = fc.array(one_tag, { maxLength: 6 }).map((list) => list.flat());
/** Mostly sound; some end early or go on with what is no tag. */
export const some_tags = fc.oneof(
  { weight: 8, arbitrary: tags },
  { weight: 1, arbitrary: tags.chain((all) => fc.nat({ max: all.length }).map((cut) => all.slice(0, cut))) },
  {
    weight: 1,
    arbitrary: fc.tuple(tags, fc.array(bytes_of, { maxLength: 9 })).map(([all, noise]) => [...all, ...noise]),
  },
);

const range = (bits: number, signed: boolean): Pick<PlainColumn, "low" | "high"> =>
  signed
    ? { low: -(2n ** BigInt(bits - 1)), high: 2n ** BigInt(bits - 1) - 1n }
    : { low: 0n, high: 2n ** BigInt(bits) - 1n };
const column = fc.record({
  kind: fc.constantFrom("integer", "float32", "float64", "text", "integers", "floats") as fc.Arbitrary<
    PlainColumn["kind"]
  >,
  bits: fc.constantFrom(8, 16, 32),
  signed: fc.boolean(),
  wide: fc.boolean(),
});
export const columns = fc.uniqueArray(fc.tuple(fc.constantFrom("NM", "XX", "XF", "XT", "XB"), column), {
  maxLength: 4,
  selector: ([name]) => name,
});

export type Chosen = PlainColumn & { readonly width: number };

export function choose([name, { kind, bits, signed, wide }]: [
  string,
  { kind: PlainColumn["kind"]; bits: number; signed: boolean; wide: boolean },
]): Chosen {
  if (kind === "float32" || kind === "floats") return { name, kind, width: 4, low: 0n, high: 0n };
  if (kind === "float64") return { name, kind, width: 8, low: 0n, high: 0n };
  if (kind === "text") return { name, kind, width: 0, low: 0n, high: 0n };
  return wide ? { name, kind, width: 8, ...range(64, true) } : { name, kind, width: bits / 8, ...range(bits, signed) };
}
