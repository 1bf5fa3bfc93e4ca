/** How the columns of an Arrow stream lie in its batches, as plain data, and what they become in our own layout. */

import { Date as DateTable } from "apache-arrow/fb/date";
import { DateUnit } from "apache-arrow/fb/date-unit";
import type { Field as FieldTable } from "apache-arrow/fb/field";
import { FixedSizeList } from "apache-arrow/fb/fixed-size-list";
import { FloatingPoint } from "apache-arrow/fb/floating-point";
import { Int } from "apache-arrow/fb/int";
import { Precision } from "apache-arrow/fb/precision";
import { Timestamp } from "apache-arrow/fb/timestamp";
import { Type } from "apache-arrow/fb/type";
import { time_units } from "../metadata.ts";
import type { ArrowType, Field, TimeUnit } from "../schema.ts";
import { binary, bool, utf8, valueBytes } from "../schema.ts";
import { bad, unsupported } from "./faults.ts";

/** What a node's buffers are. Text stands for binary too: their bytes are not looked at. */
export type Shape =
  | "fixed"
  | "bits"
  | "text"
  | "large_text"
  | "view"
  | "list"
  | "large_list"
  | "fixed_size_list"
  | "struct";

/** One node of a batch. */
export interface ArrowNode {
  /** For messages: the names on the way to it. */
  readonly name: string;
  readonly nullable: boolean;
  readonly shape: Shape;
  /** Of a fixed shape, the bytes of a value; of a fixed-size list, its items. */
  readonly size: number;
  readonly children: readonly ArrowNode[];
  /** Where the batch has numbers of values that a dictionary lists: `shape` is "fixed", and says how the numbers lie. */
  readonly dictionary: DictionaryNode | null;
}

export interface DictionaryNode {
  /** A 64-bit number in decimals. */
  readonly id: string;
  readonly signed: boolean;
  /** The values, as a dictionary's batch has them. */
  readonly values: ArrowNode;
  readonly field: Field;
}

/** A column of the stream: the field that it becomes, and how it comes. */
export interface ArrowColumnPlan {
  readonly field: Field;
  readonly node: ArrowNode;
}

const depth_max = 64;

interface Read {
  readonly type: ArrowType;
  readonly shape: Shape;
  readonly size: number;
  readonly children: readonly ArrowNode[];
}

const flat = (type: ArrowType, shape: Shape): Read => ({ type, shape, size: valueBytes(type) ?? 0, children: [] });

/** Read the field's own type; of a dictionary's field, that of its values. */
function readType(table: FieldTable, name: string, depth: number): Read {
  switch (table.typeType()) {
    case Type.Int: {
      const type = table.type(new Int()) as Int;
      return flat(intType(type.bitWidth(), type.isSigned(), name), "fixed");
    }
    case Type.FloatingPoint: {
      const precision = (table.type(new FloatingPoint()) as FloatingPoint).precision();
      if (precision === Precision.HALF) throw unsupported(name, "float16");
      return flat({ kind: "float", bits: precision === Precision.SINGLE ? 32 : 64 }, "fixed");
    }
    case Type.Bool:
      return flat(bool, "bits");
    case Type.Utf8:
      return flat(utf8, "text");
    case Type.LargeUtf8:
      return flat(utf8, "large_text");
    case Type.Utf8View:
      return flat(utf8, "view");
    case Type.Binary:
      return flat(binary, "text");
    case Type.LargeBinary:
      return flat(binary, "large_text");
    case Type.BinaryView:
      return flat(binary, "view");
    case Type.Date: {
      const { DAY } = DateUnit;
      if ((table.type(new DateTable()) as DateTable).unit() !== DAY) throw unsupported(name, "date64");
      return flat({ kind: "date" }, "fixed");
    }
    case Type.Timestamp: {
      const type = table.type(new Timestamp()) as Timestamp;
      const unit = time_units[type.unit()] as TimeUnit;
      return flat({ kind: "timestamp", unit, timezone: type.timezone() ?? null }, "fixed");
    }
    default:
      return readNested(table, name, depth);
  }
}

function readNested(table: FieldTable, name: string, depth: number): Read {
  const kind = table.typeType();
  const only = (): ArrowColumnPlan => {
    const child = readChildren(table, name, depth);
    if (child.length !== 1) throw bad("ARROW_SCHEMA", `the list ${JSON.stringify(name)} has ${child.length} children`);
    return child[0] as ArrowColumnPlan;
  };
  switch (kind) {
    case Type.List:
    case Type.LargeList: {
      const item = only();
      const shape = kind === Type.List ? "list" : "large_list";
      return { type: { kind: "list", item: item.field }, shape, size: 0, children: [item.node] };
    }
    case Type.FixedSizeList: {
      const size = (table.type(new FixedSizeList()) as FixedSizeList).listSize();
      if (size < 0) throw bad("ARROW_SCHEMA", `the list ${JSON.stringify(name)} has the size ${size}`);
      const item = only();
      const type: ArrowType = { kind: "fixed_size_list", item: item.field, size };
      return { type, shape: "fixed_size_list", size, children: [item.node] };
    }
    case Type.Struct_: {
      const fields = readChildren(table, name, depth);
      const type: ArrowType = { kind: "struct", fields: fields.map((one) => one.field) };
      return { type, shape: "struct", size: 0, children: fields.map((one) => one.node) };
    }
    case Type.Map: {
      const { field, node } = only();
      const pair = field.type.kind === "struct" ? field.type.fields : [];
      const [key, value] = pair;
      if (key === undefined || value === undefined || pair.length > 2)
        throw bad("ARROW_SCHEMA", `the map ${JSON.stringify(name)} has no pairs of keys and values`);
      // Pairs and keys are never null, whatever the schema says of them.
      const [key_node, value_node] = node.children as [ArrowNode, ArrowNode];
      const pairs = { ...node, nullable: false, children: [{ ...key_node, nullable: false }, value_node] };
      return {
        type: { kind: "map", key: { ...key, nullable: false }, value },
        shape: "list",
        size: 0,
        children: [pairs],
      };
    }
    default:
      throw unsupported(name, Type[kind] ?? `number ${kind}`);
  }
}

function intType(bits: number, signed: boolean, name: string): ArrowType {
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64) throw unsupported(name, `int${bits}`);
  return { kind: "int", bits, signed };
}

function readChildren(table: FieldTable, name: string, depth: number): ArrowColumnPlan[] {
  if (depth >= depth_max) throw bad("ARROW_SCHEMA", `the column ${JSON.stringify(name)} is nested too deeply`);
  const count = checkedLength(table.childrenLength(), table.bb?.capacity() ?? 0);
  return Array.from({ length: count }, (_, i) => readField(table.children(i) as FieldTable, name, depth + 1));
}

/** A vector has no more entries than there are bytes. */
export function checkedLength(length: number, bytes: number): number {
  if (length >= 0 && length <= bytes) return length;
  throw bad("ARROW_METADATA", "the metadata of a message contradicts itself");
}

export function readField(table: FieldTable, parent = "", depth = 0): ArrowColumnPlan {
  const own = table.name() ?? "";
  const name = parent === "" ? own : `${parent}.${own}`;
  const nullable = table.nullable();
  const { type, ...read } = readType(table, name, depth);
  const field = { name: own, type, nullable };
  const encoding = table.dictionary();
  if (encoding === null) return { field, node: { name, nullable, ...read, dictionary: null } };
  if (read.children.length > 0 || read.shape === "bits") throw unsupported(name, "dictionary of nested or bool values");
  const index = encoding.indexType();
  const signed = index?.isSigned() ?? true;
  const size = valueBytes(intType(index?.bitWidth() ?? 32, signed, name)) as number;
  const values: ArrowNode = { name, nullable: true, ...read, dictionary: null };
  const dictionary = { id: String(encoding.id()), signed, values, field: { ...field, nullable: true } };
  return { field, node: { name, nullable, shape: "fixed", size, children: [], dictionary } };
}
