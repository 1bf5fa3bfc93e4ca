/** What a request may say about MARC. */
import { Fault } from "../bridge/errors.ts";
import { integerOption, stringsOption } from "../core/options.ts";
import type { EncodingChoice } from "./encoding.ts";
import { encodingNames, parseEncoding } from "./encoding.ts";
import type { LongColumn } from "./long.ts";
import { long_fields } from "./long.ts";
import type { ExtraColumn } from "./long_extra.ts";
import { isExtra } from "./long_extra.ts";
import { parseColumns } from "./rules.ts";
import type { Shape } from "./shape.ts";

type Raw = Readonly<Record<string, unknown>>;

export interface MarcOptions {
  readonly shape: Shape;
  readonly encoding: EncodingChoice;
  /** What becomes of bad records, where they have no row of their own. */
  readonly errors: "raise" | "skip" | "collect";
  readonly batch_size: number;
  readonly first_batch_size: number;
}

const default_batch_size = 4096;

function parseErrors(value: unknown): MarcOptions["errors"] {
  if (value === undefined || value === null) return "raise";
  if (value === "raise" || value === "skip" || value === "collect") return value;
  throw new Fault("OptionError", "OPTION", `errors is ${JSON.stringify(value)}`, {
    hint: "it has to be raise, skip or collect",
  });
}

function longColumns(wanted: readonly string[] | null): readonly (LongColumn | ExtraColumn)[] {
  const names: readonly string[] = long_fields.map((field) => field.name);
  const unknown = wanted?.find((name) => !names.includes(name) && !isExtra(name));
  if (unknown !== undefined) {
    throw new Fault("OptionError", "COLUMN_UNKNOWN", `there is no column ${JSON.stringify(unknown)}`, {
      hint: `the columns are ${names.join(", ")}`,
    });
  }
  return (wanted ?? names) as readonly (LongColumn | ExtraColumn)[];
}

function parseShape(raw: Raw, encodings: readonly string[]): Shape {
  const kind = raw["shape"] ?? "records";
  if (kind === "records") return { kind, bare: raw["bare"] === true };
  if (kind === "long") return { kind, columns: longColumns(stringsOption(raw, "columns")), encodings };
  if (kind === "wide") return { kind, columns: parseColumns(raw["columns"]), rules: 0 };
  throw new Fault("OptionError", "OPTION", `shape is ${JSON.stringify(kind)}`, {
    hint: "it has to be records, wide or long",
  });
}

export function parseOptions(raw: Raw): MarcOptions {
  const batch_size = integerOption(raw, "batch_size", 1) ?? default_batch_size;
  const encoding = parseEncoding(raw["encoding"], raw["regular"] === true);
  return {
    shape: parseShape(raw, encodingNames(encoding)),
    encoding,
    errors: parseErrors(raw["errors"]),
    batch_size,
    first_batch_size: integerOption(raw, "first_batch_size", 1) ?? batch_size,
  };
}
