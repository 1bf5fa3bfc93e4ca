/** Long tables: the usual record's quick way against the one that asks of each row what it has. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { field_bytes, MarcRow, row_bytes, row_flag } from "../../ts/kernels/marc_rows.ts";
import { marcKernel } from "../../ts/marc/kernel.ts";
import { marcRecord, someMarcFields } from "./marc_arbitrary.ts";

const memory = new RequestMemory(null);
const thread = new ThreadMemory(memory.memory);
const kernel = marcKernel(thread);
const room = memory.allocate(2 ** 18).address;
const rows_at = memory.allocate(16 * row_bytes).address;
const fields_at = memory.allocate(1024 * field_bytes).address;
const sums_at = memory.allocate(17 * 20).address;
const column_bytes = 2 ** 16;
const columns = memory.allocate(17 * column_bytes).address;
/** In the order of the kernel's list: v validity, o offsets, n numbers, t bytes of text, c of one character for each row that has one. */
const kinds = "nnotvotvotvnvotot";

/** All that is in the table; `wanted` has a bit for each of the kernel's buffers. */
function table(count: number, wanted: number): unknown {
  kernel.measure_long(rows_at, count, sums_at);
  const sums = Array.from({ length: (count + 1) * 5 }, (_, i) => thread.data.getUint32(sums_at + 4 * i, true));
  const rows = sums[count * 5] as number;
  thread.bytes.fill(0, columns, columns + 17 * column_bytes);
  const list = kernel.columns_list();
  for (let i = 0; i < 17; i++) {
    thread.data.setUint32(list + 4 * i, (wanted >> i) & 1 ? columns + i * column_bytes : 0, true);
  }
  kernel.begin_long(list);
  kernel.fill_long(rows_at, count, 7);
  const nulls = [0, 1, 2, 3].map((column) => kernel.long_nulls(column));
  const buffers = [...kinds].map((kind, i) => {
    if (((wanted >> i) & 1) === 0) return null;
    const at = columns + i * column_bytes;
    const offsets = (kind === "t" ? at - column_bytes : at) + 4 * rows;
    const bytes = { v: Math.ceil(rows / 8), o: 4 * rows + 4, n: 4 * rows, t: thread.data.getUint32(offsets, true) };
    return Buffer.from(thread.bytes.subarray(at, at + bytes[kind as keyof typeof bytes])).toString("hex");
  });
  return { sums, nulls, buffers };
}

/** The buffers of columns that may each be left out. */
const groups = [[0], [1], [2, 3], [4, 5, 6], [7, 8, 9], [10, 11], [12, 13, 14], [15, 16]];
const someColumns = fc.subarray(groups).map((chosen) => chosen.flat().reduce((bits, one) => bits | (1 << one), 0));

test("usual records make the rows that any others do", () => {
  let usual = 0;
  fc.assert(
    fc.property(fc.array(someMarcFields, { minLength: 1, maxLength: 6 }), someColumns, (records, wanted) => {
      const bytes = Buffer.concat(records.map(marcRecord));
      thread.bytes.fill(0xff, room, room + bytes.length + 64);
      thread.bytes.set(bytes, room);
      const end = room + bytes.length;
      expect(kernel.scan(room, end, end, room, rows_at, 16, 0, fields_at, fields_at + 1024 * field_bytes, 0)).toBe(
        records.length,
      );
      const quick = table(records.length, wanted);
      for (let i = 0; i < records.length; i++) {
        const at = rows_at + i * row_bytes;
        if (thread.data.getUint32(at + 36, true) > 0) usual += 1;
        new MarcRow(thread.data, at).flags &= ~row_flag.plain;
      }
      expect(quick).toEqual(table(records.length, wanted));
    }),
    { numRuns: 500 },
  );
  expect(usual).toBeGreaterThan(100);
});
