import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBlockHeader, u16, u32 } from "../../ts/bgzf/block.ts";
import { block, end_of_file, subfield } from "../helpers/bgzf.ts";

const data = Buffer.from("some data");
const plain = block(data);

/** The block with other bytes from `at` on. */
function patched(at: number, ...bytes: number[]): Uint8Array {
  const copy = Uint8Array.from(plain);
  copy.set(bytes, at);
  return copy;
}

describe("a good header", () => {
  test("as samtools writes it", () => {
    expect(parseBlockHeader(plain, 0)).toEqual({ header_bytes: 18, block_bytes: plain.length });
    expect(parseBlockHeader(end_of_file, 0)).toEqual({ header_bytes: 18, block_bytes: 28 });
  });

  test("in the middle of other bytes", () => {
    const bytes = Buffer.concat([Buffer.alloc(77, 31), plain]);
    expect(parseBlockHeader(bytes, 77)).toEqual({ header_bytes: 18, block_bytes: plain.length });
  });

  test.each([
    [[["XX", 3]], []],
    [[], [["AB", 0]]],
    [
      [
        ["XX", 0],
        ["BC", 4],
        ["YZ", 300],
      ],
      [["QQ", 7]],
    ],
  ] as const)("with other subfields: %j before BC and %j after it", (first, second) => {
    const fields = (list: readonly (readonly [string, number])[]): Uint8Array =>
      Buffer.concat(list.map(([id, bytes]) => subfield(id, new Uint8Array(bytes))));
    const before = fields(first);
    const after = fields(second);
    const bytes = block(data, { before, after });
    expect(parseBlockHeader(bytes, 0)).toEqual({
      header_bytes: 18 + before.length + after.length,
      block_bytes: bytes.length,
    });
  });

  test("the largest block there is", () => {
    const bytes = Uint8Array.from(plain);
    bytes.set([255, 255], 16);
    expect(parseBlockHeader(bytes, 0)).toEqual({ header_bytes: 18, block_bytes: 65536 });
  });

  test("what the other fields of gzip's header say doesn't matter", () => {
    expect(parseBlockHeader(patched(4, 1, 2, 3, 4, 5, 6), 0)).toEqual({ header_bytes: 18, block_bytes: plain.length });
  });
});

describe("a bad header", () => {
  test.each([
    ["no gzip", patched(0, 0x1e), "foreign"],
    ["no gzip in its second byte", patched(1, 0), "foreign"],
    ["another method", patched(2, 7), "foreign"],
    ["reserved flags", patched(3, 0x24), "foreign"],
    ["no extra field", patched(3, 0), "plain"],
    ["no extra field but a name", patched(3, 8), "plain"],
    ["a name besides", patched(3, 12), "bad"],
    ["a comment besides", patched(3, 20), "bad"],
    ["a header CRC besides", patched(3, 6), "bad"],
    ["no subfields", patched(10, 0, 0), "plain"],
    ["no BC", patched(12, 65), "plain"],
    [
      "a BC of another length",
      block(data, { before: subfield("BC", new Uint8Array(3)), after: new Uint8Array(0) }),
      null,
    ],
    ["a subfield that is longer than all of them", patched(14, 3), "bad"],
    ["a block that ends in its own header", patched(16, 10, 0), "bad"],
    ["a block without room for its trailer", patched(16, 24, 0), "bad"],
  ])("%s", (_, bytes, wanted) => {
    const found = parseBlockHeader(bytes, 0);
    expect(found).toEqual(wanted ?? { header_bytes: 25, block_bytes: bytes.length });
  });

  test("cut at every byte", () => {
    for (let have = 0; have < 18; have++) expect(parseBlockHeader(plain.subarray(0, have), 0)).toBe("short");
    expect(parseBlockHeader(plain, plain.length)).toBe("short");
  });

  test("a byte that is wrong already is told before the rest is there", () => {
    expect(parseBlockHeader(Buffer.from([0x1f, 0x8c]), 0)).toBe("foreign");
    expect(parseBlockHeader(Buffer.from([0x1f, 0x8b, 8, 0]), 0)).toBe("plain");
  });
});

test("no bytes make it throw or look behind their end", () => {
  const start = fc.constantFrom([], [0x1f, 0x8b, 8, 4], [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255]);
  const tail = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(start, tail, fc.nat(20), (head, rest, at) => {
      const bytes = Buffer.concat([Buffer.from(head), rest]);
      const found = parseBlockHeader(bytes, at);
      if (typeof found === "string") return ["short", "foreign", "plain", "bad"].includes(found);
      return at + found.header_bytes <= bytes.length && found.block_bytes >= found.header_bytes + 8;
    }),
    { numRuns: 2000 },
  );
  expect([u16(Buffer.from([1, 2]), 0), u32(Buffer.from([0, 255, 255, 255, 255]), 1)]).toEqual([0x201, 0xffffffff]);
});
