/** A BAM that arrives gives what the file gives, however it was split: the same batches, the same errors at the same places. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Request, Run } from "../../ts/bridge/requests.ts";
import { temporaryFolder } from "../bridge/files.ts";
import type { Answer } from "../helpers/operations.ts";
import { ask, engine, request } from "../helpers/operations.ts";
import { askArriving, split } from "../helpers/streams.ts";

const data = join(import.meta.dirname, "../../tests_py/data");
const files = [join(data, "bam"), join(data, "malformed")].flatMap((folder) =>
  readdirSync(folder).map((name) => join(folder, name)),
);

let run: Run;
beforeAll(async () => {
  run = await engine();
});

/** What came, and how it ended; the input's name is the only difference. */
function told({ reply, error, statistics }: Answer): unknown {
  const { place, ...fault } = (error ?? {}) as { place?: object; code?: string; message?: string };
  return {
    schemas: reply.schemas,
    batches: reply.batches.map((batch) => Buffer.from(batch).toString("latin1")),
    fault: [fault.code, (error as Error | null)?.message, { ...place, path: null }],
    records: statistics?.["records"],
    // How much was read on behind a limit depends on the pieces.
    bytes_in: statistics?.["complete"] === true ? statistics["bytes_in"] : null,
  };
}

async function same(bytes: Uint8Array, sizes: readonly number[], fields: Partial<Request> = {}): Promise<Answer> {
  const path = join(temporaryFolder(), "file.bam");
  writeFileSync(path, bytes);
  const wanted = await ask(run, request([path], fields));
  const got = await askArriving(run, "bam", split(bytes, sizes), fields);
  expect(told(got)).toEqual(told(wanted));
  return got;
}

describe("a BAM that arrives", () => {
  it.each(files)("gives what the file gives: %s", async (path) => {
    const bytes = readFileSync(path);
    await same(bytes, [bytes.length]);
    await same(bytes, [1000, 70_000]);
    await same(bytes, [65_536], { options: { limit: 7, batch_size: 3 } });
    await same(bytes, [5000], { operation: "schema" });
  });

  const some = readFileSync(join(data, "bam", "biopython-bam1.bam"));
  it("comes in any pieces, cut anywhere, damaged anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: some.length }),
        fc.option(fc.tuple(fc.nat(some.length - 1), fc.nat(255)), { nil: null }),
        async (sizes, length, change) => {
          const bytes = Buffer.from(some.subarray(0, length));
          if (change !== null && change[0] < length) bytes[change[0]] = change[1];
          await same(bytes, sizes, { options: { batch_size: 50 } });
        },
      ),
      { numRuns: 100 },
    );
  });

  it("may be empty", async () => {
    const { error } = await same(new Uint8Array(0), [1]);
    expect(error).toMatchObject({ code: "BAM_HEADER_CUT" });
  });

  it("may come in single bytes", async () => {
    await same(readFileSync(join(data, "bam", "samtools-xx-minimal.bam")), [1]);
  });
});
