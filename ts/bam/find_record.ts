/** Finds where a record begins in inflated bytes of a BAM file, where no chain of records leads: a guess that must hold for many. */
import { found_bytes_max, found_records_max, found_records_min } from "../limits.ts";
import type { RecordRules } from "./plausible.ts";
import { cut_record, judgeRecord } from "./plausible.ts";

/**
 * What comes behind the bytes: more of them, which may be asked for; damage, which may have cut a record; or the end of all, which
 * has to be that of a record.
 */
export type Behind = "more" | "damage" | "end";

export interface Found {
  /** A record begins at `at`; or none does before it. */
  readonly at: number;
  readonly found: boolean;
}

/**
 * The first place from `from` on at which a record begins that `found_records_max` others follow in a row, or as many as there are before
 * damage or the end: one at least. Where more bytes are needed to tell, it isn't found yet: go on from `at` when they are there.
 */
export function findRecord(bytes: Uint8Array, from: number, behind: Behind, rules: RecordRules): Found {
  const failed = new Set<number>();
  for (let at = from; at < bytes.length; at++) {
    const holds = chainHolds(bytes, at, behind, rules, failed);
    if (holds !== false) return { at, found: holds === true };
  }
  return { at: bytes.length, found: false };
}

/** Whether a chain of records leads on from there; null where more bytes are needed. `failed` has the places of chains that led to none. */
function chainHolds(
  bytes: Uint8Array,
  from: number,
  behind: Behind,
  rules: RecordRules,
  failed: Set<number>,
): boolean | null {
  let at = from;
  for (let records = 0; records < found_records_max; records++) {
    const end = failed.has(at) ? -1 : judgeRecord(bytes, at, rules);
    if (end < 0) return false;
    if (end !== cut_record) failed.add(at);
    if (at === bytes.length || end === cut_record) {
      if (behind === "end") return at === bytes.length && records > 0;
      if (behind === "damage") return records > 0;
      // Of very long records fewer have to do: they can't all be kept.
      return bytes.length - from < found_bytes_max ? null : records >= found_records_min;
    }
    at = end;
  }
  return true;
}
