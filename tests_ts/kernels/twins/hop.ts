import { bad_record } from "../../../ts/kernels/bam.ts";
import type { HopLimits } from "../../../ts/kernels/hop_state.ts";
import { column_bit, hop_reason } from "../../../ts/kernels/hop_state.ts";

export interface HopResult {
  reason: number;
  position: number;
  bad: number;
  record_need: number;
  pointers: number[];
  raw_bytes: number;
  name_bytes: number;
  chrom_bytes: number;
  sequence_bytes: number;
  quality_bytes: number;
}

/** What is wrong with a record's fixed part, 0 if nothing. */
function checkFixed(view: DataView, at: number, references: number): number {
  const length = view.getInt32(at + 20, true);
  if (length < 0) return bad_record.sequence_length;
  const name_length = view.getUint8(at + 12);
  const parts = 32 + name_length + 4 * view.getUint16(at + 16, true) + Math.ceil(length / 2) + length;
  if (parts > view.getInt32(at, true)) return bad_record.lengths;
  if (name_length === 0) return bad_record.name_length;
  const outside = (reference: number): boolean => reference < -1 || reference >= references;
  if (outside(view.getInt32(at + 4, true))) return bad_record.reference;
  if (outside(view.getInt32(at + 24, true))) return bad_record.next_reference;
  if (view.getInt32(at + 8, true) < -1) return bad_record.position;
  return 0;
}

/** The hop kernel's twin, going on from `lot`. */
export function twinHop(view: DataView, position: number, end: number, limits: HopLimits, lot: HopResult): HopResult {
  const wanted = limits.wanted ?? 255;
  const result = { ...lot, pointers: [...lot.pointers], position, bad: 0, record_need: 0 };
  const stop = (reason: number): HopResult => ({ ...result, reason });
  const refuse = (bad: number): HopResult => ({ ...result, reason: hop_reason.bad, bad });
  for (;;) {
    const at = result.position;
    const available = end - at;
    if (result.pointers.length >= limits.rows_max) return stop(hop_reason.rows);
    if (available < 4) return stop(hop_reason.more);
    const bytes = view.getInt32(at, true) + 4;
    if (bytes < 36) return refuse(bad_record.block_size);
    if (bytes > limits.record_bytes_max) return refuse(bad_record.too_large);
    const bad = available >= 36 ? checkFixed(view, at, limits.references) : 0;
    if (bad !== 0) return refuse(bad);
    if (bytes > available) return { ...result, reason: hop_reason.more, record_need: bytes };
    const some = result.pointers.length > 0;
    if (some && result.raw_bytes + bytes > limits.bytes_max) return stop(hop_reason.bytes);
    const name_length = view.getUint8(at + 12);
    if (view.getUint8(at + 35 + name_length) !== 0) return refuse(bad_record.name_end);

    const reference = view.getInt32(at + 4, true);
    const chrom = reference < 0 ? 0 : view.getUint32(limits.reference_table + 8 * reference + 4, true);
    if (wanted & column_bit.chrom) {
      if (some && result.chrom_bytes + chrom > 0x7fffffff) return stop(hop_reason.bytes);
      result.chrom_bytes += chrom;
    }
    if (wanted & column_bit.name) result.name_bytes += name_length - 1;
    const length = view.getInt32(at + 20, true);
    if (wanted & column_bit.sequence) result.sequence_bytes += length;
    const quality = at + 36 + name_length + 4 * view.getUint16(at + 16, true) + Math.ceil(length / 2);
    if (wanted & column_bit.quality && length > 0 && view.getUint8(quality) !== 0xff) result.quality_bytes += length;
    result.pointers.push(at);
    result.raw_bytes += bytes;
    result.position += bytes;
  }
}

export const empty_lot: HopResult = {
  reason: 0,
  position: 0,
  bad: 0,
  record_need: 0,
  pointers: [],
  raw_bytes: 0,
  name_bytes: 0,
  chrom_bytes: 0,
  sequence_bytes: 0,
  quality_bytes: 0,
};
