/** The columns of a BAM table that every record has. Names, types and null rules are listed in docs/formats.md. */

import type { Field } from "../arrow/schema.ts";
import { int32, uint8, uint32, utf8 } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";

/** In the order of the whole table. */
export const bam_fields = [
  { name: "name", type: utf8, nullable: false },
  { name: "chrom", type: utf8, nullable: true },
  { name: "start", type: uint32, nullable: true },
  { name: "end", type: uint32, nullable: true },
  { name: "flags", type: uint32, nullable: false },
  { name: "sequence", type: utf8, nullable: true },
  { name: "quality_scores", type: utf8, nullable: true },
  { name: "mapq", type: uint8, nullable: false },
  { name: "cigar", type: utf8, nullable: true },
  { name: "mate_chrom", type: utf8, nullable: true },
  { name: "mate_start", type: uint32, nullable: true },
  { name: "template_length", type: int32, nullable: false },
] as const satisfies readonly Field[];

export type BamColumn = (typeof bam_fields)[number]["name"];

/** Where each row came from; only with `source_file`. */
export const source_file_field: Field = { name: "source_file", type: utf8, nullable: false };

export const column_names: readonly BamColumn[] = bam_fields.map((field) => field.name);

/** The default table: rogtk's. */
const default_names = column_names.slice(0, 7);

export const isBamColumn = (name: string): name is BamColumn => (column_names as readonly string[]).includes(name);

/** Check a choice of columns; null chooses the default ones. */
export function chooseColumns(wanted: readonly string[] | null): readonly BamColumn[] {
  const chosen = wanted ?? default_names;
  for (const name of chosen) {
    if (!isBamColumn(name)) {
      throw new Fault("OptionError", "COLUMN_UNKNOWN", `there is no column ${JSON.stringify(name)}`, {
        hint: `the columns are ${column_names.join(", ")}`,
      });
    }
  }
  if (new Set(chosen).size !== chosen.length) {
    throw new Fault("OptionError", "COLUMN_TWICE", "a column is asked for twice", { hint: "name each column once" });
  }
  return chosen as readonly BamColumn[];
}

export const fieldOf = (column: BamColumn): Field => bam_fields.find((field) => field.name === column) as Field;
