/** A batch's rows to records, in a worker. The first and the last record may go on in other batches: they stay in pieces. */
import type { FilledBatch } from "../core/sink.ts";
import type { Fragment } from "./building.ts";
import { RecordBuilder } from "./building.ts";
import type { EncodedRecords, RecordsStep } from "./records_file.ts";
import { disordered } from "./records_file.ts";
import { rowsOf } from "./table_rows.ts";

/** How far the rows of a record go. */
function groupEnd(records: Uint32Array, from: number): number {
  const record = records[from];
  let to = from + 1;
  while (to < records.length && records[to] === record) to++;
  return to;
}

export function encodeRecords(batch: FilledBatch): EncodedRecords {
  const { region, layout, thread, step } = batch;
  const { places, path, zero } = step as unknown as RecordsStep;
  const rows = rowsOf(batch, places, path);
  const room = region.address + layout.prefix_bytes + layout.body_bytes;
  const builder = new RecordBuilder({ path, zero });
  let head: Fragment | null = null;
  let tail: Fragment | null = null;
  let written = 0;
  let end = room;
  for (let from = 0; from < rows.count; ) {
    const to = groupEnd(rows.records, from);
    const record = rows.records[from] as number;
    if (from > 0 && record <= builder.record) throw disordered(record, builder.record, path);
    builder.begin(record);
    for (let row = from; row < to; row++) builder.add(rows, row);
    if (from === 0) head = builder.fragment();
    else if (to === rows.count) tail = builder.fragment();
    else {
      end = builder.write(thread.bytes, end);
      written += 1;
    }
    from = to;
  }
  return { head, tail, bytes: end - room, written };
}
