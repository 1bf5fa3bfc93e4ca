import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Folder } from "../helpers/files.ts";
import { engine } from "../helpers/operations.ts";
import { header, list, peel } from "./lists.ts";
import { read } from "./read.ts";
import type { PlainCsf } from "./reference.ts";
import { configurationOf, descriptorOf, readList, subshellsOf, totalOf } from "./reference.ts";

/** Hundreds of lists: some seconds, on a busy machine many. */
const timeout_ms = 60_000;
const run = await engine();
const folder = new Folder();

const resources = fc.record({
  span_bytes: fc.oneof(fc.constant(1 << 20), fc.integer({ min: 1, max: 200 })),
  batch_size: fc.integer({ min: 1, max: 20 }),
});

/** What the list's rows have to be. */
function expectedRows(text: string, row: (csf: PlainCsf, index: number) => Record<string, unknown>): unknown[] {
  return readList(text).csfs.map(row);
}

describe("any list, in pieces of any size, as the plain reference has it", { timeout: timeout_ms }, () => {
  test("lines and blocks", async () => {
    await fc.assert(
      fc.asyncProperty(list, resources, async (text, options) => {
        const { rows, error } = await read(run, folder.write(Buffer.from(text, "latin1")), {
          ...options,
          errors: "collect",
        });
        expect(error).toBeNull();
        const expected = expectedRows(text, ({ block, lines }, i) => ({
          idx: BigInt(i),
          block,
          line1: lines[0],
          line2: lines[1],
          line3: lines[2],
        }));
        expect(rows).toEqual(expected);
      }),
      { numRuns: 120, seed: 1 },
    );
  });

  test.each(["raw", "normalized"])("%s descriptors, and the rejects among them", async (kind) => {
    const normalize = kind === "normalized";
    let rejected = 0;
    await fc.assert(
      fc.asyncProperty(list, resources, fc.constantFrom("columns", "list"), async (text, options, layout) => {
        const path = folder.write(Buffer.from(text, "latin1"));
        const asked = { ...options, columns: ["descriptor"], normalize, layout };
        const collected = await read(run, path, { ...asked, errors: "collect" });
        const zeros = await read(run, path, { ...asked, errors: "zeros" });
        const expected = readList(text).csfs.map((csf) => descriptorOf(csf, peel, normalize));
        const width = peel.length * 3;
        expect(collected.rows.map((row) => valuesOf(row, layout))).toEqual(
          expected.map((row) => row ?? (layout === "list" ? null : Array<null>(width).fill(null))),
        );
        expect(zeros.rows.map((row) => valuesOf(row, layout))).toEqual(
          expected.map((row) => row ?? Array<number>(width).fill(0)),
        );
        const bad = readList(text).csfs.flatMap((csf, index) => (expected[index] === null ? [[index, csf.line]] : []));
        const rejects = (collected.statistics?.["rejects"] ?? []) as {
          index: number;
          line: number;
          reason: string;
        }[];
        const listed = rejects.filter(({ reason }) => !reason.includes("of its 3 lines"));
        expect(listed.map(({ index, line }) => [index, line])).toEqual(bad);
        rejected += bad.length;
      }),
      { numRuns: 120, seed: 2 },
    );
    expect(rejected).toBeGreaterThan(50);
  });

  test("what the lines are parsed to", async () => {
    const columns = ["two_j", "parity", "configuration", "subshells"];
    await fc.assert(
      fc.asyncProperty(list, resources, async (text, options) => {
        const path = folder.write(Buffer.from(text, "latin1"));
        const { rows } = await read(run, path, { ...options, columns, errors: "collect" });
        const expected = expectedRows(text, ({ lines }) => {
          const subshells = subshellsOf(lines);
          return { ...totalOf(lines[2]), configuration: configurationOf(subshells), subshells };
        });
        expect(rows).toEqual(expected);
      }),
      { numRuns: 120, seed: 3 },
    );
  });
});

const valuesOf = (row: Record<string, unknown>, layout: string): unknown =>
  layout === "list" ? row["descriptor"] : Object.values(row);

const one_csf = "  3s ( 1)  3p ( 3)\n      1/2      3/2\n                  1+\n";

test("more lines than one load takes", { timeout: timeout_ms }, async () => {
  const text = header() + "\n".repeat(300_000);
  const { statistics } = await read(run, folder.write(Buffer.from(text)), {}, { operation: "count" });
  expect(statistics?.["records"]).toBe(100_000);
});

test("the first CSFs alone, and nothing wrong behind them", async () => {
  const path = folder.write(Buffer.from(`${header() + one_csf.repeat(3)}cut`));
  for (const limit of [0, 2, 3]) {
    const { rows, error, statistics } = await read(run, path, { limit });
    expect(error).toBeNull();
    expect(rows).toHaveLength(limit);
    expect(statistics?.["complete"]).toBe(false);
  }
});

test("blocks are counted as rcsfblock prints them", async () => {
  const other = one_csf.replace("1+", "2-");
  const path = folder.write(Buffer.from(`${header() + one_csf} *\n${other.repeat(2)} *\n *\n${one_csf}`));
  const { statistics } = await read(run, path, { span_bytes: 64 }, { operation: "count" });
  expect(statistics?.["blocks"]).toEqual([
    { block: 1, two_j: 2, parity: "+", csfs: 1 },
    { block: 2, two_j: 4, parity: "-", csfs: 2 },
    { block: 4, two_j: 2, parity: "+", csfs: 1 },
  ]);
});

test("lines are cut at the length asked for, counted, and their CSFs named", async () => {
  const path = folder.write(
    Buffer.from(`${header() + one_csf} *\n${one_csf.replace("  3s", " 13s")}${"x".repeat(9)}\n\n0+\n`),
  );
  const cut = await read(run, path, { max_line_len: 10, span_bytes: 30 });
  expect(cut.rows.map((row) => row["line1"])).toEqual(["  3s ( 1) ", " 13s ( 1) ", "x".repeat(9)]);
  expect(cut.statistics).toMatchObject({ truncated_count: 6, truncated_rows: [0, 1] });
});
