/** CSF lists for property tests: most as GRASP writes them, some with what hands and broken programs make of them. */
import fc from "fast-check";

export const peel = ["3s", "3p-", "3p", "3d-", "3d", "4f-", "4f", "10s"] as const;

export const header = (names: readonly string[] = peel, newline = "\n"): string =>
  [
    "Core subshells:",
    "  1s   2s ",
    "Peel subshells:",
    names.map((name) => `  ${name.padEnd(3)}`).join(""),
    "CSF(s):",
    "",
  ].join(newline);

const j = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map(String),
  fc.integer({ min: 0, max: 12 }).map((n) => `${2 * n + 1}/2`),
);

/** What stands in a block of line 2 or 3. */
const value = fc.oneof(
  { weight: 6, arbitrary: j },
  { weight: 3, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: fc.constantFrom("x", "4-", "-3", "1/", "/2", ";", "2;", "1;3/2", "2;4", "3;x", "++", "+4+") },
);

const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...peel) },
  { weight: 1, arbitrary: fc.constantFrom("9z", "5g-", "", "toolong", "-", "1s") },
);

const subshell = fc.record({
  name,
  electrons: fc.oneof(
    { weight: 12, arbitrary: fc.integer({ min: 0, max: 8 }).map((n) => String(n).padStart(2)) },
    { weight: 1, arbitrary: fc.constantFrom("xx", "  ", "-1", "99", "4 ", "+2") },
  ),
  middle: fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: j.map((text) => `2;${text}`) }),
  coupling: value,
});

const shell_block = (text: string, electrons: string): string => `  ${text.padEnd(3)}(${electrons})`.slice(0, 9);

/** A CSF in GRASP's columns. */
const formed = fc
  .record({
    subshells: fc.oneof(
      { weight: 5, arbitrary: fc.uniqueArray(subshell, { minLength: 1, maxLength: 6, selector: (one) => one.name }) },
      { weight: 1, arbitrary: fc.array(subshell, { maxLength: 6 }) },
    ),
    total: fc.oneof({ weight: 9, arbitrary: j }, { weight: 1, arbitrary: fc.constantFrom("", "?", "1/") }),
    parity: fc.constantFrom("+", "+", "+", "-", "-", "x"),
    trailing: fc.constantFrom("", "", "  "),
  })
  .map(({ subshells, total, parity, trailing }): [string, string, string] => {
    const line1 = subshells.map((one) => shell_block(one.name, one.electrons)).join("");
    const line2 = subshells.map((one) => one.middle.padStart(9)).join("");
    const couplings = subshells.slice(0, -1).map((one) => one.coupling.padStart(9));
    return [line1 + trailing, line2.trimEnd() + trailing, `    ${couplings.join("")}    ${total.padStart(4)}${parity}`];
  });

/** Three lines of anything that is no end of line. */
const junk = fc.tuple(
  ...[1, 2, 3].map(() =>
    fc
      .string({ unit: fc.constantFrom(..." \t;/+-*()0123456789spdf~"), maxLength: 40 })
      .filter((line) => line.trim() !== "*"),
  ),
) as fc.Arbitrary<[string, string, string]>;

export const csf = fc.oneof({ weight: 12, arbitrary: formed }, { weight: 1, arbitrary: junk });

export const separator = fc.constantFrom(" *", "*", "  * ");

/** A whole list: blocks, some of them empty, with either end of line. */
export const list = fc
  .record({
    blocks: fc.array(fc.tuple(fc.array(csf, { maxLength: 8 }), separator), { maxLength: 5 }),
    newline: fc.constantFrom("\n", "\r\n"),
    ended: fc.boolean(),
    last: fc.boolean(),
  })
  .map(({ blocks, newline, ended, last }) => {
    const body = blocks.flatMap(([csfs, between], i) => [
      ...csfs.flat(),
      ...(i < blocks.length - 1 || last ? [between] : []),
    ]);
    const text = body.join(newline);
    return header(peel, newline) + text + (ended && body.length > 0 ? newline : "");
  });
