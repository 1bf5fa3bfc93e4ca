/** An Arrow schema as Parquet has it: a tree of elements, flattened depth first, and the leaves that hold the values. */

import { buffersOf } from "../../arrow/layout.ts";
import type { ArrowType, Field } from "../../arrow/schema.ts";
import { childrenOf } from "../../arrow/schema.ts";
import { Fault } from "../../bridge/errors.ts";
import type { ThriftWriter } from "./thrift.ts";

export const physical = { bool: 0, int32: 1, int64: 2, float: 4, double: 5, byte_array: 6 } as const;
const repetition = { required: 0, optional: 1, repeated: 2 } as const;
const converted = { utf8: 0, map: 1, list: 3, date: 6, timestamp_ms: 9, timestamp_us: 10 } as const;

export type LeafType = Extract<ArrowType, { kind: "int" | "float" | "bool" | "utf8" | "binary" }>;

/** What stands above a leaf and decides which of its values are there. Buffers are numbers in the batch's layout. */
export type Step =
  /** Rows or items may be null: the definition level is one higher where they are not. */
  | { readonly kind: "nullable"; readonly validity: number; readonly node: number }
  | { readonly kind: "list"; readonly offsets: number; readonly node: number; readonly repetition: number }
  | { readonly kind: "fixed_size_list"; readonly size: number; readonly node: number; readonly repetition: number };

export interface Leaf {
  readonly path: readonly string[];
  readonly type: LeafType;
  /** From the outermost to the leaf. */
  readonly steps: readonly Step[];
  readonly definition_max: number;
  readonly repetition_max: number;
  /** Its node, and its first buffer after the validity. */
  readonly node: number;
  readonly buffer: number;
}

type TimeType = Extract<ArrowType, { kind: "date" | "timestamp" }>;

/** One line of the file's schema. */
interface Element {
  readonly name: string;
  readonly repetition: number | null;
  readonly type: LeafType | TimeType | "group" | "list" | "map";
  readonly children: number;
}

export interface ParquetSchema {
  readonly elements: readonly Element[];
  readonly leaves: readonly Leaf[];
}

interface Above {
  readonly path: readonly string[];
  readonly steps: readonly Step[];
  readonly definition: number;
  readonly repetition: number;
}

class Walk {
  readonly elements: Element[] = [];
  readonly leaves: Leaf[] = [];
  #node = 0;
  #buffer = 0;

  field(field: Field, above: Above, name = field.name): void {
    const { type, nullable } = field;
    const node = this.#node++;
    const buffer = this.#buffer;
    this.#buffer += buffersOf(type);
    const steps: readonly Step[] = nullable ? [{ kind: "nullable", validity: buffer, node }] : [];
    const inside = this.#down(above, [name], steps, nullable ? 1 : 0);
    const element = { name, repetition: nullable ? repetition.optional : repetition.required };
    switch (type.kind) {
      case "struct":
        this.elements.push({ ...element, type: "group", children: type.fields.length });
        for (const child of type.fields) this.field(child, inside);
        return;
      case "list":
      case "fixed_size_list":
        this.elements.push({ ...element, type: "list", children: 1 });
        this.elements.push({ name: "list", repetition: repetition.repeated, type: "group", children: 1 });
        this.field(type.item, this.#repeat(inside, "list", type, node, buffer), "element");
        return;
      case "map":
        this.elements.push({ ...element, type: "map", children: 1 });
        this.#pairs(type, this.#repeat(inside, "key_value", type, node, buffer));
        return;
      default:
        this.elements.push({ ...element, type, children: 0 });
        this.leaves.push({
          path: inside.path,
          type: leafType(type),
          steps: inside.steps,
          definition_max: inside.definition,
          repetition_max: inside.repetition,
          node,
          buffer: buffer + 1,
        });
    }
  }

  /** The struct of the pairs is the repeated group itself: it has a node and a buffer in the batch, but no level. */
  #pairs(type: Extract<ArrowType, { kind: "map" }>, inside: Above): void {
    const [entries] = childrenOf(type) as [Field];
    this.#node += 1;
    this.#buffer += buffersOf(entries.type);
    this.elements.push({ name: "key_value", repetition: repetition.repeated, type: "group", children: 2 });
    this.field(type.key, inside, "key");
    this.field(type.value, inside, "value");
  }

  #repeat(above: Above, name: string, type: ArrowType, node: number, buffer: number): Above {
    const level = above.repetition + 1;
    const step: Step =
      type.kind === "fixed_size_list"
        ? { kind: "fixed_size_list", size: type.size, node, repetition: level }
        : { kind: "list", offsets: buffer + 1, node, repetition: level };
    return { ...this.#down(above, [name], [step], 1), repetition: level };
  }

  #down(above: Above, path: readonly string[], steps: readonly Step[], definition: number): Above {
    return {
      path: [...above.path, ...path],
      steps: [...above.steps, ...steps],
      definition: above.definition + definition,
      repetition: above.repetition,
    };
  }
}

/** Days and times are numbers. */
function leafType(type: LeafType | TimeType): LeafType {
  if (type.kind === "date") return { kind: "int", bits: 32, signed: true };
  return type.kind === "timestamp" ? { kind: "int", bits: 64, signed: true } : type;
}

export function parquetSchema(fields: readonly Field[]): ParquetSchema {
  const walk = new Walk();
  walk.elements.push({ name: "schema", repetition: null, type: "group", children: fields.length });
  for (const field of fields) checkType(field, field.name);
  for (const field of fields) walk.field(field, { path: [], steps: [], definition: 0, repetition: 0 });
  return walk;
}

function checkType({ type }: Field, column: string): void {
  const refuse = (what: string, hint: string): Fault =>
    new Fault("FormatError", "PARQUET_TYPE", `Parquet has no ${what} (column ${JSON.stringify(column)})`, { hint });
  if (type.kind === "timestamp" && type.unit === "s") throw refuse("timestamps in seconds", "cast it to milliseconds");
  // A group's levels are those of its leaves: without one nobody could tell which rows are null.
  if (type.kind === "struct" && type.fields.length === 0)
    throw refuse("structs without fields", "leave the column out, or write an Arrow file");
  for (const child of childrenOf(type)) checkType(child, column);
}

export function physicalType(type: LeafType): number {
  switch (type.kind) {
    case "bool":
      return physical.bool;
    case "int":
      return type.bits === 64 ? physical.int64 : physical.int32;
    case "float":
      return type.bits === 64 ? physical.double : physical.float;
    default:
      return physical.byte_array;
  }
}

/** UINT_8 to UINT_64 and INT_8 to INT_64 follow each other. */
const convertedInt = (bits: number, signed: boolean): number => (signed ? 15 : 11) + Math.log2(bits / 8);

/** Both the converted type, which older readers know, and the logical one. */
function writeMeaning(writer: ThriftWriter, type: Element["type"]): void {
  const logical = (id: number): unknown => writer.struct(10, (union) => union.struct(id, () => {}));
  if (type === "list") {
    writer.i32(6, converted.list);
    logical(3);
  } else if (type === "map") {
    writer.i32(6, converted.map);
    logical(2);
  } else if (typeof type === "object" && type.kind === "utf8") {
    writer.i32(6, converted.utf8);
    logical(1);
  } else if (typeof type === "object" && type.kind === "int" && !(type.signed && type.bits >= 32)) {
    writer.i32(6, convertedInt(type.bits, type.signed));
    writer.struct(10, (union) => union.struct(10, (int) => int.byte(1, type.bits).bool(2, type.signed)));
  } else if (typeof type === "object" && type.kind === "date") {
    writer.i32(6, converted.date);
    logical(6);
  } else if (typeof type === "object" && type.kind === "timestamp") {
    writeTimestamp(writer, type);
  }
}

function writeTimestamp(writer: ThriftWriter, { unit, timezone }: Extract<TimeType, { kind: "timestamp" }>): void {
  const utc = timezone !== null;
  // The older way to say it knows instants alone, and no nanoseconds.
  if (utc && unit === "ms") writer.i32(6, converted.timestamp_ms);
  if (utc && unit === "us") writer.i32(6, converted.timestamp_us);
  const number = { s: 0, ms: 1, us: 2, ns: 3 }[unit];
  writer.struct(10, (union) =>
    union.struct(8, (timestamp) => timestamp.bool(1, utc).struct(2, (units) => units.struct(number, () => {}))),
  );
}

export function writeElement(writer: ThriftWriter, element: Element): void {
  const { name, repetition, type, children } = element;
  if (typeof type === "object") writer.i32(1, physicalType(leafType(type)));
  if (repetition !== null) writer.i32(3, repetition);
  writer.binary(4, name);
  if (typeof type !== "object") writer.i32(5, children);
  writeMeaning(writer, type);
}
