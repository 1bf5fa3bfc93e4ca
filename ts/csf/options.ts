/** The options of a CSF list. */
import { Fault } from "../bridge/errors.ts";
import { choiceOption, integerOption, stringsOption } from "../core/options.ts";
import { csf_span_bytes } from "../limits.ts";
import type { CsfColumn } from "./columns.ts";
import { chooseColumns } from "./columns.ts";

/** What becomes of CSFs that can't be parsed: an error at the end, rows of nulls, or rows of zeros. */
export type Errors = "raise" | "collect" | "zeros";

export interface CsfOptions {
  readonly columns: readonly CsfColumn[];
  /** The descriptor as a column for each value, or as one list. */
  readonly layout: "columns" | "list";
  /** How the descriptor's columns are called. */
  readonly names: "col" | "subshell";
  readonly normalize: boolean;
  /** Peel subshells, where they aren't to be those of the header. */
  readonly peel: readonly string[] | null;
  readonly errors: Errors;
  /** False: no descriptor is ever null. */
  readonly nullable: boolean;
  /** Lines are cut at this length; null: nowhere. */
  readonly max_line_len: number | null;
  readonly batch_size: number;
  /** Bytes of a span, fewer than usual; they never change the output. */
  readonly span_bytes: number;
}

/** Some megabytes of descriptors: enough batches fit the request's memory to keep all threads busy. */
const default_batch_size = 16_384;

export function parseOptions(raw: Readonly<Record<string, unknown>>): CsfOptions {
  const errors = choiceOption(raw, "errors", ["raise", "collect", "zeros"]);
  const nullable = raw["nullable"] !== false;
  if (errors === "collect" && !nullable) {
    throw new Fault("OptionError", "OPTION", 'errors is "collect", but the descriptor must not be null', {});
  }
  return {
    columns: chooseColumns(stringsOption(raw, "columns")),
    layout: choiceOption(raw, "layout", ["columns", "list"]),
    names: choiceOption(raw, "names", ["col", "subshell"]),
    normalize: raw["normalize"] === true,
    peel: stringsOption(raw, "peel_subshells"),
    errors,
    nullable: nullable && errors !== "zeros",
    max_line_len: integerOption(raw, "max_line_len", 1),
    batch_size: integerOption(raw, "batch_size", 1) ?? default_batch_size,
    span_bytes: Math.min(integerOption(raw, "span_bytes", 1) ?? csf_span_bytes, csf_span_bytes),
  };
}
