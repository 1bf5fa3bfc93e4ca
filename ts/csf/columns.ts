/** The columns of a CSF table. Names, types and null rules are listed in docs/formats.md. */
import type { ArrowType, Field } from "../arrow/schema.ts";
import { float32, int32, uint32, uint64, utf8 } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { CsfOptions } from "./options.ts";

const subshell: ArrowType = {
  kind: "struct",
  fields: [
    { name: "subshell", type: utf8, nullable: false },
    { name: "electrons", type: int32, nullable: true },
    { name: "seniority", type: int32, nullable: true },
    { name: "two_j", type: int32, nullable: true },
    { name: "coupling", type: int32, nullable: true },
  ],
};

const csf_fields = [
  { name: "idx", type: uint64, nullable: false },
  { name: "block", type: uint32, nullable: false },
  { name: "line1", type: utf8, nullable: false },
  { name: "line2", type: utf8, nullable: false },
  { name: "line3", type: utf8, nullable: false },
  { name: "two_j", type: int32, nullable: true },
  { name: "parity", type: utf8, nullable: true },
  { name: "configuration", type: utf8, nullable: true },
  {
    name: "subshells",
    type: { kind: "list", item: { name: "item", type: subshell, nullable: false } },
    nullable: true,
  },
] as const satisfies readonly Field[];

/** `descriptor` stands for the descriptor, be it one column or many. */
export type CsfColumn = (typeof csf_fields)[number]["name"] | "descriptor";

const names: readonly string[] = [...csf_fields.map((field) => field.name), "descriptor"];
const default_columns: readonly CsfColumn[] = ["idx", "block", "line1", "line2", "line3"];
const parsed_columns: readonly CsfColumn[] = ["two_j", "parity", "configuration", "subshells"];

export const isParsed = (column: CsfColumn): boolean => parsed_columns.includes(column);

/** Check a choice of columns; null chooses the text. */
export function chooseColumns(wanted: readonly string[] | null): readonly CsfColumn[] {
  for (const name of wanted ?? []) {
    if (!names.includes(name)) {
      throw new Fault("OptionError", "COLUMN_UNKNOWN", `there is no column ${JSON.stringify(name)}`, {
        hint: `the columns are ${names.join(", ")}`,
      });
    }
  }
  if (wanted !== null && new Set(wanted).size !== wanted.length) {
    throw new Fault("OptionError", "COLUMN_TWICE", "a column is asked for twice", { hint: "name each column once" });
  }
  return (wanted as readonly CsfColumn[] | null) ?? default_columns;
}

/** Three values for each peel subshell. */
function descriptorFields(options: CsfOptions, peel: readonly string[]): Field[] {
  const type = options.normalize ? float32 : int32;
  const { nullable } = options;
  if (options.layout === "list") {
    const item = { name: "item", type, nullable: false };
    return [{ name: "descriptor", type: { kind: "fixed_size_list", item, size: peel.length * 3 }, nullable }];
  }
  const called =
    options.names === "subshell"
      ? peel.flatMap((name) => [`${name}.n`, `${name}.j`, `${name}.coupling`])
      : peel.flatMap((_, i) => [`col_${3 * i}`, `col_${3 * i + 1}`, `col_${3 * i + 2}`]);
  return called.map((name) => ({ name, type, nullable }));
}

export function fieldsOf(options: CsfOptions, peel: readonly string[]): Field[] {
  return options.columns.flatMap((column): readonly Field[] => {
    if (column === "descriptor") return descriptorFields(options, peel);
    return csf_fields.filter((field) => field.name === column);
  });
}
