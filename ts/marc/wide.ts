/** The wide shape: one row a record, its columns by rules. */
import type { ArrowType, Field } from "../arrow/schema.ts";
import { binary, uint32, uint64, utf8 } from "../arrow/schema.ts";
import { rule_bytes } from "../kernels/marc_rules.ts";
import { marcKernel } from "./kernel.ts";
import type { WideColumn } from "./rules.ts";
import { isExtracted } from "./rules.ts";
import type { Part, ShapeTasks } from "./shape.ts";
import { Buffers } from "./shape.ts";

function typeOf({ kind, repeated }: WideColumn): ArrowType {
  if (kind === "record" || kind === "length") return uint32;
  if (kind === "offset") return uint64;
  if (kind === "raw") return binary;
  return repeated ? { kind: "list", item: { name: "item", type: utf8, nullable: false } } : utf8;
}

/** A list is empty where a record has nothing; any other column of a field is null. */
const fieldOf = (column: WideColumn): Field => ({
  name: column.name,
  type: typeOf(column),
  nullable: column.kind === "field" && !column.repeated,
});

type Kernel = ReturnType<typeof marcKernel>;

/** Parts, each with the number of its first row in the batch. */
function placed(parts: readonly Part[]): readonly (Part & { readonly first: number })[] {
  let first = 0;
  return parts.map((part) => {
    first += part.count;
    return { ...part, first: first - part.count };
  });
}

function fillNumbers(kernel: Kernel, column: WideColumn, parts: readonly Part[], values: number): void {
  for (const { rows, count, first, record_base, offset_base } of placed(parts)) {
    const at = values + first * (column.kind === "offset" ? 8 : 4);
    const [records, offsets, lengths] = (["record", "offset", "length"] as const).map((kind) =>
      kind === column.kind ? at : 0,
    );
    kernel.fill_numbers(
      rows,
      count,
      record_base,
      records ?? 0,
      BigInt(offset_base),
      offsets ?? 0,
      lengths ?? 0,
      0,
      0,
      0,
    );
  }
}

export function wideShape(columns: readonly WideColumn[], rules: number): ShapeTasks {
  const extracted = columns.filter(isExtracted);
  const fields = columns.map(fieldOf);
  return {
    fields,
    sums: extracted.length * 2,
    rows: (records) => records,
    sizes(_records, needs) {
      let next = 0;
      return columns.flatMap((column) => {
        if (!isExtracted(column)) return [0];
        const bytes = needs[next] ?? 0;
        const items = needs[next + 1] ?? 0;
        next += 2;
        return column.repeated ? [items, bytes] : [bytes];
      });
    },
    measure: (kernel, rows, count, sums) => kernel.measure_wide(rows, count, rules, extracted.length, sums),
    fill(parts, body, layout, thread) {
      const kernel = marcKernel(thread);
      const buffers = new Buffers(body, layout, thread);
      let rule = rules;
      const nulls = columns.flatMap((column) => {
        const validity = buffers.bitmap();
        if (!isExtracted(column)) {
          fillNumbers(kernel, column, parts, buffers.get());
          return [0];
        }
        const offsets = buffers.offsets();
        // A list's items have a validity of their own, which has no bytes.
        if (column.repeated) buffers.get();
        const ends = column.repeated ? buffers.offsets() : 0;
        const data = buffers.get();
        let missing = 0;
        for (const { rows, count, first } of placed(parts)) {
          const bitmap = column.kind === "field" && !column.repeated ? validity : 0;
          missing += kernel.fill_wide(rows, count, first, rule, bitmap, offsets + first * 4, ends, data);
        }
        rule += rule_bytes;
        return column.repeated ? [0, 0] : [missing];
      });
      return { nulls };
    },
  };
}
