import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePageHeader } from "../../ts/parquet/page_header.ts";
import type { ThriftStruct } from "../../ts/parquet/thrift.ts";
import { integerField, requiredInteger, structsField, ThriftError, ThriftReader } from "../../ts/parquet/thrift.ts";

const parse = (...bytes: number[]): ThriftStruct => new ThriftReader(Uint8Array.from(bytes)).struct();

describe("the compact protocol", () => {
  test("numbers, truth, text, lists and structs", () => {
    const text = [...Buffer.from("abc")];
    const fields = parse(
      ...[0x15, 0x05], // 1: i32 -3
      ...[0x11], // 2: true
      ...[0x12], // 3: false
      ...[0x18, 3, ...text], // 4: "abc"
      ...[0x19, 0x25, 2, 4], // 5: list of i32 1, 2
      ...[0x1c, 0x15, 2, 0], // 6: struct { 1: 1 }
      ...[0x06, 0x50, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03], // 40, given whole: i64
      0,
    );
    expect([fields.get(1), fields.get(2), fields.get(3)]).toEqual([-3, true, false]);
    expect(fields.get(4)).toEqual(Uint8Array.from(text));
    expect(fields.get(5)).toEqual([1, 2]);
    expect(fields.get(6)).toEqual(new Map([[1, 1]]));
    expect(fields.get(40)).toBe(2 ** 50 - 1);
  });

  test("a field is a number in its range, or damage", () => {
    const fields = parse(0x15, 20, 0);
    expect(integerField(fields, 1, 0, 10)).toBe(10);
    expect(() => integerField(fields, 1, 0, 9)).toThrow(ThriftError);
    expect(() => requiredInteger(fields, 2, 0, 9)).toThrow("field 2 is missing");
    expect(() => structsField(fields, 1)).toThrow("list of structs");
  });

  test("a list that is longer than the bytes asks for no memory", () => {
    expect(() => parse(0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x07)).toThrow("it ends too early");
  });

  test("nesting has an end", () => {
    expect(() => parse(...new Array<number>(1000).fill(0x1c))).toThrow("nested too deeply");
    expect(() => parse(...new Array<number>(1000).fill(0x19))).toThrow("nested too deeply");
  });

  test("any bytes are read, or refused with a ThriftError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          expect(new ThriftReader(bytes).struct()).toBeInstanceOf(Map);
        } catch (error) {
          expect(error).toBeInstanceOf(ThriftError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a page's header", () => {
  // Data page: 100 bytes from 90, CRC, 7 values, plain, RLE levels.
  const header = [0x15, 0, 0x15, 200, 1, 0x15, 180, 1, 0x15, 1, 0x1c, 0x15, 14, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0];

  test("says where its page is", () => {
    const { kind, page, header_bytes } = parsePageHeader(Uint8Array.from([...header, 9, 9]), 1000);
    expect({ kind, header_bytes }).toEqual({ kind: "data", header_bytes: header.length });
    expect(page).toEqual({
      offset: 1000 + header.length,
      bytes: 90,
      inflated_bytes: 100,
      crc: 0xffffffff,
      encoding: 0,
      values: 7,
      v2: null,
      level_encodings: [3, 3],
    });
  });

  test("cut at any byte is short, so that more is read", () => {
    for (let have = 0; have < header.length; have++) {
      let found: unknown;
      try {
        parsePageHeader(Uint8Array.from(header.slice(0, have)), 0);
      } catch (error) {
        found = error;
      }
      expect(found).toMatchObject({ short: true });
    }
  });
});
