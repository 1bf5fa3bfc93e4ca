/** The part of Arrow's type system that the engine writes. A new type is one more line here, in layout.ts and in metadata.ts. */
export type ArrowType =
  | { readonly kind: "utf8" }
  | { readonly kind: "int"; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean };

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
export const uint32: ArrowType = { kind: "int", bits: 32, signed: false };
