/** Which tags have columns of which types, as the kernels read it. Twin of the constants in assembly/tag_walk.ts. */

export const tag_kind = {
  /** Integers of any stored width, within a range. */
  integer: 0,
  float32: 1,
  /** Also takes what is stored as a single float. */
  float64: 2,
  /** Z, H and A. */
  text: 3,
  /** Arrays of integers of any stored width, each within a range. */
  integers: 4,
  floats: 5,
} as const;

export interface TagSpec {
  /** Two characters, as bytes in the file's order. */
  readonly name: number;
  readonly kind: (typeof tag_kind)[keyof typeof tag_kind];
  /** Which of the measured words has its size; null for a column of fixed size. */
  readonly word: number | null;
  readonly low: bigint;
  readonly high: bigint;
}

const head_bytes = 24;
export const spec_bytes = 32;
const names_max = 65_536;

/** A number for each possible name, 128 KiB: one look-up whatever the number of columns. */
export const tagPlanBytes = (tags: number): number => head_bytes + spec_bytes * tags + 2 * names_max;

/**
 * Write the plan: five words, the specs, then the number of each name's column, from 1 on, 0 for no column.
 *
 * @param rest_word The first of two measured words that count the entries and the bytes of what is in no column; null leaves that out.
 */
export function writeTagPlan(
  data: DataView,
  address: number,
  specs: readonly TagSpec[],
  rest_word: number | null,
): void {
  const specs_at = address + head_bytes;
  const index_at = specs_at + spec_bytes * specs.length;
  const head = [index_at, specs.length, specs_at, rest_word === null ? 0 : 1, rest_word ?? 0];
  head.forEach((word, at) => {
    data.setUint32(address + 4 * at, word, true);
  });
  for (let name = 0; name < names_max; name++) data.setUint16(index_at + 2 * name, 0, true);
  specs.forEach((spec, number) => {
    writeTagSpec(data, specs_at + spec_bytes * number, spec);
    data.setUint16(index_at + 2 * spec.name, number + 1, true);
  });
}

export function writeTagSpec(data: DataView, at: number, spec: TagSpec): void {
  data.setUint32(at, spec.kind, true);
  data.setUint32(at + 4, spec.word ?? 0xffffffff, true);
  data.setBigInt64(at + 8, spec.low, true);
  data.setBigInt64(at + 16, spec.high, true);
  data.setBigUint64(at + 24, typesThatFit(spec), true);
}

const integer_ranges: Readonly<Record<string, readonly [low: bigint, high: bigint]>> = {
  c: [-(2n ** 7n), 2n ** 7n - 1n],
  C: [0n, 2n ** 8n - 1n],
  s: [-(2n ** 15n), 2n ** 15n - 1n],
  S: [0n, 2n ** 16n - 1n],
  i: [-(2n ** 31n), 2n ** 31n - 1n],
  I: [0n, 2n ** 32n - 1n],
};

/** The types of which every value fits a column, a bit each from the letter 0x40 on. Arrays are always looked at. */
function typesThatFit({ kind, low, high }: TagSpec): bigint {
  const within = (letter: string): boolean => {
    const [least, most] = integer_ranges[letter] as readonly [bigint, bigint];
    return low <= least && most <= high;
  };
  const letters: Readonly<Record<number, string>> = {
    [tag_kind.integer]: Object.keys(integer_ranges).filter(within).join(""),
    [tag_kind.float32]: "f",
    [tag_kind.float64]: "fd",
    [tag_kind.text]: "AZH",
  };
  return [...(letters[kind] ?? "")].reduce((mask, letter) => mask | (1n << BigInt(letter.charCodeAt(0) - 0x40)), 0n);
}

/** A tag's name as it stands in memory, and back. */
export const tagCode = (name: string): number => name.charCodeAt(0) | (name.charCodeAt(1) << 8);
export const tagName = (code: number): string => String.fromCharCode(code & 255, code >> 8);
