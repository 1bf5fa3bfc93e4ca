import { closeSync, ftruncateSync, openSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Folder } from "../helpers/files.ts";
import { engine } from "../helpers/operations.ts";
import { header, peel } from "./lists.ts";
import { read } from "./read.ts";

const run = await engine();
const folder = new Folder();
const csf = "  3s ( 1)  3p ( 3)\n      1/2      3/2\n                  1+\n";
const descriptor = { columns: ["descriptor"] };

const refused = async (text: string | Uint8Array, options: Record<string, unknown> = {}) =>
  read(run, folder.write(Buffer.from(text as string, "latin1")), options);

describe("headers", () => {
  test.each([
    ["", 0],
    ["Core subshells:", 1],
    ["Core subshells:\n\nPeel subshells:\n  3s \n", 4],
  ])("%j is cut", async (text, lines) => {
    const { error } = await refused(text);
    expect(error).toMatchObject({ kind: "TruncatedFileError", code: "CSF_HEADER_CUT" });
    expect(String(error)).toContain(`has ${lines} of`);
  });

  test("no list at all", async () => {
    const { error } = await refused("@HD\tVN:1.6\n@SQ\n@SQ\n@SQ\n@SQ\nread\n");
    expect(error).toMatchObject({ kind: "FormatError", code: "CSF_HEADER" });
  });

  test("a header alone is a list without CSFs, with the end of its last line or without", async () => {
    for (const text of [header(), header().trimEnd()]) {
      const { rows, error, statistics } = await refused(text, descriptor);
      expect({ rows, error, records: statistics?.["records"] }).toEqual({ rows: [], error: null, records: 0 });
    }
  });

  test.each([
    [["3s", "3p", "3s"], false, "CSF_PEEL_TWICE"],
    [[], false, "CSF_PEEL_NONE"],
    [["3s", "9z"], true, "CSF_PEEL_UNKNOWN"],
    [Array.from({ length: 1025 }, (_, i) => `${i}`), false, "CSF_PEEL_TOO_MANY"],
  ])("peel subshells that no descriptor can be made of", async (names, normalize, code) => {
    const { error } = await refused(header(names) + csf, { ...descriptor, normalize });
    expect(error).toMatchObject({ code });
    // The text needs none.
    expect((await refused(header(names) + csf)).error).toBeNull();
  });
});

describe("lines", () => {
  test.each([1, 2])("%i left over at the end", async (lines) => {
    const { rows, error } = await refused(header() + csf + csf.split("\n").slice(0, lines).join("\n"));
    expect(rows).toHaveLength(1);
    expect(error).toMatchObject({ kind: "TruncatedFileError", code: "CSF_CUT", place: { record: 1 } });
    expect(String(error)).toContain("line 9");
  });

  test("left over where a block ends; a reject where rejects are collected", async () => {
    const text = `${header()}${csf}${csf.split("\n")[0]}\n *\n${csf}`;
    const { rows, error } = await refused(text);
    expect(rows).toHaveLength(1);
    expect(error).toMatchObject({ kind: "FormatError", code: "CSF_CUT" });
    const collected = await refused(text, { errors: "collect" });
    expect(collected.rows.map((row) => [row["idx"], row["block"]])).toEqual([
      [0n, 1],
      [1n, 2],
    ]);
    expect(collected.statistics).toMatchObject({
      records: 2,
      records_read: 3,
      rejected: 1,
      rejects: [{ index: 1, line: 9, reason: "a block ends after 1 of its 3 lines" }],
    });
  });

  test("blank lines at the end are no CSF", async () => {
    const { rows, error } = await refused(`${header() + csf}\n \n`);
    expect({ rows: rows.length, error }).toEqual({ rows: 1, error: null });
  });

  test("a byte that is not ASCII; what came before it goes out first", async () => {
    for (const span_bytes of [7, 1 << 20]) {
      const { rows, error } = await refused(`${header()}${csf.repeat(2)}  3s ( 1)\n caf\xe9\n`, { span_bytes });
      expect(rows).toHaveLength(2);
      expect(error).toMatchObject({ kind: "FormatError", code: "CSF_NOT_ASCII", place: { record: 2 } });
      expect(String(error)).toContain("line 13");
    }
  });

  test("a gigabyte of one line, in little memory", async () => {
    const path = folder.write(Buffer.from(`${header()}${csf}`));
    const fd = openSync(path, "r+");
    // A hole: bytes of zero that take no room.
    ftruncateSync(fd, 2 ** 30);
    closeSync(fd);
    const { rows, error } = await read(run, path);
    expect(rows).toHaveLength(1);
    expect(error).toMatchObject({ kind: "LimitError", code: "CSF_LINE_TOO_LONG" });
    expect(String(error)).toContain("line 9");
  });

  test("the longest line, and one byte more", async () => {
    const long = (bytes: number): string => `${header()}${"x".repeat(bytes)}\n\n   1+\n${csf}`;
    expect((await refused(long(1 << 20), { span_bytes: 5000 })).rows).toHaveLength(2);
    expect((await refused(long((1 << 20) + 1), { span_bytes: 5000 })).error).toMatchObject({
      code: "CSF_LINE_TOO_LONG",
    });
  });
});

describe("CSFs that can't be parsed", () => {
  const bad = csf.replace("1+", " +");
  const text = `${header()}${csf} *\n${bad.repeat(7)}${csf}`;

  test("are an error once all was read, which names the first five", async () => {
    const { rows, error } = await refused(text, descriptor);
    expect(rows).toHaveLength(9);
    expect(error).toMatchObject({ kind: "FormatError", code: "CSF_REJECTS", place: { record: 1 } });
    const message = String(error);
    expect(message).toContain("7 CSFs can't be parsed: CSF 1 (line 10): line 3 does not end with a total J;");
    expect(message).toContain("CSF 5 (line 22): ");
    expect(message).toContain("; and 2 more");
    expect(message).not.toContain("CSF 6");
  });

  test("do not matter to the text", async () => {
    expect((await refused(text)).error).toBeNull();
  });

  test("have their reasons", async () => {
    const wide = (blocks: number): string =>
      `${Array.from({ length: blocks }, (_, i) => `  ${i}s`.padEnd(5).slice(-5).concat("( 1)")).join("")}\n\n   1+\n`;
    const cases: [string, string, Record<string, unknown>][] = [
      ["  3s ( 1)  3s ( 1)\n\n    1+\n", "a subshell stands in it twice", descriptor],
      ["  3s ( 3)\n\n    1+\n", "more electrons than it can hold", { ...descriptor, normalize: true }],
      [wide(257), "it has more than 256 subshells", descriptor],
      [wide(257), "it has more than 256 subshells", { columns: ["configuration", "subshells"] }],
      ["  3s ( 1)\n\n    1x\n", "does not end with a parity", { columns: ["parity"] }],
    ];
    for (const [lines, reason, options] of cases) {
      const { error, statistics } = await refused(header() + csf + lines, { ...options, errors: "collect" });
      expect(error).toBeNull();
      const listed = statistics?.["rejects"] as { index: number; reason: string }[];
      expect(listed).toHaveLength(1);
      expect(listed[0]?.reason).toContain(reason);
    }
    expect((await refused(header() + wide(256), descriptor)).error).toBeNull();
  });

  test("are counted all, and listed as far as there is room", async () => {
    const { statistics } = await refused(header() + bad.repeat(40_000), { ...descriptor, errors: "zeros" });
    expect(statistics?.["rejected"]).toBe(40_000);
    expect(statistics?.["rejects"]).toHaveLength(1000);
  });
});

test("subshells that are no peel subshells are skipped and counted", async () => {
  const { rows, statistics } = await refused(
    `${header()}  3s ( 1)  9z ( 3)\n      1/2      3/2\n                  1+\n`,
    {
      ...descriptor,
      layout: "list",
    },
  );
  expect(rows[0]?.["descriptor"]).toEqual([1, 1, 1, ...Array<number>(peel.length * 3 - 3).fill(0)]);
  expect(statistics?.["unknown_subshells"]).toBe(1);
});
