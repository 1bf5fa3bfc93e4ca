/** One record in the making: rows of a long table come in, ISO 2709 goes out. */
import { Fault } from "../bridge/errors.ts";
import { record_bytes_max } from "../limits.ts";
import type { WriterOptions } from "./iso2709.ts";
import { field_end, putTogether, recordBytes, tagText } from "./iso2709.ts";
import { characterOf, isControl, leader_tag, leaderOf, tagOf } from "./row_values.ts";
import type { Rows, TextColumn } from "./table_rows.ts";

const delimiter = 0x1f;

/** What is known of a record of which a batch had some rows, as plain data. */
export interface Fragment {
  readonly record: number;
  readonly leader: Uint8Array | null;
  /** Of each field: its number, its tag's bytes, its length with the terminator. */
  readonly numbers: readonly number[];
  readonly tags: readonly number[];
  readonly lengths: readonly number[];
  readonly data: Uint8Array;
  /** Of the first and the last field. */
  readonly first: Edge;
  readonly last: Edge;
}

/** What has to be known of a field that goes on in the next batch. */
interface Edge {
  /** The number of its first, or last, subfield; null in a control field. */
  readonly subfield: number | null;
  /** Its indicators. */
  readonly start: string;
}

const nothing: Edge = { subfield: null, start: "" };

export class RecordBuilder {
  record = 0;
  #leader: Uint8Array | null = null;
  #numbers: number[] = [];
  #tags: number[] = [];
  #lengths: number[] = [];
  #data = new Uint8Array(65_536);
  #end = 0;
  #first: Edge = nothing;
  #last: Edge = nothing;
  /** Of the field that is open: where its indicators and its first byte are. */
  #ind1 = "";
  #ind2 = "";
  #begin = 0;
  #subfield: number | null = null;
  readonly #options: WriterOptions;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  begin(record: number): void {
    this.record = record;
    this.#leader = null;
    this.#numbers = [];
    this.#tags = [];
    this.#lengths = [];
    this.#end = 0;
  }

  refuse(code: string, message: string, hint: string): Fault {
    return new Fault("FormatError", code, message, { path: this.#options.path, record: this.record, hint });
  }

  #disorder(): Fault {
    return this.refuse("MARC_ORDER", "its rows are out of order", "sort the table by record, field and subfield");
  }

  #room(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#data.length) return;
    if (needed > record_bytes_max) {
      throw new Fault("LimitError", "MARC_TOO_LARGE", `the record passes ${record_bytes_max} bytes`, {
        path: this.#options.path,
        record: this.record,
        hint: "split the record: its rows need different numbers in the column record",
      });
    }
    const larger = new Uint8Array(Math.max(needed, this.#data.length * 2));
    larger.set(this.#data.subarray(0, this.#end));
    this.#data = larger;
  }

  #put(column: TextColumn, row: number): void {
    const from = column.begin(row);
    const count = column.end(row) - from;
    const { bytes } = column;
    const data = this.#data;
    const to = this.#end;
    // Most texts are short: a call costs more than their bytes.
    if (count > 48) data.set(bytes.subarray(from, from + count), to);
    else for (let i = 0; i < count; i++) data[to + i] = bytes[from + i] as number;
    this.#end = to + count;
  }

  /** Add a row of this record. */
  add(rows: Rows, row: number): void {
    const tag = tagOf(this, rows, row);
    const number = rows.fields[row] as number;
    if (tag === leader_tag || number === 0) {
      const leader = leaderOf(this, rows, row, tag);
      if (this.#leader !== null || this.#numbers.length > 0) throw this.#disorder();
      this.#leader = leader;
      return;
    }
    const last = this.#numbers.length - 1;
    if (!isControl(tag) && rows.noSubfield(row)) {
      const message = `a row of the field ${tagText(tag)} has no subfield's number`;
      throw this.refuse("MARC_ROW", message, "only leaders and control fields have null as their subfield");
    }
    // The row's own bytes, and all marks there may be.
    this.#room(rows.values.end(row) - rows.values.begin(row) + rows.codes.end(row) - rows.codes.begin(row) + 16);
    if (last < 0 || this.#numbers[last] !== number) this.#open(rows, row, tag, number);
    else if (this.#tags[last] !== tag || isControl(tag)) throw this.#disorder();
    else this.#goOn(rows, row);
    if (!isControl(tag)) this.#addSubfield(rows, row);
    else this.#put(rows.values, row);
    this.#data[this.#end++] = field_end;
    this.#lengths[this.#lengths.length - 1] = this.#end - this.#begin;
  }

  #open(rows: Rows, row: number, tag: number, number: number): void {
    const last = this.#numbers.length - 1;
    if (last >= 0 && (this.#numbers[last] as number) > number) throw this.#disorder();
    this.#numbers.push(number);
    this.#tags.push(tag);
    this.#lengths.push(0);
    this.#begin = this.#end;
    this.#subfield = null;
    this.#ind1 = this.#ind2 = "";
    const control = isControl(tag);
    if (!control) {
      const ind1 = characterOf(this, rows.ind1, row, "ind1");
      const ind2 = characterOf(this, rows.ind2, row, "ind2");
      if (ind1 === null && ind2 !== null) throw this.refuse("MARC_ROW", "ind1 is null where ind2 isn't", "give both");
      this.#ind1 = ind1 ?? "";
      this.#ind2 = ind2 ?? "";
      if (ind1 !== null) this.#put(rows.ind1, row);
      if (ind2 !== null) this.#put(rows.ind2, row);
    } else if (!rows.noSubfield(row) || !rows.codes.isNull(row)) {
      const message = `the control field ${tagText(tag)} has a subfield`;
      throw this.refuse("MARC_ROW", message, "subfield and code of tags 000 to 009 are null");
    }
    if (last < 0) this.#first = { subfield: control ? null : (rows.subfields[row] as number), start: this.#start };
  }

  get #start(): string {
    return this.#ind1 + this.#ind2;
  }

  /** Another row of the field that is open: take its end away. */
  #goOn(rows: Rows, row: number): void {
    const ind1 = characterOf(this, rows.ind1, row, "ind1") ?? "";
    const ind2 = characterOf(this, rows.ind2, row, "ind2") ?? "";
    if (ind1 !== this.#ind1 || ind2 !== this.#ind2) throw this.#contradiction();
    if (this.#subfield !== null && (rows.subfields[row] as number) <= this.#subfield) throw this.#disorder();
    this.#end -= 1;
  }

  #contradiction(): Fault {
    const tag = tagText(this.#tags[this.#tags.length - 1] as number);
    return this.refuse("MARC_ROW", `rows of one field ${tag} differ in their indicators`, "give them the same ones");
  }

  #addSubfield(rows: Rows, row: number): void {
    const number = rows.subfields[row] as number;
    this.#subfield = number;
    const code = characterOf(this, rows.codes, row, "code");
    const empty = rows.values.end(row) === rows.values.begin(row);
    if (number === 0) {
      // Text before the first delimiter: it begins where the indicators end.
      if (code !== null || (!empty && this.#ind2 === "")) {
        throw this.refuse("MARC_ROW", "a row with subfield 0 has a code or no indicators", "number subfields from 1");
      }
    } else {
      if (code === null && !empty) throw this.refuse("MARC_ROW", "a subfield has no code", "give it one, such as a");
      this.#data[this.#end++] = delimiter;
      if (code !== null) this.#put(rows.codes, row);
    }
    this.#put(rows.values, row);
    this.#last = { subfield: number, start: this.#start };
  }

  /** What there is of the record, to be gone on with elsewhere. */
  fragment(): Fragment {
    const last_tag = this.#tags[this.#tags.length - 1];
    return {
      record: this.record,
      leader: this.#leader,
      numbers: this.#numbers,
      tags: this.#tags,
      lengths: this.#lengths,
      data: this.#data.slice(0, this.#end),
      first: this.#first,
      last: last_tag === undefined || isControl(last_tag) ? nothing : this.#last,
    };
  }

  /** Take in a record's further rows. */
  join(more: Fragment): void {
    if (more.leader !== null && (this.#leader !== null || this.#numbers.length > 0)) throw this.#disorder();
    this.#leader ??= more.leader;
    this.#room(more.data.length);
    const last = this.#numbers.length - 1;
    const [number] = more.numbers;
    let from = 0;
    if (number !== undefined && last >= 0) {
      if (number < (this.#numbers[last] as number)) throw this.#disorder();
      if (number === this.#numbers[last]) from = this.#joinField(more, last);
    } else if (number !== undefined) this.#first = more.first;
    const skip = from > 0 ? 1 : 0;
    this.#data.set(more.data.subarray(from), this.#end);
    this.#end += more.data.length - from;
    this.#numbers.push(...more.numbers.slice(skip));
    this.#tags.push(...more.tags.slice(skip));
    this.#lengths.push(...more.lengths.slice(skip));
    if (number !== undefined) this.#last = more.last;
  }

  /** The field that was cut goes on: its indicators come once, and one end is taken away. Returns where its new text begins. */
  #joinField(more: Fragment, last: number): number {
    const [tag, length] = [more.tags[0] as number, more.lengths[0] as number];
    if (tag !== this.#tags[last] || isControl(tag)) throw this.#disorder();
    if (more.first.start !== this.#last.start) throw this.#contradiction();
    if ((more.first.subfield as number) <= (this.#last.subfield as number)) throw this.#disorder();
    const from = Buffer.byteLength(more.first.start);
    this.#end -= 1;
    this.#lengths[last] = (this.#lengths[last] as number) - 1 + length - from;
    return from;
  }

  get bytes(): number {
    return recordBytes(this.#tags.length, this.#end);
  }

  /** Write the record. Returns where it ends. */
  write(to: Uint8Array, at: number): number {
    const leader = this.#leader;
    if (leader === null) {
      throw this.refuse("MARC_ROW", "it has no leader", "keep the rows tagged LDR when rows are chosen");
    }
    const parts = { record: this.record, leader, tags: this.#tags, lengths: this.#lengths };
    return putTogether({ ...parts, data: this.#data.subarray(0, this.#end) }, this.#options, to, at);
  }
}
