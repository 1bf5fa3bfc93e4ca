import { bad_record } from "../../../ts/kernels/bam.ts";

const value_bytes: Readonly<Record<string, number>> = { A: 1, c: 1, C: 1, s: 2, S: 2, i: 4, I: 4, f: 4, d: 8 };

/** A record's parts that tell where it ends. */
export interface Aligned {
  view: DataView;
  cigar: number;
  operations: number;
  bases: number;
  reference: number;
  tags: number;
  end: number;
}

const letter = (view: DataView, at: number): string => String.fromCharCode(view.getUint8(at));

/** Where a value ends whose type is at `at`, or null for a malformed one. */
function valueEnd(view: DataView, at: number, end: number): number | null {
  const type = letter(view, at);
  if (type === "Z" || type === "H") {
    for (let i = at + 1; i < end; i++) if (view.getUint8(i) === 0) return i + 1;
    return null;
  }
  let stop = at + 1 + (value_bytes[type] ?? Number.NaN);
  if (type === "B") {
    if (at + 6 > end) return null;
    stop = at + 6 + (value_bytes[letter(view, at + 1)] ?? Number.NaN) * view.getUint32(at + 2, true);
  }
  return stop <= end ? stop : null;
}

/** The operations that count: the record's own, or its CG tag's where they stand in for that. */
function realOperations(record: Aligned): { at: number; count: number } | { bad: number } {
  const { view, cigar, end } = record;
  const own = { at: cigar, count: record.operations };
  if (own.count !== 2 || record.reference < 0 || record.bases >= 2 ** 28) return own;
  const placeholder = view.getUint32(cigar, true) === record.bases * 16 + 4 && (view.getUint8(cigar + 4) & 15) === 3;
  if (!placeholder) return own;
  for (let at = record.tags; at < end; ) {
    if (end - at < 3) return { bad: bad_record.tags };
    const stop = valueEnd(view, at + 2, end);
    if (stop === null) return { bad: bad_record.tags };
    if (letter(view, at) + letter(view, at + 1) === "CG") {
      const typed = letter(view, at + 2) === "B" && "iI".includes(letter(view, at + 3));
      if (!typed) return own;
      const count = view.getUint32(at + 4, true);
      return count < 2 ? own : { at: at + 8, count };
    }
    at = stop;
  }
  return own;
}

/** Reference bases covered, or what is wrong. */
export function twinReferenceLength(record: Aligned): number | { bad: number } {
  const real = realOperations(record);
  if ("bad" in real) return real;
  let length = 0;
  for (let i = 0; i < real.count; i++) {
    const operation = record.view.getUint32(real.at + 4 * i, true);
    if ((operation & 15) > 8) return { bad: bad_record.cigar_operation };
    if ("M D N = X".includes("MIDNSHP=X"[operation & 15] as string)) length += operation >>> 4;
  }
  return length;
}

/** The CIGAR as text, or what is wrong; null for none. */
export function twinCigar(record: Aligned): string | null | { bad: number } {
  const real = realOperations(record);
  if ("bad" in real) return real;
  let text = "";
  for (let i = 0; i < real.count; i++) {
    const operation = record.view.getUint32(real.at + 4 * i, true);
    if ((operation & 15) > 8) return { bad: bad_record.cigar_operation };
    text += `${operation >>> 4}${"MIDNSHP=X"[operation & 15]}`;
  }
  return text === "" ? null : text;
}
