/** The columns of a BAM table. Names, types and null rules are listed in docs/formats.md. */

import type { Field } from "../arrow/schema.ts";
import { uint32, utf8 } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";

/** In the order of the default table. */
export const bam_fields = [
  { name: "name", type: utf8, nullable: false },
  { name: "chrom", type: utf8, nullable: true },
  { name: "start", type: uint32, nullable: true },
  { name: "end", type: uint32, nullable: true },
  { name: "flags", type: uint32, nullable: false },
  { name: "sequence", type: utf8, nullable: true },
  { name: "quality_scores", type: utf8, nullable: true },
] as const satisfies readonly Field[];

export type BamColumn = (typeof bam_fields)[number]["name"];

/** Where each row came from; only with `source_file`. */
export const source_file_field: Field = { name: "source_file", type: utf8, nullable: false };

const names: readonly string[] = bam_fields.map((field) => field.name);

/** Check a choice of columns; null chooses all. */
export function chooseColumns(wanted: readonly string[] | null): readonly BamColumn[] {
  const chosen = wanted ?? names;
  for (const name of chosen) {
    if (!names.includes(name)) {
      throw new Fault("ValueError", "COLUMN_UNKNOWN", `there is no column ${JSON.stringify(name)}`, {
        hint: `the columns are ${names.join(", ")}`,
      });
    }
  }
  if (new Set(chosen).size !== chosen.length) {
    throw new Fault("ValueError", "COLUMN_TWICE", "a column is asked for twice", { hint: "name each column once" });
  }
  return chosen as readonly BamColumn[];
}

export const fieldOf = (column: BamColumn): Field => bam_fields.find((field) => field.name === column) as Field;
