import { describe, expect, test } from "vitest";
import { parseBamHeader } from "../../ts/bam/header.ts";
import { header_bytes_max } from "../../ts/limits.ts";
import { bamHeader, int32, two_references } from "../helpers/bam.ts";

const place = { path: "x.bam", offset: 0 };
const whole = bamHeader("@HD\tVN:1.6\n", two_references);
const parse = (bytes: Uint8Array): ReturnType<typeof parseBamHeader> => parseBamHeader(bytes, place);

function fault(bytes: Uint8Array): unknown {
  try {
    return parse(bytes);
  } catch (error) {
    return error;
  }
}

const names = (bytes: Uint8Array): string[] | undefined =>
  parse(bytes)?.references.map((one) => Buffer.from(one.name).toString());

/** The header with other bytes from `at` on. */
function patched(at: number, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(whole);
  copy.set(bytes, at);
  return copy;
}

const count_at = 8 + "@HD\tVN:1.6\n".length;
const name_at = count_at + 4;

describe("a good header", () => {
  test("text, references, and where the records begin", () => {
    const header = parse(Buffer.concat([whole, Buffer.from("records")]));
    expect(header).toMatchObject({ text: "@HD\tVN:1.6\n", text_is_utf8: true, bytes: whole.length });
    expect(header?.references.map((one) => one.length)).toEqual([248_956_422, 1000]);
    expect(names(whole)).toEqual(["chr1", "a_rather_long_reference_name"]);
  });

  test("cut at every byte it needs more, and never says otherwise", () => {
    for (let have = 0; have < whole.length; have++) expect(parse(whole.subarray(0, have))).toBeNull();
    expect(parse(whole)).not.toBeNull();
  });

  test("cut at every byte, with hundreds of references", () => {
    const many = bamHeader(
      "",
      Array.from({ length: 300 }, (_, i) => [`c${i}`, i] as const),
    );
    for (let have = 0; have < many.length; have += 7) expect(parse(many.subarray(0, have))).toBeNull();
    expect(names(many)?.at(-1)).toBe("c299");
  });

  test("without text, without references", () => {
    expect(parse(bamHeader())).toMatchObject({ text: "", references: [], bytes: 12 });
  });

  test("NULs behind the text are padding, those within it are not", () => {
    expect(parse(bamHeader("@CO\ta\0b\0\0\0"))?.text).toBe("@CO\ta\0b");
    expect(parse(bamHeader("\0\0\0"))?.text).toBe("");
  });

  test("text in UTF-8, with a byte order mark, in Latin-1", () => {
    expect(parse(bamHeader("@CO\tÜ Δ 🧬\n"))?.text).toBe("@CO\tÜ Δ 🧬\n");
    expect(parse(bamHeader("\ufeff@HD"))?.text).toBe("\ufeff@HD");
    expect(parse(bamHeader(Buffer.from("@CO\tü", "latin1")))).toMatchObject({ text: "@CO\tü", text_is_utf8: false });
  });

  test("names in UTF-8 as they are stored, even an empty one", () => {
    const header = bamHeader("", [
      ["Δ", 1],
      ["", 2],
    ]);
    expect(names(header)).toEqual(["Δ", ""]);
    expect(parse(header)?.bytes).toBe(header.length);
    expect(names(bamHeader("", [["", 7]]))).toEqual([""]);
  });

  test("the references' names outlive the bytes they were read from", () => {
    const bytes = Uint8Array.from(whole);
    const header = parse(bytes);
    bytes.fill(0);
    expect(Buffer.from(header?.references[0]?.name ?? []).toString()).toBe("chr1");
  });
});

describe("a bad header", () => {
  test.each([
    ["the magic's first byte", patched(0, Buffer.from("C")), "BAM_MAGIC"],
    ["the magic's last byte", patched(3, Buffer.from([2])), "BAM_MAGIC"],
    ["a negative length of the text", patched(4, int32(-1)), "BAM_HEADER"],
    ["a negative number of references", patched(count_at, int32(-1)), "BAM_HEADER"],
    ["a negative length of a name", patched(name_at, int32(-5)), "BAM_HEADER"],
    ["a name of no bytes", patched(name_at, int32(0)), "BAM_HEADER"],
    ["a name without its NUL", patched(name_at, int32(4)), "BAM_HEADER"],
    ["a NUL within a name", patched(name_at + 5, Buffer.from([0])), "BAM_HEADER"],
    ["a name that is not UTF-8", patched(name_at + 5, Buffer.from([0xff])), "BAM_HEADER"],
    ["a negative length of a reference", patched(name_at + 9, int32(-1)), "BAM_HEADER"],
  ])("%s", (_, bytes, code) => {
    expect(fault(bytes)).toMatchObject({
      kind: "FormatError",
      code,
      place: { path: "x.bam", offset: 0, record: 0, hint: expect.any(String) },
    });
  });

  test("the magic is checked as far as it is there", () => {
    expect(fault(Buffer.from("BAN"))).toMatchObject({ code: "BAM_MAGIC" });
    expect(parse(Buffer.from("BA"))).toBeNull();
  });

  test.each([
    ["text", patched(4, int32(0x7fffffff))],
    ["references", patched(count_at, int32(0x7fffffff))],
    ["name", patched(name_at, int32(0x7fffffff))],
    ["text that is just too long", patched(4, int32(header_bytes_max))],
  ])("a huge %s is a limit, told at once", (_, bytes) => {
    expect(fault(bytes)).toMatchObject({ kind: "LimitError", code: "BAM_HEADER_SIZE", place: { record: 0 } });
  });
});
