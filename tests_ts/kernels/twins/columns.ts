import { bad_record } from "../../../ts/kernels/bam.ts";
import { twinCigar, twinReferenceLength } from "./cigar.ts";

/** A column's values, null where there is none; or the first bad row. */
export type TwinColumn = (string | number | null)[] | { row: number; bad: number };
type Value = string | number | null | { bad: number };

/** A record's fields, read one by one. */
class RecordView {
  readonly view: DataView;
  readonly at: number;

  constructor(view: DataView, at: number) {
    this.view = view;
    this.at = at;
  }

  get end(): number {
    return this.at + 4 + this.view.getInt32(this.at, true);
  }
  get reference(): number {
    return this.view.getInt32(this.at + 4, true);
  }
  get position(): number {
    return this.view.getInt32(this.at + 8, true);
  }
  get name_length(): number {
    return this.view.getUint8(this.at + 12);
  }
  get operations(): number {
    return this.view.getUint16(this.at + 16, true);
  }
  get flag(): number {
    return this.view.getUint16(this.at + 18, true);
  }
  get bases(): number {
    return this.view.getInt32(this.at + 20, true);
  }
  get cigar(): number {
    return this.at + 36 + this.name_length;
  }
  get sequence(): number {
    return this.cigar + 4 * this.operations;
  }
  get quality(): number {
    return this.sequence + Math.ceil(this.bases / 2);
  }
  get tags(): number {
    return this.quality + this.bases;
  }
}

const text = (view: DataView, at: number, bytes: number): string =>
  Buffer.from(view.buffer as ArrayBuffer, at, bytes).toString("latin1");

function nameOf(record: RecordView): Value {
  const name = text(record.view, record.at + 36, record.name_length - 1);
  return /^[\x20-\x7e]*$/.test(name) ? name : { bad: bad_record.name_byte };
}

function endOf(record: RecordView): Value {
  if (record.flag & 4 || record.operations === 0 || record.position < 0) return null;
  const { view, cigar, operations, bases, reference, tags, end } = record;
  const length = twinReferenceLength({ view, cigar, operations, bases, reference, tags, end });
  if (typeof length !== "number") return length;
  const last = record.position + Math.max(1, length);
  return last > 0xffffffff ? { bad: bad_record.end } : last;
}

function sequenceOf(record: RecordView): Value {
  let letters = "";
  for (let i = 0; i < record.bases; i++) {
    const byte = record.view.getUint8(record.sequence + (i >> 1));
    letters += "=ACMGRSVTWYHKDBN"[i % 2 === 0 ? byte >> 4 : byte & 15];
  }
  return letters === "" ? null : letters;
}

function qualityOf(record: RecordView): Value {
  const scores = Array.from({ length: record.bases }, (_, i) => record.view.getUint8(record.quality + i));
  if (scores.length === 0 || scores[0] === 0xff) return null;
  if (scores.some((score) => score > 93)) return { bad: bad_record.quality };
  return String.fromCharCode(...scores.map((score) => score + 33));
}

function referenceName(record: RecordView, reference: number, table: number): Value {
  if (reference < 0) return null;
  const entry = table + 8 * reference;
  return text(record.view, record.view.getUint32(entry, true), record.view.getUint32(entry + 4, true));
}

/** The column kernels' twins, by the kernel's name. */
export const twin_columns = {
  names: nameOf,
  chroms: (record: RecordView, table: number): Value => referenceName(record, record.reference, table),
  mate_chroms: (record: RecordView, table: number): Value =>
    referenceName(record, record.view.getInt32(record.at + 24, true), table),
  starts: (record: RecordView): Value => (record.position < 0 ? null : record.position + 1),
  ends: endOf,
  flags: (record: RecordView): Value => record.flag,
  mapqs: (record: RecordView): Value => record.view.getUint8(record.at + 13),
  mate_starts: (record: RecordView): Value => {
    const position = record.view.getInt32(record.at + 28, true);
    return position < 0 ? null : position + 1;
  },
  template_lengths: (record: RecordView): Value => record.view.getInt32(record.at + 32, true),
  cigars: (record: RecordView): Value => {
    const { view, cigar, operations, bases, reference, tags, end } = record;
    return twinCigar({ view, cigar, operations, bases, reference, tags, end });
  },
  sequences: sequenceOf,
  qualities: qualityOf,
};

export type ColumnName = keyof typeof twin_columns;

export function twinColumn(name: ColumnName, view: DataView, pointers: readonly number[], table: number): TwinColumn {
  const values: (string | number | null)[] = [];
  for (const [row, pointer] of pointers.entries()) {
    const value = twin_columns[name](new RecordView(view, pointer), table);
    if (typeof value === "object" && value !== null) return { row, bad: value.bad };
    values.push(value);
  }
  return values;
}
