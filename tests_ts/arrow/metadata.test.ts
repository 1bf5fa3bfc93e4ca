import type { Field as ArrowField } from "apache-arrow";
import { MessageReader, RecordBatchFileReader, tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { layoutBatch } from "../../ts/arrow/layout.ts";
import type { FileBlock } from "../../ts/arrow/metadata.ts";
import { file_magic, fileEnd, schemaMessage, writeRecordBatchMetadata } from "../../ts/arrow/metadata.ts";
import type { Field, Schema } from "../../ts/arrow/schema.ts";
import { uint32, utf8 } from "../../ts/arrow/schema.ts";
import { anySchema, anyShape } from "./arbitrary.ts";

/** As the other Arrow spells a type. */
function typeName({ type }: Field): string {
  const child = (field: Field): string => typeName(field);
  switch (type.kind) {
    case "int":
      return `${type.signed ? "Int" : "Uint"}${type.bits}`;
    case "float":
      return `Float${type.bits}`;
    case "list":
      return `List<${child(type.item)}>`;
    case "fixed_size_list":
      return `FixedSizeList[${type.size}]<${child(type.item)}>`;
    case "struct":
      return `Struct<{${type.fields.map((field) => `${field.name}:${child(field)}`).join(", ")}}>`;
    case "map":
      return `Map<{key:${child(type.key)}, value:${child(type.value)}}>`;
    case "date":
      return "Date32<DAY>";
    case "timestamp": {
      const unit = { s: "SECOND", ms: "MILLISECOND", us: "MICROSECOND", ns: "NANOSECOND" }[type.unit];
      return `Timestamp<${unit}${type.timezone === null ? "" : `, ${type.timezone}`}>`;
    }
    default:
      return { utf8: "Utf8", binary: "Binary", bool: "Bool" }[type.kind];
  }
}

const described = (field: ArrowField): [string, string, boolean] => [field.name, String(field.type), field.nullable];

const wantedFields = (schema: Schema): [string, string, boolean][] =>
  schema.fields.map((field) => [field.name, typeName(field), field.nullable]);

const small: Schema = {
  fields: [
    { name: "word", type: utf8, nullable: true },
    { name: "number", type: uint32, nullable: false },
  ],
  metadata: new Map([["k", "v"]]),
};

/** A batch of words, null where there is none, and of numbers. */
function batch(words: readonly (string | null)[]): Uint8Array {
  const data = Buffer.from(words.map((word) => word ?? "").join(""));
  const layout = layoutBatch(small, words.length, [data.length, 0]);
  const message = Buffer.alloc(layout.prefix_bytes + layout.body_bytes, 0);
  const at = (buffer: number): number => layout.prefix_bytes + (layout.buffers[buffer]?.offset ?? 0);
  let end = 0;
  words.forEach((word, row) => {
    if (word !== null) message[at(0) + (row >> 3)] = (message[at(0) + (row >> 3)] as number) | (1 << (row & 7));
    end += Buffer.byteLength(word ?? "");
    message.writeInt32LE(end, at(1) + (row + 1) * 4);
    message.writeUInt32LE(row * 10, at(4) + row * 4);
  });
  message.set(data, at(2));
  writeRecordBatchMetadata(message, layout, [words.filter((word) => word === null).length, 0]);
  return message;
}

describe("the schema's message", () => {
  test("is read back whole by another Arrow", () => {
    fc.assert(
      fc.property(anySchema, (schema) => {
        const message = schemaMessage(schema);
        expect(message.length % 64).toBe(0);
        const read = tableFromIPC(message).schema;
        expect(read.fields.map(described)).toEqual(wantedFields(schema));
        expect(read.metadata).toEqual(schema.metadata);
      }),
    );
  });

  test("is the same bytes each time, metadata in the order given", () => {
    expect(schemaMessage(small)).toEqual(
      schemaMessage({ fields: [...small.fields], metadata: new Map(small.metadata) }),
    );
    const two = (keys: string[]): Uint8Array =>
      schemaMessage({ ...small, metadata: new Map(keys.map((key) => [key, ""])) });
    expect(two(["a", "b"])).not.toEqual(two(["b", "a"]));
  });

  test("carries a header text of megabytes", () => {
    const text = "@SQ\tSN:chr\tLN:1\n".repeat(200_000);
    const read = tableFromIPC(schemaMessage({ ...small, metadata: new Map([["sam_header", text]]) })).schema;
    expect(read.metadata.get("sam_header")).toBe(text);
  });
});

describe("a batch's message", () => {
  test("is read back as a stream", () => {
    const words = ["a", null, "", "Δelta", null, "f", "g", "h", "i"];
    const table = tableFromIPC(Buffer.concat([schemaMessage(small), batch(words), batch([]), batch(["z"])]));
    expect([...(table.getChild("word") ?? [])]).toEqual([...words, "z"]);
    expect([...(table.getChild("number") ?? [])]).toEqual([...words.map((_, i) => i * 10), 0]);
    expect(table.getChild("word")?.nullCount).toBe(2);
  });

  test("announces exactly the layout, whatever the numbers in it", () => {
    fc.assert(
      fc.property(anyShape, fc.nat(2 ** 31 - 1), ({ schema, rows, sizes }, nulls) => {
        const layout = layoutBatch(schema, rows, sizes);
        const message = new Uint8Array(layout.prefix_bytes + layout.body_bytes).fill(0x77);
        writeRecordBatchMetadata(
          message,
          layout,
          layout.lengths.map((_, i) => (i % 2 === 0 ? nulls : 0)),
        );
        const stream = Buffer.concat([schemaMessage(schema), message]);
        const reader = new MessageReader(stream);
        reader.readMessage();
        const read = reader.readMessage();
        expect(read?.bodyLength).toBe(layout.body_bytes);
        const header = read?.header() as unknown as {
          length: number;
          nodes: { length: number; nullCount: number }[];
          buffers: { offset: number; length: number }[];
        };
        expect(header.length).toBe(rows);
        expect(header.nodes.map((node) => node.nullCount)).toEqual(
          layout.lengths.map((_, i) => (i % 2 === 0 ? nulls : 0)),
        );
        expect(header.nodes.map((node) => node.length)).toEqual(layout.lengths);
        expect(header.buffers.map(({ offset, length }) => ({ offset, bytes: length }))).toEqual(layout.buffers);
        // Only the prefix is written.
        expect(message.subarray(layout.prefix_bytes).every((byte) => byte === 0x77)).toBe(true);
      }),
    );
  });

  test("is refused where it would not fit what was laid out", () => {
    const layout = { ...layoutBatch(small, 1, [1, 0]), prefix_bytes: 64 };
    expect(() => writeRecordBatchMetadata(new Uint8Array(4096), layout, [0, 0])).toThrow(/longer than was laid out/);
  });
});

describe("a file's end", () => {
  function file(batches: readonly Uint8Array[], schema = small): Uint8Array {
    const parts: Uint8Array[] = [Buffer.concat([file_magic, Buffer.alloc(2)]), schemaMessage(schema)];
    const blocks: FileBlock[] = [];
    let offset = parts.reduce((sum, part) => sum + part.length, 0);
    for (const one of batches) {
      const metadata_bytes = Buffer.from(one).readInt32LE(4) + 8;
      blocks.push({ offset, metadata_bytes, body_bytes: one.length - metadata_bytes });
      parts.push(one);
      offset += one.length;
    }
    return Buffer.concat([...parts, fileEnd(schema, blocks)]);
  }

  test("makes the file one that other Arrows read, by its footer", () => {
    const bytes = file([batch(["a", null]), batch([]), batch(["c"])]);
    const reader = RecordBatchFileReader.from(bytes) as unknown as RecordBatchFileReader;
    expect(reader.open().numRecordBatches).toBe(3);
    expect(reader.schema.metadata.get("k")).toBe("v");
    expect(reader.readRecordBatch(2)?.getChild("word")?.get(0)).toBe("c");
    expect([...(tableFromIPC(bytes).getChild("word") ?? [])]).toEqual(["a", null, "c"]);
  });

  test("without batches, and with thousands", () => {
    expect(tableFromIPC(file([])).numRows).toBe(0);
    const many = tableFromIPC(file(Array.from({ length: 3000 }, () => batch(["x"]))));
    expect([many.numRows, many.batches.length]).toEqual([3000, 3000]);
  });

  test("is in the stream format as well, up to its end of stream", () => {
    const bytes = file([batch(["a"])]);
    expect(tableFromIPC(bytes.subarray(8, bytes.length)).numRows).toBe(1);
  });
});
