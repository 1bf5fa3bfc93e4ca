/** What one column of values is: how it is stored, and what it becomes. */
import type { ArrowType } from "../arrow/schema.ts";
import { binary, bool, float32, float64, utf8 } from "../arrow/schema.ts";
import type { SchemaElement } from "./footer.ts";
import type { ThriftStruct } from "./thrift.ts";
import { integerField, structField } from "./thrift.ts";

export const physical = {
  boolean: 0,
  int32: 1,
  int64: 2,
  int96: 3,
  float: 4,
  double: 5,
  byte_array: 6,
  fixed_len_byte_array: 7,
} as const;

/** A column of values, as plain data: it travels to a worker. */
export interface Leaf {
  /** Which of the row group's columns. */
  readonly chunk: number;
  /** Its name, or the names that lead to it, joined by dots. */
  readonly name: string;
  readonly physical: number;
  /** Bytes of a value of fixed_len_byte_array. */
  readonly length: number;
  /** Definition level of a value that is there; 0 where all are. */
  readonly definition_max: number;
  readonly repetition_max: number;
}

/** Bytes that a value takes in memory once decoded: of byte arrays 0, they are views. */
export function valueBytes(leaf: Leaf): number {
  switch (leaf.physical) {
    case physical.boolean:
      return 1;
    case physical.int32:
    case physical.float:
      return 4;
    case physical.int64:
    case physical.double:
      return 8;
    default:
      return 0;
  }
}

const converted = { utf8: 0, enumeration: 4, uint_8: 11, int_64: 18, json: 19, bson: 20 } as const;
const logical = { string: 1, enumeration: 4, integer: 10, json: 12, bson: 13, uuid: 14 } as const;

const converted_names: Readonly<Record<number, string>> = {
  5: "decimal",
  6: "date",
  7: "time",
  8: "time",
  9: "timestamp",
  10: "timestamp",
  21: "interval",
};
const logical_names: Readonly<Record<number, string>> = {
  5: "decimal",
  6: "date",
  7: "time",
  8: "timestamp",
  11: "null",
  15: "float16",
  16: "variant",
  17: "geometry",
  18: "geography",
};

const plain_bits: Readonly<Record<number, 32 | 64>> = { [physical.int32]: 32, [physical.int64]: 64 };
const integer_bits = [8, 16, 32, 64] as const;

const integer = (bits: 8 | 16 | 32 | 64, signed: boolean): ArrowType => ({ kind: "int", bits, signed });

function integerType(
  element: SchemaElement,
  kind: number | null,
  fields: ThriftStruct | undefined,
): ArrowType | string {
  const stored = plain_bits[element.physical as number];
  if (stored === undefined) return "an integer that isn't stored as one";
  let bits: number = stored;
  let signed = true;
  if (fields !== undefined) {
    bits = integerField(fields, 1, 0, 127) ?? stored;
    signed = fields.get(2) !== false;
  } else if (kind !== null && kind >= converted.uint_8 && kind <= converted.int_64) {
    bits = 8 << ((kind - converted.uint_8) & 3);
    signed = kind >= converted.uint_8 + 4;
  }
  const known = integer_bits.find((one) => one === bits);
  // Writers of old stored uint32 as int64.
  if (known === undefined || (known === 64) !== (stored === 64)) return `a ${bits}-bit integer in ${stored} bits`;
  return integer(known, signed);
}

/** The Arrow type of a primitive element, or the name of what isn't read. */
export function leafType(element: SchemaElement): ArrowType | string {
  const { converted: kind } = element;
  const annotation = element.logical === null ? undefined : [...element.logical.keys()][0];
  const unread = annotation === undefined ? converted_names[kind ?? -1] : logical_names[annotation];
  if (unread !== undefined) return unread;
  switch (element.physical) {
    case physical.boolean:
      return bool;
    case physical.int32:
    case physical.int64: {
      const fields = element.logical === null ? undefined : structField(element.logical, logical.integer);
      return integerType(element, annotation === undefined ? kind : null, fields);
    }
    case physical.float:
      return float32;
    case physical.double:
      return float64;
    case physical.byte_array: {
      const text =
        annotation === undefined
          ? kind === converted.utf8 || kind === converted.enumeration || kind === converted.json
          : annotation === logical.string || annotation === logical.enumeration || annotation === logical.json;
      return text ? utf8 : binary;
    }
    case physical.fixed_len_byte_array:
      return element.length > 0 ? binary : "fixed_len_byte_array of no bytes";
    default:
      return element.physical === physical.int96 ? "int96" : `physical type ${element.physical}`;
  }
}
