/** The part of Arrow's type system that the engine writes. A new type is one more line here, in layout.ts and in metadata.ts. */
export type ArrowType =
  | { readonly kind: "int"; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly kind: "float"; readonly bits: 32 | 64 }
  | { readonly kind: "bool" }
  | { readonly kind: "utf8" }
  | { readonly kind: "binary" }
  /** Days since 1970-01-01, in 32 bits. */
  | { readonly kind: "date" }
  /** Units since 1970-01-01, in 64 bits; without a time zone it is local time of an unknown place. */
  | { readonly kind: "timestamp"; readonly unit: TimeUnit; readonly timezone: string | null }
  | { readonly kind: "list"; readonly item: Field }
  | { readonly kind: "fixed_size_list"; readonly item: Field; readonly size: number }
  | { readonly kind: "struct"; readonly fields: readonly Field[] }
  /** A list of key-value pairs; keys are never null. */
  | { readonly kind: "map"; readonly key: Field; readonly value: Field };

export type TimeUnit = "s" | "ms" | "us" | "ns";

export interface Field {
  readonly name: string;
  readonly type: ArrowType;
  readonly nullable: boolean;
}

export interface Schema {
  readonly fields: readonly Field[];
  /** Written in this order, so that the same input gives the same bytes. */
  readonly metadata: ReadonlyMap<string, string>;
}

export const utf8: ArrowType = { kind: "utf8" };
export const binary: ArrowType = { kind: "binary" };
export const bool: ArrowType = { kind: "bool" };
export const uint8: ArrowType = { kind: "int", bits: 8, signed: false };
export const uint32: ArrowType = { kind: "int", bits: 32, signed: false };
export const uint64: ArrowType = { kind: "int", bits: 64, signed: false };
export const int32: ArrowType = { kind: "int", bits: 32, signed: true };
export const int64: ArrowType = { kind: "int", bits: 64, signed: true };
export const float32: ArrowType = { kind: "float", bits: 32 };
export const float64: ArrowType = { kind: "float", bits: 64 };

/** Bytes of one value where all have the same; null for the other types. */
export function valueBytes(type: ArrowType): number | null {
  switch (type.kind) {
    case "int":
    case "float":
      return type.bits / 8;
    case "date":
      return 4;
    case "timestamp":
      return 8;
    default:
      return null;
  }
}

/** The fields of the level below: a map's one child is the struct of its pairs. */
export function childrenOf(type: ArrowType): readonly Field[] {
  switch (type.kind) {
    case "list":
    case "fixed_size_list":
      return [type.item];
    case "struct":
      return type.fields;
    case "map": {
      const fields = [type.key, type.value];
      return [{ name: "entries", type: { kind: "struct", fields }, nullable: false }];
    }
    default:
      return [];
  }
}

/** All fields in Arrow's order: each one before its children, depth first. A record batch has one node for each. */
export function nodesOf(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...nodesOf(childrenOf(field.type))]);
}
