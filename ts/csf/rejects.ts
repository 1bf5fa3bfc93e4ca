/** CSFs that could not be parsed: how many, and the first of them. */
import { Fault } from "../bridge/errors.ts";
import { describeReject } from "../kernels/csf.ts";
import { csf_rejects_listed_max } from "../limits.ts";

/** What a fill found beside the columns. */
export interface FillFound {
  /** (index, line number, reason) of each, the first ones of the lot. */
  readonly rejects: readonly (readonly [number, number | null, number])[];
  readonly reject_count: number;
  /** Subshells that were skipped because they are no peel subshells. */
  readonly unknown: number;
}

export interface Reject {
  readonly index: number;
  /** Of its first line in the file; null where it is not read from text. */
  readonly line: number | null;
  readonly reason: string;
}

/** So many are named in the error. */
const named_max = 5;

export class RejectList {
  count = 0;
  unknown = 0;
  readonly list: Reject[] = [];

  take(found: unknown): void {
    const { rejects, reject_count, unknown } = found as FillFound;
    this.count += reject_count;
    this.unknown += unknown;
    for (const [index, line, reason] of rejects) {
      if (this.list.length === csf_rejects_listed_max) break;
      this.list.push({ index, line, reason: describeReject(reason) });
    }
  }

  /** Lines that are no whole CSF. */
  add(reject: Reject): void {
    this.count += 1;
    if (this.list.length < csf_rejects_listed_max) this.list.push(reject);
  }

  /** What the statistics say of them; with a `path`, rejects are an error instead. */
  statistics(path: string | null): Readonly<Record<string, unknown>> {
    if (path !== null && this.count > 0) throw this.#fault(path);
    return { rejected: this.count, rejects: this.list, unknown_subshells: this.unknown };
  }

  /** The error that all of them together are. */
  #fault(path: string): Fault {
    const named = this.list
      .slice(0, named_max)
      .map(({ index, line, reason }) => `CSF ${index}${line === null ? "" : ` (line ${line})`}: ${reason}`);
    const more = this.count - named.length;
    const rest = more > 0 ? `; and ${more} more` : "";
    const first = this.list[0];
    return new Fault(
      "FormatError",
      "CSF_REJECTS",
      `${this.count} CSF${this.count === 1 ? "" : "s"} can't be parsed: ${named.join("; ")}${rest}`,
      {
        path,
        ...(first === undefined ? {} : { record: first.index }),
        hint: 'correct the list, or go on without them: errors="collect" makes their rows null, errors="zeros" zeros',
      },
    );
  }
}
