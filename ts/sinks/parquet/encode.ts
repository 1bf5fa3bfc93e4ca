/** The Parquet encoder: a batch becomes a row group, in the thread that has filled it. */
import type { Field } from "../../arrow/schema.ts";
import type { Encode, FilledBatch } from "../../core/sink.ts";
import { encodeKernel } from "../encode_kernel.ts";
import { encodeChunk } from "./chunk.ts";
import type { EncodedRowGroup } from "./metadata.ts";
import type { Compression } from "./options.ts";
import { PageWriter } from "./pages.ts";
import { planRoom, type RoomPlan } from "./room.ts";
import { parquetSchema } from "./schema.ts";

/** The areas' absolute addresses. */
function placeRoom(plan: RoomPlan, begin: number): RoomPlan {
  const { output_bytes, bytes, ...areas } = plan;
  const placed = Object.fromEntries(Object.entries(areas).map(([name, offset]) => [name, begin + offset]));
  return { ...(placed as typeof areas), output_bytes, bytes };
}

export const encodeParquet: Encode = (batch: FilledBatch): EncodedRowGroup => {
  const { region, layout, nulls, step, thread } = batch;
  const kernel = encodeKernel(thread);
  const { leaves } = parquetSchema(step["fields"] as readonly Field[]);
  const address = region.address + layout.prefix_bytes;
  const begin = address + layout.body_bytes;
  const room = placeRoom(planRoom(layout, leaves), begin);
  const writer = new PageWriter(
    { kernel, thread, ...room },
    step["compression"] as Compression,
    begin,
    room.output_bytes,
  );
  const context = { kernel, thread, room, writer, nulls, body: { address, layout, thread } };
  const chunks = leaves.map((leaf) => encodeChunk(context, leaf));
  return { bytes: writer.bytes, chunks };
};
