/** Where the slot of one load keeps what. */
import { field_bytes, row_bytes } from "../kernels/marc_rows.ts";

/** Records of one load; where they are shorter than any real one, a span is loaded in several goes. */
export const rows_max = 8192;
/** Kernels read a little beyond the last record and the last decoded text. */
export const pad_bytes = 64;
/** Where a slot keeps what. Decoded text may be longer than what it was. */
export interface SlotPlan {
  readonly raw_bytes: number;
  readonly rows: number;
  readonly fields: number;
  readonly sums: number;
  readonly decoded: number;
  readonly bytes: number;
}

export function planSlot(range: number, overlap: number, sums_bytes: number): SlotPlan {
  const raw_bytes = range + overlap;
  const rows = Math.ceil((raw_bytes + pad_bytes) / 64) * 64;
  const fields = rows + rows_max * row_bytes;
  // A field takes 13 bytes of a record at least.
  const sums = fields + Math.ceil((raw_bytes / 13) * field_bytes);
  const decoded = Math.ceil(sums / 64) * 64 + (rows_max + 1) * sums_bytes;
  return {
    raw_bytes,
    rows,
    fields,
    sums: Math.ceil(sums / 64) * 64,
    decoded,
    bytes: decoded + raw_bytes * 3 + pad_bytes,
  };
}
