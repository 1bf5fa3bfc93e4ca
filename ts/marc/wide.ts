/** The wide shape: one row a record, its columns by rules. */
import type { ArrowType, Field } from "../arrow/schema.ts";
import { binary, uint32, uint64, utf8 } from "../arrow/schema.ts";
import { row_bytes } from "../kernels/marc_rows.ts";
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

/** Records of a turn: few enough that all columns find them in the cache. */
const turn_rows = 128;

/** The parts in turns, each with the number of its first row in the batch. */
function turnsOf(parts: readonly Part[], stride: number): (Part & { readonly first: number })[] {
  const turns: (Part & { readonly first: number })[] = [];
  let first = 0;
  for (const part of parts) {
    for (let from = 0; from < part.count; from += turn_rows) {
      const count = Math.min(turn_rows, part.count - from);
      const rows = part.rows + from * row_bytes;
      turns.push({ ...part, rows, sums: part.sums + from * stride, count, first });
      first += count;
    }
  }
  return turns;
}

/** A column, where its buffers are, and its nulls so far. */
interface Target {
  readonly column: WideColumn;
  readonly rule: number;
  /** Where the places of its texts are, counted from a record's sums. */
  readonly places: number;
  /** 0 where nothing can be null. */
  readonly validity: number;
  readonly offsets: number;
  /** 0 but for lists. */
  readonly value_ends: number;
  readonly data: number;
  nulls: number;
}

function fillNumbers(kernel: Kernel, { column, data }: Target, turn: Part & { readonly first: number }): void {
  const at = data + turn.first * (column.kind === "offset" ? 8 : 4);
  const of = (kind: WideColumn["kind"]): number => (kind === column.kind ? at : 0);
  const { rows, count, record_base } = turn;
  const offset_base = BigInt(turn.offset_base);
  kernel.fill_numbers(rows, count, record_base, of("record"), offset_base, of("offset"), of("length"), 0, 0, 0);
}

function targetOf(column: WideColumn, rule: number, places: number, buffers: Buffers): Target {
  const validity = buffers.bitmap();
  if (!isExtracted(column))
    return { column, rule, places, validity: 0, offsets: 0, value_ends: 0, data: buffers.get(), nulls: 0 };
  const offsets = buffers.offsets();
  // A list's items have a validity of their own, which has no bytes.
  if (column.repeated) buffers.get();
  const value_ends = column.repeated ? buffers.offsets() : 0;
  const nullable = column.kind === "field" && !column.repeated;
  return {
    column,
    rule,
    places,
    validity: nullable ? validity : 0,
    offsets,
    value_ends,
    data: buffers.get(),
    nulls: 0,
  };
}

export function wideShape(columns: readonly WideColumn[], rules: number): ShapeTasks {
  const extracted = columns.filter(isExtracted);
  const fields = columns.map(fieldOf);
  return {
    fields,
    sums: extracted.length * 2,
    left: extracted.length * 2,
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
    measure: (thread, rows, count, sums, spare, spare_end) =>
      marcKernel(thread).measure_wide(rows, count, rules, extracted.length, sums, spare, spare_end),
    fill(parts, body, layout, thread) {
      const kernel = marcKernel(thread);
      const buffers = new Buffers(body, layout, thread);
      let next = 0;
      const targets = columns.map((column) => {
        const target = targetOf(column, rules + next * rule_bytes, (extracted.length + next) * 8, buffers);
        if (isExtracted(column)) next += 1;
        return target;
      });
      const stride = extracted.length * 16;
      for (const turn of turnsOf(parts, stride)) {
        for (const target of targets) {
          const { validity, offsets, value_ends, data } = target;
          if (!isExtracted(target.column)) fillNumbers(kernel, target, turn);
          else {
            const at = offsets + turn.first * 4;
            target.nulls += kernel.fill_wide(
              turn.rows,
              turn.count,
              turn.first,
              target.rule,
              turn.sums + target.places,
              stride,
              validity,
              at,
              value_ends,
              data,
            );
          }
        }
      }
      const nulls = targets.flatMap(({ column, nulls }) => (column.repeated ? [0, 0] : [nulls]));
      return { nulls };
    },
  };
}
