import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { separatorsBetween } from "../../ts/csf/separators.ts";
import { Folder } from "../helpers/files.ts";
import { ask, engine, request } from "../helpers/operations.ts";
import { header, list } from "./lists.ts";
import { readList } from "./reference.ts";

const run = await engine();
const folder = new Folder();

/** Copy a list through the engine, with the metadata that its scan would have. */
async function copied(text: string, batch_size: number): Promise<{ written: string | null; error: unknown }> {
  const path = folder.write(Buffer.from(text, "latin1"));
  const { reply } = await ask(run, request([path], { format: "csf", operation: "schema" }));
  const metadata = reply.table.schema.metadata;
  const out = folder.name();
  const options = {
    header: metadata.get("csf_header"),
    newline: metadata.get("csf_newline") ?? null,
    last_line: metadata.get("csf_last_line") ?? null,
    last_separators: Number(metadata.get("csf_last_separators") ?? 0),
  };
  const sink = { kind: "csf", path: Buffer.from(out), name: out, options };
  const asked = {
    format: "csf",
    operation: "convert" as const,
    sink,
    options: { batch_size, span_bytes: 99, errors: "collect" },
  };
  const { error } = await ask(run, request([path], asked));
  return { written: error === null ? readFileSync(out, "latin1") : null, error };
}

/** Ends that a list can't have kept: blank lines behind its last CSF, and blanks around an asterisk. */
const tidy = (text: string): string => text.replace(/^[ \t]*\*[ \t]*(\r?)$/gm, " *$1");

test("any list is written as it was read, in batches of any size", { timeout: 60_000 }, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(list, fc.integer({ min: 1, max: 9 }), async (text, batch_size) => {
      const { written, error } = await copied(text, batch_size);
      expect(error).toBeNull();
      const lines = text.split("\n");
      // Lines that are left over, and blank ones at the end, are nobody's: they are not written.
      fc.pre(readList(text).left === 0);
      fc.pre(lines.length > 6 && (lines.at(-1) === "" ? lines.at(-2) : lines.at(-1))?.trim() !== "");
      expect(written).toBe(tidy(text));
      compared += 1;
    }),
    { numRuns: 120, seed: 4 },
  );
  expect(compared).toBeGreaterThan(50);
});

test("a header alone, with the end of its last line or without", async () => {
  for (const text of [header(), header().trimEnd(), `${header()} *\n *`]) {
    expect((await copied(text, 5)).written).toBe(text);
  }
});

test("separators between two CSFs", () => {
  const at = (block: number | null, idx: number | null) => ({ block, idx });
  // Nothing was taken out between them: as many as there were.
  expect(separatorsBetween(at(1, 4), at(4, 5), "")).toBe(3);
  expect(separatorsBetween(null, at(3, 0), "")).toBe(2);
  // Something was, or nobody knows: the blocks that are left follow each other.
  expect(separatorsBetween(at(1, 4), at(4, 6), "")).toBe(1);
  expect(separatorsBetween(at(1, null), at(4, null), "")).toBe(1);
  expect(separatorsBetween(null, at(3, 2), "")).toBe(0);
  expect(separatorsBetween(at(2, 1), at(2, 7), "")).toBe(0);
  expect(separatorsBetween(at(null, 1), at(null, 2), "")).toBe(0);
  expect(() => separatorsBetween(at(2, 1), at(1, 2), "")).toThrow("block 1 comes after block 2");
  expect(() => separatorsBetween(at(2, 1), at(1e9, 2), "")).toThrow("comes right after");
});
