/**
 * The shape that record objects are made from: one row a record, the bad ones among them. A record whose text is UTF-8 as it stands has its
 * bytes only, and Python finds the fields by its directory; any other one has its tags, three characters each, and its fields' decoded
 * texts beside, each with the field terminator behind it. A reader that has the input may have the lengths instead of the bytes.
 */
import type { Field } from "../arrow/schema.ts";
import { binary, uint8, uint32, uint64, utf8 } from "../arrow/schema.ts";
import { marcKernel } from "./kernel.ts";
import type { ShapeTasks } from "./shape.ts";
import { Buffers } from "./shape.ts";

const raw_field: Field = { name: "raw", type: binary, nullable: false };
const length_field: Field = { name: "length", type: uint32, nullable: false };
const other_fields: readonly Field[] = [
  { name: "tags", type: utf8, nullable: true },
  { name: "text", type: utf8, nullable: true },
  { name: "offset", type: uint64, nullable: false },
  { name: "encoding", type: uint8, nullable: false },
  { name: "error", type: uint8, nullable: false },
  { name: "detail", type: uint32, nullable: false },
];

export const recordsShape = (bare: boolean): ShapeTasks => ({
  fields: [bare ? length_field : raw_field, ...other_fields],
  sums: 3,
  left: 0,
  rows: (records) => records,
  sizes: (_records, [raw = 0, tags = 0, text = 0]) => [bare ? 0 : raw, tags, text, 0, 0, 0, 0],
  measure: (thread, rows, count, sums) => marcKernel(thread).measure_records(rows, count, sums),
  fill(parts, body, layout, thread) {
    const kernel = marcKernel(thread);
    const buffers = new Buffers(body, layout, thread);
    const raw = bare ? null : ([buffers.get(), buffers.offsets(), buffers.get()] as const);
    const length = bare ? ([buffers.get(), buffers.get()] as const) : null;
    const tags = [buffers.bitmap(), buffers.offsets(), buffers.get()] as const;
    const text = [buffers.bitmap(), buffers.offsets(), buffers.get()] as const;
    const offset = [buffers.get(), buffers.get()] as const;
    const encoding = [buffers.get(), buffers.get()] as const;
    const error = [buffers.get(), buffers.get()] as const;
    const detail = [buffers.get(), buffers.get()] as const;
    let done = 0;
    let nulls = 0;
    for (const { rows, count, offset_base } of parts) {
      const at = done * 4;
      if (raw !== null) kernel.fill_raw(rows, count, raw[1] + at, raw[2]);
      nulls += kernel.fill_decoded(rows, count, done, tags[0], tags[1] + at, tags[2], text[0], text[1] + at, text[2]);
      const lengths = length === null ? 0 : length[1] + at;
      const numbers = [encoding[1] + done, error[1] + done, detail[1] + at] as const;
      kernel.fill_numbers(rows, count, 0, 0, BigInt(offset_base), offset[1] + done * 8, lengths, ...numbers);
      done += count;
    }
    return { nulls: [0, nulls, nulls, 0, 0, 0, 0] };
  },
});
