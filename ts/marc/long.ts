/** The long shape: one row a subfield, a control field or a leader, from which the records can be made again. */
import type { Field } from "../arrow/schema.ts";
import { uint32, utf8 } from "../arrow/schema.ts";
import { marcKernel } from "./kernel.ts";
import type { ShapeTasks } from "./shape.ts";
import { Buffers } from "./shape.ts";

export const long_fields = [
  { name: "record", type: uint32, nullable: false },
  { name: "field", type: uint32, nullable: false },
  { name: "tag", type: utf8, nullable: false },
  { name: "ind1", type: utf8, nullable: true },
  { name: "ind2", type: utf8, nullable: true },
  { name: "subfield", type: uint32, nullable: true },
  { name: "code", type: utf8, nullable: true },
  { name: "value", type: utf8, nullable: false },
] as const satisfies readonly Field[];

export type LongColumn = (typeof long_fields)[number]["name"];

/** The kernel's list of addresses: of each column, which buffers. */
const places: Readonly<Record<LongColumn, readonly ("validity" | "offsets" | "values")[]>> = {
  record: ["values"],
  field: ["values"],
  tag: ["offsets", "values"],
  ind1: ["validity", "offsets", "values"],
  ind2: ["validity", "offsets", "values"],
  subfield: ["validity", "values"],
  code: ["validity", "offsets", "values"],
  value: ["offsets", "values"],
};

/** Where the kernel keeps the nulls of a column. */
const null_columns: Readonly<Partial<Record<LongColumn, number>>> = { ind1: 0, ind2: 1, subfield: 2, code: 3 };

function bytesOf(column: LongColumn, needs: readonly number[]): number {
  const [rows = 0, ind1 = 0, ind2 = 0, code = 0, value = 0] = needs;
  const bytes: Readonly<Partial<Record<LongColumn, number>>> = { tag: rows * 3, ind1, ind2, code, value };
  return bytes[column] ?? 0;
}

export function longShape(columns: readonly LongColumn[]): ShapeTasks {
  const chosen = columns.map(
    (name) => long_fields.find((field) => field.name === name) as (typeof long_fields)[number],
  );
  return {
    fields: chosen,
    sums: 5,
    left: 0,
    rows: (_records, [rows = 0]) => rows,
    sizes: (_records, needs) => columns.map((column) => bytesOf(column, needs)),
    measure: (kernel, rows, count, sums) => kernel.measure_long(rows, count, sums),
    fill(parts, body, layout, thread) {
      const kernel = marcKernel(thread);
      const buffers = new Buffers(body, layout, thread);
      const addresses = new Map<string, number>();
      for (const { name, type } of chosen) {
        addresses.set(`${name} validity`, buffers.bitmap());
        if (type.kind === "utf8") addresses.set(`${name} offsets`, buffers.offsets());
        addresses.set(`${name} values`, buffers.get());
      }
      let list = kernel.columns_list();
      for (const { name } of long_fields) {
        for (const part of places[name]) {
          thread.data.setUint32(list, addresses.get(`${name} ${part}`) ?? 0, true);
          list += 4;
        }
      }
      kernel.begin_long(kernel.columns_list());
      for (const { rows, count, record_base } of parts) kernel.fill_long(rows, count, record_base);
      const nulls = columns.map((column) => {
        const number = null_columns[column];
        return number === undefined ? 0 : kernel.long_nulls(number);
      });
      return { nulls };
    },
  };
}
