/** CSFs whose lines were cut: as ranges, since it may be all of them. */
import { csf_cut_rows_listed_max } from "../limits.ts";

/** The schema's metadata has them under this key, as JSON: first and last row of each range. */
export const cut_rows_key = "csf_truncated_rows";

export class CutRows {
  lines = 0;
  /** First and last row of each range. */
  readonly #ranges: number[] = [];

  /** Rows come in order; a row may come for each of its lines. */
  add(row: number): void {
    this.lines += 1;
    const last = this.#ranges.at(-1);
    if (last === row) return;
    if (last === row - 1) this.#ranges[this.#ranges.length - 1] = row;
    else this.#ranges.push(row, row);
  }

  /** The rows, the first ones where there are many. */
  list(): number[] {
    const rows: number[] = [];
    for (let i = 0; i < this.#ranges.length && rows.length < csf_cut_rows_listed_max; i += 2) {
      const last = Math.min(this.#ranges[i + 1] as number, (this.#ranges[i] as number) + csf_cut_rows_listed_max);
      for (let row = this.#ranges[i] as number; row <= last; row++) rows.push(row);
    }
    return rows.slice(0, csf_cut_rows_listed_max);
  }

  get json(): string {
    return JSON.stringify(this.#ranges);
  }
}

/** The ranges that a file's metadata has; none where it has none, or something else under the key. */
export function parseCutRows(text: string | undefined): readonly number[] {
  if (text === undefined) return [];
  let ranges: unknown;
  try {
    ranges = JSON.parse(text);
  } catch {
    return [];
  }
  const valid = Array.isArray(ranges) && ranges.length % 2 === 0 && ranges.every(Number.isSafeInteger);
  return valid ? (ranges as number[]) : [];
}
