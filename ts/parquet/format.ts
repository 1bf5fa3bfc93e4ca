/** Parquet as a format: its options, its schema, and how its files are opened. */
import { closeSync } from "node:fs";
import type { Field, Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import { integerOption, stringsOption } from "../core/options.ts";
import type { Format, InputFile, Plan, PlanContext } from "../core/source.ts";
import { batch_rows_default } from "../limits.ts";
import type { Column } from "./columns.ts";
import { chooseColumns } from "./columns.ts";
import type { ColumnFill, ParquetWork } from "./fill.ts";
import type { Leaf } from "./leaf.ts";
import { valueBytes } from "./leaf.ts";
import type { LotMaker } from "./lot.ts";
import type { ParquetFile } from "./source.ts";
import { bytesOf, openParquet, ParquetSource } from "./source.ts";

interface ParquetOptions {
  readonly batch_size: number;
  readonly columns: readonly string[] | null;
}

/** A file, and the columns asked for. */
interface Chosen {
  readonly parquet: ParquetFile;
  readonly fields: readonly Field[];
  readonly leaves: readonly Leaf[];
}

function choose(parquet: ParquetFile, names: readonly string[] | null): Chosen {
  const columns = chooseColumns(parquet.columns, names, parquet.file.name);
  const fields = columns.map((column) => column.field as Field);
  return { parquet, fields, leaves: columns.flatMap((column) => column.leaves) };
}

/** Arrow's schema is in there too, for readers that know all of its types; it would not match the columns chosen. */
const arrow_schema_key = "ARROW:schema";

function schemaOf(chosen: Chosen): Schema {
  const { key_values } = chosen.parquet.footer;
  const kept = key_values.filter(([key]) => key !== arrow_schema_key);
  return { fields: chosen.fields, metadata: new Map(kept) };
}

function headerOf({ parquet: { footer, columns } }: Chosen): unknown {
  return {
    rows: footer.rows,
    row_groups: footer.row_groups.map((group) => group.rows),
    created_by: footer.created_by,
    key_values: footer.key_values,
    columns: columns.map((column: Column) => column.name),
  };
}

function columnFill({ name, type, nullable }: Field, leaf: Leaf): ColumnFill {
  const loaded_width = valueBytes(leaf);
  if (type.kind === "utf8" || type.kind === "binary" || type.kind === "bool") {
    return { name, kind: type.kind, width: 0, loaded_width, nullable };
  }
  const width = type.kind === "int" || type.kind === "float" ? type.bits / 8 : 0;
  return { name, kind: "fixed", width, loaded_width, nullable };
}

function lotMaker({ fields, leaves }: Chosen): LotMaker {
  const columns = fields.map((field, i) => columnFill(field, leaves[i] as Leaf));
  return (rows, parts, bytes) => {
    const work: ParquetWork = { rows, columns, parts };
    return { sizes: bytes, work };
  };
}

/** Columns as text, to compare those of several inputs. */
const shapeOf = ({ fields }: Chosen): string => JSON.stringify(fields);

function lookAt(input: InputFile, options: ParquetOptions): Chosen {
  const parquet = openParquet(input);
  closeSync(parquet.file.fd);
  return choose(parquet, options.columns);
}

const bytesWanted = ({ parquet, leaves }: Chosen): number => bytesOf(parquet.footer, leaves);

function plan(inputs: readonly InputFile[], options: ParquetOptions, context: PlanContext): Plan {
  const all = inputs.map((input) => lookAt(input, options));
  const first = all[0] as Chosen;
  for (const one of all) checkSame(first, one);
  return {
    schema: schemaOf(first),
    header: all.map(headerOf),
    bytes_total: all.reduce((sum, one) => sum + bytesWanted(one), 0),
    open: (index, records_max) => {
      // Read once more: between looking at all inputs and this one's turn it may have been replaced.
      const parquet = openParquet(inputs[index] as InputFile);
      try {
        const chosen = choose(parquet, options.columns);
        checkSame(first, chosen);
        const { rows_max, raw_bytes_max } = context.lots;
        const batch_size = rows_max ?? options.batch_size;
        const lots = { leaves: chosen.leaves, batch_size, raw_bytes_max, makeLot: lotMaker(chosen) };
        return new ParquetSource(parquet, { ...lots, records_max }, context.thread);
      } catch (error) {
        closeSync(parquet.file.fd);
        throw error;
      }
    },
  };
}

function checkSame(first: Chosen, other: Chosen): void {
  if (shapeOf(first) === shapeOf(other)) return;
  throw new Fault("FormatError", "PARQUET_SCHEMAS", "the input's columns are not those of the first input", {
    path: other.parquet.file.name,
    hint: `read ${first.parquet.file.name} and it one by one, or name columns that they share`,
  });
}

export const parquet: Format = {
  open(inputs, raw, context) {
    if (inputs.length === 0) throw new Fault("OptionError", "NO_INPUT", "there is no input file", {});
    const batch_size = integerOption(raw, "batch_size", 1) ?? batch_rows_default;
    return plan(inputs, { batch_size, columns: stringsOption(raw, "columns") }, context);
  },
};
