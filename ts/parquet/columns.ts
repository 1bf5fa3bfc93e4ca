/** The columns that a Parquet file offers, each with the leaves that its values come from. */
import type { Field } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import { parquetFault } from "./faults.ts";
import type { Footer, SchemaElement } from "./footer.ts";
import type { Leaf } from "./leaf.ts";
import { leafType } from "./leaf.ts";
import { ThriftError } from "./thrift.ts";

export interface Column {
  readonly name: string;
  /** Null where it is of a type that isn't read: `unread` names that. */
  readonly field: Field | null;
  readonly unread: string;
  readonly leaves: readonly Leaf[];
}

const optional = 1;
const repeated = 2;

function leafColumn(element: SchemaElement, chunk: number): Column {
  const { name, repetition, length } = element;
  const type = repetition === repeated ? "repeated" : leafType(element);
  if (typeof type === "string") return { name, field: null, unread: type, leaves: [] };
  const nullable = repetition === optional;
  const physical = element.physical as number;
  const leaf = { chunk, name, physical, length, definition_max: nullable ? 1 : 0, repetition_max: 0 };
  return { name, field: { name, type, nullable }, unread: "", leaves: [leaf] };
}

/** Elements and leaves that a group at `at` takes, itself included. */
function groupExtent(schema: readonly SchemaElement[], at: number): { elements: number; leaves: number } {
  let left = 1;
  let leaves = 0;
  let next = at;
  while (left > 0) {
    const element = schema[next];
    if (element === undefined) throw new ThriftError("the schema ends within a group");
    next += 1;
    left += element.children - 1;
    if (element.physical === null) continue;
    if (element.children > 0) throw new ThriftError("a schema element is a group and a value");
    leaves += 1;
  }
  return { elements: next - at, leaves };
}

function parseColumns(schema: readonly SchemaElement[]): Column[] {
  const root = schema[0];
  if (root === undefined) throw new ThriftError("there is no schema");
  const columns: Column[] = [];
  let chunk = 0;
  let at = 1;
  for (let i = 0; i < root.children; i++) {
    const { elements, leaves } = groupExtent(schema, at);
    const element = schema[at] as SchemaElement;
    if (element.physical === null) columns.push({ name: element.name, field: null, unread: "nested", leaves: [] });
    else columns.push(leafColumn(element, chunk));
    at += elements;
    chunk += leaves;
  }
  if (at !== schema.length) throw new ThriftError("the schema has elements that belong to no group");
  return columns;
}

/** All columns of a file; a schema that makes no sense is a damaged footer. */
export function columnsOf(footer: Footer, path: string): readonly Column[] {
  try {
    return parseColumns(footer.schema);
  } catch (error) {
    if (!(error instanceof ThriftError)) throw error;
    throw parquetFault("FormatError", "PARQUET_FOOTER", `the footer is damaged: ${error.message}`, { path });
  }
}

/** The columns asked for, in that order; all for null. A type that isn't read is an error only for a column that is wanted. */
export function chooseColumns(
  all: readonly Column[],
  names: readonly string[] | null,
  path: string,
): readonly Column[] {
  const chosen = names === null ? all : names.map((name) => columnOfName(all, name, path));
  for (const { name, field, unread } of chosen) {
    if (field !== null) continue;
    const message = `column ${JSON.stringify(name)} is of a type that isn't read: ${unread}`;
    throw parquetFault("LimitError", "PARQUET_COLUMN_TYPE", message, { path });
  }
  return chosen;
}

function columnOfName(all: readonly Column[], name: string, path: string): Column {
  const found = all.filter((column) => column.name === name);
  if (found.length === 1) return found[0] as Column;
  const shown = JSON.stringify(name);
  const message = found.length === 0 ? `there is no column ${shown}` : `there are ${found.length} columns ${shown}`;
  const hint = `the columns are ${all.map((column) => JSON.stringify(column.name)).join(", ")}`;
  throw new Fault("OptionError", "PARQUET_COLUMN", message, { path, hint });
}
