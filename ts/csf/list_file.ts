/** A CSF list as an output: the header, then the lines of each row, with a separator where a block ends. */

import { alignUp, type BatchLayout } from "../arrow/layout.ts";
import type { Field, Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { Batch, EncodeStep, Sink, SinkContext, SinkMaker } from "../core/sink.ts";
import { OutputFile } from "../sinks/output_file.ts";
import { separatorsBetween } from "./separators.ts";

/** What the encoder found in a batch. */
export interface EncodedLines {
  readonly bytes: number;
  readonly first: Place;
  readonly last: Place;
  /** Where in the text further separators go, and how many. */
  readonly gaps: readonly (readonly [at: number, count: number])[];
}

/** Block and number of a CSF; null where there is no such column. */
export interface Place {
  readonly block: number | null;
  readonly idx: number | null;
}

export interface ListStep extends EncodeStep {
  readonly crlf: boolean;
  /** Which buffer of the layout has what. */
  readonly places: ListPlaces;
  readonly name: string;
}

/** Numbers of buffers; null for a column that isn't there. */
export interface ListPlaces {
  readonly block: number | null;
  readonly idx: number | null;
  readonly lines: readonly [number, number, number];
}

const wanted: Readonly<Record<string, string>> = {
  idx: "uint64",
  block: "uint32",
  line1: "utf8",
  line2: "utf8",
  line3: "utf8",
};

const typeName = ({ type }: Field): string =>
  type.kind === "int" ? `${type.signed ? "" : "u"}int${type.bits}` : type.kind;

/** Where the columns' values are among the buffers: validity and values, and of text the data. */
function placesOf(schema: Schema): ListPlaces {
  let buffer = 0;
  const found = new Map<string, number>();
  for (const field of schema.fields) {
    if (wanted[field.name] !== typeName(field)) {
      throw new Fault(
        "OptionError",
        "SINK",
        `a list has no column ${JSON.stringify(field.name)} of ${typeName(field)}`,
      );
    }
    found.set(field.name, buffer + 1);
    buffer += field.type.kind === "utf8" ? 3 : 2;
  }
  const line = (name: string): number => {
    const at = found.get(name);
    if (at === undefined) throw new Fault("OptionError", "SINK", `a list needs the column ${name}`);
    return at;
  };
  const lines = [line("line1"), line("line2"), line("line3")] as const;
  return { block: found.get("block") ?? null, idx: found.get("idx") ?? null, lines };
}

/** How a list is written: from the scan's metadata, or as the user has it. */
interface ListOptions {
  readonly header: string;
  readonly crlf: boolean;
  /** The last line has no end. */
  readonly open: boolean;
  /** Separators behind the last CSF. */
  readonly separators: number;
}

function parseOptions(raw: SinkContext["options"]): ListOptions {
  const { header, last_separators } = raw;
  if (typeof header !== "string") throw new Fault("OptionError", "OPTION", "the list has no header");
  return {
    header,
    crlf: raw["newline"] === "crlf",
    open: raw["last_line"] === "open",
    separators: typeof last_separators === "number" ? last_separators : 0,
  };
}

/** Room behind the text that copies may overwrite. */
const pad_bytes = 64;

export class CsfListSink implements Sink {
  readonly wants_columns = true;
  readonly step: ListStep;
  readonly #options: ListOptions;
  readonly #file: OutputFile;
  readonly #newline: string;
  readonly #places: ListPlaces;
  #last: Place | null = null;
  /** The end of the last line, kept back until another line comes. */
  #line_open = false;

  constructor(schema: Schema, context: SinkContext) {
    this.#places = placesOf(schema);
    this.#options = parseOptions(context.options);
    this.#newline = this.#options.crlf ? "\r\n" : "\n";
    this.#file = new OutputFile(context.target);
    this.step = { kind: "csf", crlf: this.#options.crlf, places: this.#places, name: this.#file.name };
  }

  get bytes_out(): number {
    return this.#file.bytes;
  }

  room(layout: BatchLayout): number {
    const text = this.#places.lines.reduce((sum, at) => sum + (layout.buffers[at + 1]?.bytes ?? 0), 0);
    // Each line's end, and at most one separator a row.
    return alignUp(text + layout.rows * 5 * this.#newline.length + layout.rows * 2 + pad_bytes);
  }

  begin(): void {
    this.#write(
      Buffer.from(
        this.#options.header
          .split("\n")
          .map((line) => line + this.#newline)
          .join(""),
      ),
    );
  }

  place(): null {
    return null;
  }

  ready(): boolean {
    return true;
  }

  append(batch: Batch): void {
    const { bytes, first, last, gaps } = batch.encoded as EncodedLines;
    this.#separate(separatorsBetween(this.#last, first, this.#file.name));
    let from = 0;
    for (const [at, count] of gaps) {
      this.#write(batch.room.subarray(from, at));
      this.#separate(count);
      from = at;
    }
    this.#write(batch.room.subarray(from, bytes));
    this.#last = last;
  }

  finish(): void {
    this.#separate(this.#options.separators);
    if (this.#line_open && !this.#options.open) this.#file.append(Buffer.from(this.#newline));
    this.#file.finish();
  }

  abort(): void {
    this.#file.abort();
  }

  #separate(count: number): void {
    if (count > 0) this.#write(Buffer.from(` *${this.#newline}`.repeat(count)));
  }

  /** Append whole lines, but for the end of the last one. */
  #write(lines: Uint8Array): void {
    if (lines.length === 0) return;
    if (this.#line_open) this.#file.append(Buffer.from(this.#newline));
    this.#file.append(lines.subarray(0, lines.length - this.#newline.length));
    this.#line_open = true;
  }
}

export const csfList: SinkMaker = { make: (schema, context) => new CsfListSink(schema, context) };
