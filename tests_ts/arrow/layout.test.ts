import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alignUp, buffersOf, layoutBatch, pad_bytes_min, zeroPads } from "../../ts/arrow/layout.ts";
import { recordBatchMetadataBytes } from "../../ts/arrow/metadata.ts";
import type { Schema } from "../../ts/arrow/schema.ts";
import { bool, float64, nodesOf, uint8, uint32, utf8 } from "../../ts/arrow/schema.ts";
import { anyShape } from "./arbitrary.ts";

describe("a layout", () => {
  test("has every buffer at 64 bytes, with room behind it for what kernels overrun, and none over another", () => {
    fc.assert(
      fc.property(anyShape, ({ schema, rows, sizes }) => {
        const layout = layoutBatch(schema, rows, sizes);
        expect(layout.buffers.length).toBe(
          nodesOf(schema.fields).reduce((sum, field) => sum + buffersOf(field.type), 0),
        );
        let end = 0;
        for (const { offset, bytes } of layout.buffers) {
          expect(offset % 64).toBe(0);
          expect(offset).toBeGreaterThanOrEqual(end);
          if (bytes > 0) end = offset + bytes + pad_bytes_min;
        }
        expect(layout.body_bytes).toBeGreaterThanOrEqual(end);
        expect(layout.body_bytes % 64).toBe(0);
        expect(layout.prefix_bytes % 64).toBe(0);
        expect(layout.rows).toBe(rows);
      }),
    );
  });

  test("has the sizes that Arrow asks for", () => {
    const schema = {
      fields: [
        { name: "a", type: utf8, nullable: true },
        { name: "b", type: uint32, nullable: false },
        { name: "c", type: { kind: "int", bits: 64, signed: true }, nullable: true },
        { name: "d", type: { kind: "int", bits: 8, signed: true }, nullable: false },
      ],
      metadata: new Map(),
    } as const;
    expect(layoutBatch(schema, 9, [77, 0, 0, 0]).buffers.map((one) => one.bytes)).toEqual([
      2, 40, 77, 0, 36, 2, 72, 0, 9,
    ]);
    expect(layoutBatch(schema, 0, [0, 0, 0, 0]).buffers.map((one) => one.bytes)).toEqual([0, 4, 0, 0, 0, 0, 0, 0, 0]);
  });

  test("has a list's items, a struct's fields and a map's pairs as long as they are", () => {
    const item = { name: "item", type: utf8, nullable: true };
    const fields = [
      { name: "x", type: float64, nullable: false },
      { name: "y", type: bool, nullable: true },
    ];
    const key = { name: "key", type: uint8, nullable: false };
    const value = { name: "value", type: uint8, nullable: true };
    const schema: Schema = {
      fields: [
        { name: "list", type: { kind: "list", item }, nullable: true },
        { name: "three", type: { kind: "fixed_size_list", item: key, size: 3 }, nullable: false },
        { name: "struct", type: { kind: "struct", fields }, nullable: true },
        { name: "map", type: { kind: "map", key, value }, nullable: false },
      ],
      metadata: new Map(),
    };
    const layout = layoutBatch(schema, 10, [20, 100, 0, 0, 0, 0, 0, 17, 0, 0, 0]);
    expect(layout.lengths).toEqual([10, 20, 10, 30, 10, 10, 10, 10, 17, 17, 17]);
    const bytes = [2, 44, 3, 84, 100, 0, 0, 30, 2, 0, 80, 2, 2, 0, 44, 0, 0, 17, 3, 17];
    expect(layout.buffers.map((one) => one.bytes)).toEqual(bytes);
  });

  test("has a prefix that depends on the schema alone", () => {
    fc.assert(
      fc.property(anyShape, fc.integer({ min: 0, max: 2 ** 31 - 1 }), ({ schema, rows, sizes }, many) => {
        const buffers = nodesOf(schema.fields).reduce((sum, field) => sum + buffersOf(field.type), 0);
        const prefix = alignUp(8 + recordBatchMetadataBytes(nodesOf(schema.fields).length, buffers));
        expect(layoutBatch(schema, rows, sizes).prefix_bytes).toBe(prefix);
        expect(
          layoutBatch(
            schema,
            many,
            sizes.map(() => many),
          ).prefix_bytes,
        ).toBe(prefix);
      }),
    );
  });
});

test("pads are zeroed, all of them and nothing else", () => {
  fc.assert(
    fc.property(anyShape, ({ schema, rows, sizes }) => {
      const layout = layoutBatch(schema, rows, sizes);
      const body = new Uint8Array(layout.body_bytes + 64).fill(0xaa);
      zeroPads(body, layout);
      const wanted = new Uint8Array(layout.body_bytes + 64).fill(0xaa);
      wanted.fill(0, 0, layout.body_bytes);
      for (const { offset, bytes } of layout.buffers) wanted.fill(0xaa, offset, offset + bytes);
      expect(Buffer.compare(body, wanted)).toBe(0);
    }),
  );
});
