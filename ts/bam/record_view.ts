/** A record read field by field in plain TypeScript, for what is not worth a kernel. */
import { bad_record } from "../kernels/bam.ts";

type Bad = { readonly bad: number };

/** Bytes of a value of fixed size. */
const value_bytes: Readonly<Record<string, number>> = { A: 1, c: 1, C: 1, s: 2, S: 2, i: 4, I: 4, f: 4, d: 8 };

export class RecordView {
  readonly data: DataView;
  readonly at: number;

  constructor(data: DataView, at: number) {
    this.data = data;
    this.at = at;
  }

  get end(): number {
    return this.at + 4 + this.data.getInt32(this.at, true);
  }

  get name_bytes(): number {
    return this.data.getUint8(this.at + 12) - 1;
  }

  get operations(): number {
    return this.data.getUint16(this.at + 16, true);
  }

  get bases(): number {
    return this.data.getInt32(this.at + 20, true);
  }

  get cigar(): number {
    return this.at + 37 + this.name_bytes;
  }

  get sequence(): number {
    return this.cigar + 4 * this.operations;
  }

  get quality(): number {
    return this.sequence + ((this.bases + 1) >> 1);
  }

  text(from: number, bytes: number): string {
    return Buffer.from(this.data.buffer as ArrayBuffer, from, bytes).toString("latin1");
  }

  /** Where a tag's value begins with its type, and where it ends; null where there is none. */
  find(name: string): { readonly from: number; readonly to: number } | Bad | null {
    const { data, end } = this;
    let at = this.quality + this.bases;
    while (at < end) {
      const to = end - at < 4 ? null : this.#valueEnd(at + 2);
      if (to === null) return { bad: bad_record.tags };
      if (data.getUint8(at) === name.charCodeAt(0) && data.getUint8(at + 1) === name.charCodeAt(1)) {
        return { from: at + 2, to };
      }
      at = to;
    }
    return null;
  }

  #valueEnd(from: number): number | null {
    const { data, end } = this;
    const type = this.text(from, 1);
    let to = from + 1 + (value_bytes[type] ?? Number.NaN);
    if (type === "Z" || type === "H") {
      to = from + 1;
      while (to < end && data.getUint8(to) !== 0) to++;
      to += 1;
    } else if (type === "B" && end - from >= 6) {
      to = from + 6 + (value_bytes[this.text(from + 1, 1)] ?? Number.NaN) * data.getUint32(from + 2, true);
    }
    return to <= end ? to : null;
  }
}

export function nameOf(record: RecordView): string | Bad {
  const name = record.text(record.at + 36, record.name_bytes);
  return /^[\x20-\x7e]*$/.test(name) ? name : { bad: bad_record.name_byte };
}

export function sequenceOf(record: RecordView): string | null {
  const { data, sequence, bases } = record;
  let letters = "";
  for (let i = 0; i < bases; i++) {
    const byte = data.getUint8(sequence + (i >> 1));
    letters += "=ACMGRSVTWYHKDBN"[i % 2 === 0 ? byte >> 4 : byte & 15];
  }
  return letters === "" ? null : letters;
}

export function qualityOf(record: RecordView): string | null | Bad {
  const { data, quality, bases } = record;
  if (bases === 0 || data.getUint8(quality) === 0xff) return null;
  const scores = new Uint8Array(data.buffer, quality, bases).slice();
  if (scores.some((score) => score > 93)) return { bad: bad_record.quality };
  return Buffer.from(scores.map((score) => score + 33)).toString("latin1");
}

/** Where the operations are: the record's own, or those in its CG tag. */
function cigarPlace(record: RecordView): { readonly at: number; readonly count: number; readonly bad?: number } {
  const { data, cigar, operations, bases, at } = record;
  const own = { at: cigar, count: operations };
  if (operations !== 2 || bases >= 2 ** 28 || data.getInt32(at + 4, true) < 0) return own;
  if (data.getUint32(cigar, true) !== ((bases << 4) | 4) >>> 0 || (data.getUint8(cigar + 4) & 15) !== 3) return own;
  const found = record.find("CG");
  if (found === null) return own;
  if ("bad" in found) return { ...own, ...found };
  const count = data.getUint32(found.from + 2, true);
  const type = record.text(found.from, 2);
  return (type === "BI" || type === "Bi") && count >= 2 ? { at: found.from + 6, count } : own;
}

export function cigarOf(record: RecordView): string | null | Bad {
  const { at, count, bad } = cigarPlace(record);
  if (bad !== undefined) return { bad };
  let text = "";
  for (let i = 0; i < count; i++) {
    const operation = record.data.getUint32(at + 4 * i, true);
    if ((operation & 15) > 8) return { bad: bad_record.cigar_operation };
    text += (operation >>> 4) + ("MIDNSHP=X"[operation & 15] as string);
  }
  return text === "" ? null : text;
}
