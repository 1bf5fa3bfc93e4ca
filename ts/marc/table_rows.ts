/** The rows of a long table as a batch has them, for the writer. */
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { FilledBatch } from "../core/sink.ts";
import type { LongColumn } from "./long.ts";
import { long_fields } from "./long.ts";

/** Which buffer of the layout has a column's validity; its values, or offsets and text, come behind it. */
export type RowPlaces = Readonly<Record<LongColumn, { readonly buffer: number; readonly nullable: boolean }>>;

export function placesOf(schema: Schema): RowPlaces {
  const found: Partial<Record<LongColumn, { buffer: number; nullable: boolean }>> = {};
  let buffer = 0;
  for (const { name, type, nullable } of schema.fields) {
    const wanted = long_fields.find((field) => field.name === name);
    const same = wanted?.type.kind === type.kind && (type.kind !== "int" || (type.bits === 32 && !type.signed));
    if (wanted === undefined || !same) {
      throw new Fault(
        "FormatError",
        "MARC_COLUMN",
        `the long table has no column ${JSON.stringify(name)} of this type`,
      );
    }
    found[wanted.name] = { buffer, nullable };
    buffer += type.kind === "utf8" ? 3 : 2;
  }
  for (const { name } of long_fields) {
    if (found[name] !== undefined) continue;
    throw new Fault("FormatError", "MARC_COLUMN", `there is no column ${name}`, {
      hint: 'write what shape="long" reads, with all of its columns',
    });
  }
  return found as RowPlaces;
}

/** A text column: where each text begins and ends among the bytes. */
export class TextColumn {
  readonly offsets: Int32Array;
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly #validity: Uint8Array | null;

  constructor(batch: FilledBatch, { buffer, nullable }: { buffer: number; nullable: boolean }) {
    const { region, layout, thread } = batch;
    const body = region.address + layout.prefix_bytes;
    const at = (number: number): number => body + (layout.buffers[number]?.offset ?? 0);
    this.#validity = nullable ? thread.bytes.subarray(at(buffer), at(buffer) + Math.ceil(layout.rows / 8)) : null;
    this.offsets = new Int32Array(thread.memory.buffer, at(buffer + 1), layout.rows + 1);
    this.start = at(buffer + 2);
    this.bytes = thread.bytes.subarray(this.start, this.start + (this.offsets[layout.rows] as number));
  }

  isNull(row: number): boolean {
    return this.#validity !== null && (((this.#validity[row >> 3] as number) >> (row & 7)) & 1) === 0;
  }

  begin(row: number): number {
    return this.offsets[row] as number;
  }

  end(row: number): number {
    return this.offsets[row + 1] as number;
  }

  text(row: number): string {
    return Buffer.from(this.bytes.subarray(this.begin(row), this.end(row))).toString("utf8");
  }
}

export interface Rows {
  readonly count: number;
  readonly records: Uint32Array;
  readonly fields: Uint32Array;
  /** 0 where there is none: in leaders, control fields and text before the first subfield. */
  readonly subfields: Uint32Array;
  /** Whether a subfield is null. */
  noSubfield(row: number): boolean;
  readonly tags: TextColumn;
  readonly ind1: TextColumn;
  readonly ind2: TextColumn;
  readonly codes: TextColumn;
  readonly values: TextColumn;
}

/** Text columns in which no terminator may stand. */
const text_columns = ["tag", "ind1", "ind2", "code", "value"] as const;

/** No other name of a byte is shorter than this. */
const terminators: readonly (readonly [number, string])[] = [
  [0x1d, "record terminator"],
  [0x1e, "field terminator"],
  [0x1f, "subfield delimiter"],
];

/** The row in which a byte of a text column stands. */
function rowOf(column: TextColumn, place: number, count: number): number {
  let low = 0;
  let high = count;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (column.begin(middle) <= place) low = middle;
    else high = middle;
  }
  return low;
}

function refuseTerminators(rows: Rows, column: TextColumn, name: string, path: string): void {
  const bytes = Buffer.from(column.bytes.buffer, column.bytes.byteOffset, column.bytes.length);
  for (const [terminator, called] of terminators) {
    const place = bytes.indexOf(terminator);
    if (place < 0) continue;
    const row = rowOf(column, place, rows.count);
    const tag = JSON.stringify(rows.tags.text(row));
    throw new Fault("FormatError", "MARC_VALUE", `the ${name} of a row of field ${tag} holds a ${called}`, {
      path,
      record: rows.records[row] as number,
      hint: "MARC can't tell it from the end of the value: take it out",
    });
  }
}

/** Look at a batch's rows; what no MARC record can have is refused. */
export function rowsOf(batch: FilledBatch, places: RowPlaces, path: string): Rows {
  const { region, layout, thread } = batch;
  const body = region.address + layout.prefix_bytes;
  const names = Object.keys(places) as LongColumn[];
  // A column is one node here: none has children.
  const order = names.sort((one, other) => places[one].buffer - places[other].buffer);
  for (const name of ["record", "field", "tag", "value"] as const) {
    if ((batch.nulls[order.indexOf(name)] ?? 0) === 0) continue;
    throw new Fault("FormatError", "MARC_COLUMN", `the column ${name} holds a null`, {
      path,
      hint: "only ind1, ind2, subfield and code can be null",
    });
  }
  const numbers = (name: LongColumn): Uint32Array =>
    new Uint32Array(thread.memory.buffer, body + (layout.buffers[places[name].buffer + 1]?.offset ?? 0), layout.rows);
  const subfields = numbers("subfield");
  const { buffer, nullable } = places.subfield;
  const validity = body + (layout.buffers[buffer]?.offset ?? 0);
  const rows: Rows = {
    count: layout.rows,
    records: numbers("record"),
    fields: numbers("field"),
    subfields,
    noSubfield: (row) => nullable && (((thread.bytes[validity + (row >> 3)] as number) >> (row & 7)) & 1) === 0,
    tags: new TextColumn(batch, places.tag),
    ind1: new TextColumn(batch, places.ind1),
    ind2: new TextColumn(batch, places.ind2),
    codes: new TextColumn(batch, places.code),
    values: new TextColumn(batch, places.value),
  };
  const columns = { tag: rows.tags, ind1: rows.ind1, ind2: rows.ind2, code: rows.codes, value: rows.values };
  for (const name of text_columns) refuseTerminators(rows, columns[name], name, path);
  return rows;
}
