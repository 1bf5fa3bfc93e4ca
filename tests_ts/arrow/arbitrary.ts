/** Schemas and batches of any kind, for the tests of what Arrow makes of them. */
import fc from "fast-check";
import type { ArrowType, Schema } from "../../ts/arrow/schema.ts";
import { utf8 } from "../../ts/arrow/schema.ts";

const anyType: fc.Arbitrary<ArrowType> = fc.oneof(
  fc.constant(utf8),
  fc.record({
    kind: fc.constant("int" as const),
    bits: fc.constantFrom(8, 16, 32, 64),
    signed: fc.boolean(),
  }) as fc.Arbitrary<ArrowType>,
);

const field = fc.record({
  name: fc.string({ unit: "grapheme", maxLength: 12 }),
  type: anyType,
  nullable: fc.boolean(),
});

export const anySchema: fc.Arbitrary<Schema> = fc.record({
  // The oracle takes columns of one name for one column.
  fields: fc.uniqueArray(field, { maxLength: 9, selector: (one) => one.name }),
  metadata: fc
    .array(fc.tuple(fc.string({ unit: "grapheme", maxLength: 8 }), fc.string({ unit: "grapheme", maxLength: 40 })), {
      maxLength: 4,
    })
    .map((pairs) => new Map(pairs)),
});

export interface Shape {
  readonly schema: Schema;
  readonly rows: number;
  readonly data_bytes: readonly number[];
}

export const anyShape: fc.Arbitrary<Shape> = fc
  .tuple(anySchema, fc.integer({ min: 0, max: 300 }))
  .chain(([schema, rows]) =>
    fc.record({
      schema: fc.constant(schema),
      rows: fc.constant(rows),
      data_bytes: fc.array(fc.integer({ min: 0, max: 5000 }), {
        minLength: schema.fields.length,
        maxLength: schema.fields.length,
      }),
    }),
  );
