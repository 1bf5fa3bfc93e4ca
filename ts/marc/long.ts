/** The long shape: one row a subfield, a control field or a leader, from which the records can be made again. */
import type { Field } from "../arrow/schema.ts";
import { uint32, utf8 } from "../arrow/schema.ts";
import { leader_bytes } from "./iso2709.ts";
import { marcKernel } from "./kernel.ts";
import type { ExtraColumn } from "./long_extra.ts";
import { extra_fields, fillExtra, isExtra, sumNames } from "./long_extra.ts";
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

/** How many sums the kernel makes of a record: rows, bytes of both indicators, of codes and of values. */
const kernel_sums = 5;

function bytesOf(column: LongColumn | ExtraColumn, needs: readonly number[]): number {
  const [rows = 0, ind1 = 0, ind2 = 0, code = 0, value = 0, names = 0] = needs;
  const bytes: Readonly<Partial<Record<LongColumn | ExtraColumn, number>>> = {
    tag: rows * 3,
    ind1,
    ind2,
    code,
    value,
    "@encoding": names,
    "@leader": rows * leader_bytes,
  };
  return bytes[column] ?? 0;
}

/** `encodings` are the names that records refer to by number. */
export function longShape(columns: readonly (LongColumn | ExtraColumn)[], encodings: readonly string[]): ShapeTasks {
  const known = [...long_fields, ...extra_fields];
  const chosen = columns.map((name) => known.find((field) => field.name === name) as (typeof known)[number]);
  const extra = columns.filter(isExtra);
  const named = columns.includes("@encoding");
  const sums = named ? kernel_sums + 1 : kernel_sums;
  return {
    fields: chosen,
    sums,
    left: 0,
    rows: (_records, [rows = 0]) => rows,
    sizes: (_records, needs) => columns.map((column) => bytesOf(column, needs)),
    measure(thread, rows, count, at) {
      marcKernel(thread).measure_long(rows, count, at);
      if (named) sumNames(thread, rows, count, at, kernel_sums, encodings);
    },
    fill(parts, body, layout, thread) {
      const kernel = marcKernel(thread);
      const buffers = new Buffers(body, layout, thread);
      const addresses = new Map<string, number>();
      for (const { name, type } of chosen) {
        addresses.set(`${name} validity`, buffers.bitmap());
        if (type.kind === "utf8") addresses.set(`${name} offsets`, buffers.offsets());
        addresses.set(`${name} values`, buffers.get());
      }
      const address = (name: string, part: string): number => addresses.get(`${name} ${part}`) ?? 0;
      let list = kernel.columns_list();
      for (const { name } of long_fields) {
        for (const part of places[name]) {
          thread.data.setUint32(list, address(name, part), true);
          list += 4;
        }
      }
      kernel.begin_long(kernel.columns_list());
      for (const { rows, count, record_base } of parts) kernel.fill_long(rows, count, record_base);
      if (extra.length > 0) {
        const found = extra.map((name) => {
          return [name, { offsets: address(name, "offsets"), values: address(name, "values") }] as const;
        });
        fillExtra(thread, parts, new Map(found), sums, encodings);
      }
      const nulls = columns.map((column) => {
        const number = isExtra(column) ? undefined : null_columns[column];
        return number === undefined ? 0 : kernel.long_nulls(number);
      });
      return { nulls };
    },
  };
}
