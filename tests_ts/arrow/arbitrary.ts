/** Schemas and batches of any kind, for the tests of what Arrow makes of them. */
import fc from "fast-check";
import type { ArrowType, Field, Schema } from "../../ts/arrow/schema.ts";
import { binary, bool, float32, float64, nodesOf, utf8 } from "../../ts/arrow/schema.ts";

const anyName = fc.string({ unit: "grapheme", maxLength: 12 });

const flatType: fc.Arbitrary<ArrowType> = fc.oneof(
  fc.constantFrom<ArrowType>(utf8, binary, bool, float32, float64, { kind: "date" }),
  fc.record({
    kind: fc.constant("timestamp" as const),
    unit: fc.constantFrom("s", "ms", "us", "ns"),
    timezone: fc.constantFrom(null, "UTC", "Europe/Paris"),
  }) as fc.Arbitrary<ArrowType>,
  fc.record({
    kind: fc.constant("int" as const),
    bits: fc.constantFrom(8, 16, 32, 64),
    signed: fc.boolean(),
  }) as fc.Arbitrary<ArrowType>,
);

const fieldOf = (type: fc.Arbitrary<ArrowType>): fc.Arbitrary<Field> =>
  fc.record({ name: anyName, type, nullable: fc.boolean() });

/** The oracle takes columns of one name for one column. */
const fieldsOf = (type: fc.Arbitrary<ArrowType>, maxLength: number): fc.Arbitrary<Field[]> =>
  fc.uniqueArray(fieldOf(type), { maxLength, selector: (one) => one.name });

function typeOf(depth: number): fc.Arbitrary<ArrowType> {
  if (depth === 0) return flatType;
  const below = typeOf(depth - 1);
  const map = fc.tuple(below, fc.boolean()).map(([type, nullable]): ArrowType => {
    const key = { name: "key", type: utf8, nullable: false };
    return { kind: "map", key, value: { name: "value", type, nullable } };
  });
  return fc.oneof(
    { arbitrary: flatType, weight: 4 },
    fieldOf(below).map((item): ArrowType => ({ kind: "list", item })),
    fc
      .tuple(fieldOf(below), fc.integer({ min: 1, max: 5 }))
      .map(([item, size]): ArrowType => ({ kind: "fixed_size_list", item, size })),
    fieldsOf(below, 3).map((fields): ArrowType => ({ kind: "struct", fields })),
    map,
  );
}

export const anySchema: fc.Arbitrary<Schema> = fc.record({
  fields: fieldsOf(typeOf(2), 9),
  metadata: fc
    .array(fc.tuple(fc.string({ unit: "grapheme", maxLength: 8 }), fc.string({ unit: "grapheme", maxLength: 40 })), {
      maxLength: 4,
    })
    .map((pairs) => new Map(pairs)),
});

export interface Shape {
  readonly schema: Schema;
  readonly rows: number;
  /** Of each node. */
  readonly sizes: readonly number[];
}

export const anyShape: fc.Arbitrary<Shape> = fc
  .tuple(anySchema, fc.integer({ min: 0, max: 300 }))
  .chain(([schema, rows]) => {
    const length = nodesOf(schema.fields).length;
    return fc.record({
      schema: fc.constant(schema),
      rows: fc.constant(rows),
      sizes: fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: length, maxLength: length }),
    });
  });
