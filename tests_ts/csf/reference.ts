/** The rules of a CSF list, followed slowly and one CSF at a time: what the kernels are held against. */

export interface PlainCsf {
  readonly block: number;
  readonly lines: readonly [string, string, string];
  /** Of line 1 in the file, counted from 1. */
  readonly line: number;
}

export interface PlainList {
  readonly csfs: readonly PlainCsf[];
  /** Lines that are left over where the list ends, or where a block does. */
  readonly left: number;
}

/** Group the lines behind the header by three; separators end a block. */
export function readList(text: string): PlainList {
  const lines = text.split("\n").slice(5);
  if (lines.at(-1) === "") lines.pop();
  const csfs: PlainCsf[] = [];
  let block = 1;
  let pending: string[] = [];
  let left = 0;
  for (const [i, raw] of lines.entries()) {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    if (line.trim() === "*") {
      left += pending.length;
      pending = [];
      block += 1;
      continue;
    }
    pending.push(line);
    if (pending.length < 3) continue;
    csfs.push({ block, lines: pending as unknown as [string, string, string], line: i + 6 - 2 });
    pending = [];
  }
  return { csfs, left: left + (pending.every((line) => line.trim() === "") ? 0 : pending.length) };
}

export function doubledJ(text: string): number | null {
  const trimmed = text.trim();
  const slash = trimmed.indexOf("/");
  const number = (digits: string): number | null => (/^[+-]?\d+$/.test(digits) ? Number(digits) : null);
  if (slash >= 0) return number(trimmed.slice(0, slash).trim());
  const whole = number(trimmed.replace(/[+-]+$/, "").trim());
  return whole === null ? null : whole * 2;
}

const blocksOf = (line: string): string[] => line.match(/.{1,9}/gs) ?? [];

const capacity: Readonly<Record<string, number>> = {
  s: 2,
  "p-": 2,
  p: 4,
  "d-": 4,
  d: 6,
  "f-": 6,
  f: 8,
  "g-": 8,
  g: 10,
  "h-": 10,
  h: 12,
  "i-": 12,
  i: 14,
};

export interface PlainSubshell {
  readonly subshell: string;
  readonly electrons: number | null;
  readonly seniority: number | null;
  readonly two_j: number | null;
  readonly coupling: number | null;
}

export function totalOf(line3: string): { two_j: number | null; parity: string | null } {
  const trimmed = line3.trimEnd();
  const parity = trimmed.slice(-1);
  return { two_j: doubledJ(trimmed.slice(-5, -1)), parity: parity === "+" || parity === "-" ? parity : null };
}

export function subshellsOf([line1, line2, line3]: PlainCsf["lines"]): PlainSubshell[] {
  const names = blocksOf(line1.trimEnd());
  const middles = blocksOf(line2.trimEnd());
  const third = line3.trimEnd();
  const couplings = blocksOf(third.length < 9 ? third : third.slice(4, -5));
  const integer = (text: string): number | null => (/^[+-]?\d+$/.test(text.trim()) ? Number(text) : null);
  return names.map((block, i) => {
    const middle = middles[i] ?? "";
    const semicolon = middle.indexOf(";");
    const value = middle.slice(semicolon + 1);
    const coupling = couplings[i] ?? "";
    return {
      subshell: block.slice(0, 5).trim(),
      electrons: block.length < 8 ? null : integer(block.slice(6, 8)),
      seniority: semicolon < 0 ? null : integer(middle.slice(0, semicolon)),
      two_j: value.trim() === "" ? 0 : doubledJ(value),
      coupling: i === names.length - 1 ? totalOf(line3).two_j : coupling.trim() === "" ? null : doubledJ(coupling),
    };
  });
}

export function configurationOf(subshells: readonly PlainSubshell[]): string {
  const shells: [string, number][] = [];
  for (const { subshell, electrons } of subshells) {
    const name = subshell.length > 1 ? subshell.replace(/-$/, "") : subshell;
    const last = shells.at(-1);
    if (last?.[0] === name) last[1] += Math.max(electrons ?? 0, 0);
    else shells.push([name, Math.max(electrons ?? 0, 0)]);
  }
  return shells
    .filter(([, electrons]) => electrons > 0)
    .map(([name, electrons]) => `${name}(${electrons})`)
    .join(".");
}

/** Null for a CSF that can't be parsed. */
export function descriptorOf(csf: PlainCsf, peel: readonly string[], normalize: boolean): number[] | null {
  const line3 = csf.lines[2];
  if (totalOf(line3).two_j === null) return null;
  const row = peel.map(() => [0, 0, 0] as [number, number, number]);
  const subshells = subshellsOf(csf.lines);
  const third = line3.trimEnd();
  const couplings = blocksOf(third.length < 9 ? third : third.slice(4, -5));
  const seen = new Set<string>();
  for (const [i, { subshell, electrons, two_j, coupling }] of subshells.entries()) {
    const column = peel.indexOf(subshell);
    if (column < 0) continue;
    if (seen.has(subshell)) return null;
    seen.add(subshell);
    if ((electrons ?? 0) === 0) continue;
    const blank = i < subshells.length - 1 && (couplings[i] ?? "").trim() === "";
    row[column] = [electrons ?? 0, two_j ?? 0, blank ? (two_j ?? 0) : (coupling ?? 0)];
  }
  return normalize ? normalized(row, peel) : row.flat();
}

function normalized(row: readonly (readonly [number, number, number])[], peel: readonly string[]): number[] | null {
  const g = peel.map((name) => capacity[name.replace(/^\d+/, "")] as number);
  if (row.some(([n], i) => n < 0 || n > (g[i] as number))) return null;
  const u = row.map(([n], i) => n * ((g[i] as number) - n));
  const total = row.filter(([n]) => n > 0).at(-1)?.[2] ?? 0;
  const sum = (list: readonly number[]): number => list.reduce((all, one) => all + one, 0);
  const ratio = (value: number, divisor: number): number => (divisor === 0 ? 0 : Math.fround(value / divisor));
  return row.flatMap(([n, middle, coupling], i) => {
    if (n === 0) return [0, 0, 0];
    const bound = Math.min(sum(u.slice(0, i + 1)), total + sum(u.slice(i + 1)));
    return [ratio(n, g[i] as number), ratio(middle, u[i] as number), ratio(coupling, bound)];
  });
}
