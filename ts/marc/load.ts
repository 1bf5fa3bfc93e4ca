/** The MARC part of `load`, in a worker: a range of the input becomes a table of checked records, with their texts decoded and their columns measured. */
import { isUtf8 } from "node:buffer";
import type { Region } from "../core/memory.ts";
import type { Loaded, Span } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { decode_mode, scan_reason } from "../kernels/marc.ts";
import { field_bytes, MarcRow, row_bytes, row_flag } from "../kernels/marc_rows.ts";
import { decodeRows } from "./decode.ts";
import type { EncodingChoice } from "./encoding.ts";
import { scanMode } from "./encoding.ts";
import { damage } from "./faults.ts";
import type { Piece } from "./feed.ts";
import { marcKernel } from "./kernel.ts";
import { readOdd, record_end, skipFiller, skipMark } from "./odd.ts";
import type { Shape } from "./shape.ts";
import { shapeOf } from "./shapes.ts";
import { pad_bytes, planSlot, rows_max } from "./slot_plan.ts";
import { overlap_bytes, Window } from "./window.ts";

export interface MarcSpan extends Span {
  readonly fd: number;
  readonly name: string;
  readonly file_bytes: number;
  /** Records that begin in [start, end) of the file belong to this span. */
  readonly start: number;
  readonly end: number;
  /** True where a record is known to begin at `start`, else the first one begins behind the first terminator. */
  readonly exact: boolean;
  /** What may be read behind the span, for its last record. */
  readonly overlap: number;
  /** The bytes, if they are in memory already. */
  readonly held: Piece["held"];
  readonly encoding: EncodingChoice;
  readonly shape: Shape;
  /** Which bad records have rows all the same: all of them, those whose text has U+FFFD in it, or none. */
  readonly keep: "all" | "text" | "none";
}

/** A record that the format's tables have no row for, or an incomplete one: numbers as in its row. */
export interface BadRow {
  readonly ordinal: number;
  readonly offset: number;
  readonly length: number;
  readonly error: number;
  readonly detail: number;
  /** Whether it has a row all the same. */
  readonly kept: boolean;
}

export interface MarcLoaded extends Loaded {
  /** What the rows' offsets count from. */
  readonly base: number;
  /** Where in the file the first record was found, and where the first one begins that was not taken. -1: none was found. */
  readonly first: number;
  readonly next: number;
  /** True where the record at `next` isn't whole in what was read. */
  readonly cut: boolean;
  /** All records found, the bad ones among them. */
  readonly records: number;
  /** The rows that make the tables: without the bad ones, unless the shape has them too. */
  readonly rows: number;
  readonly count: number;
  readonly sums: number;
  readonly bad: readonly BadRow[];
}

/** Where the records of this span begin, counted from the window's base; -1 for nowhere. */
function firstRecord(span: MarcSpan, base: number, bytes: Uint8Array): number {
  if (span.exact) return span.start - base;
  const found = bytes.subarray(0, span.end - span.start).indexOf(record_end);
  return found < 0 ? -1 : found + 1;
}

export function loadMarc(span: MarcSpan, slot: Region, thread: ThreadMemory): MarcLoaded {
  const kernel = marcKernel(thread);
  const shape = shapeOf(span.shape);
  const plan = planSlot(span.end - span.start + 1, span.overlap, (shape.sums + shape.left) * 4);
  const window = new Window(span, slot, thread.buffer(slot.address, plan.raw_bytes));
  const all = thread.bytes;
  const origin = window.address;
  const begin = firstRecord(span, window.base, all.subarray(origin, origin + window.have));
  const rows = slot.address + plan.rows;
  const sums = slot.address + plan.sums;
  const nothing = { fault: null, base: window.base, cut: false, records: 0, rows, count: 0, sums, bad: [] };
  if (begin < 0) return { ...nothing, first: -1, next: span.end };
  const own_end = origin + span.end - window.base;
  const fields_limit = slot.address + plan.sums;
  const usual = scanMode(span.encoding);
  // A record's text is UTF-8 if all records together are; to find that out takes a third of the time that it takes record by record.
  const whole = all.subarray(origin + begin, origin + window.have);
  const known = isUtf8(whole.subarray(0, whole.lastIndexOf(record_end) + 1)) ? window.have : 0;
  const top = origin + begin;
  let at = span.exact && span.start === 0 ? skipMark(all, top, origin + window.have) : top;
  let fields = slot.address + plan.fields;
  let count = 0;
  let cut = false;
  let sound = true;
  while (at < own_end) {
    const end = origin + window.have;
    at = skipFiller(all, at, end);
    if (at >= own_end) break;
    const to = rows + count * row_bytes;
    const mode = known === window.have ? usual | decode_mode.known_utf8 : usual;
    count += kernel.scan(at, own_end, end, origin, to, rows_max - count, count, fields, fields_limit, mode);
    at = kernel.scan_position() >>> 0;
    fields = kernel.scan_fields_end() >>> 0;
    sound &&= kernel.scan_to_decode() === 0;
    if (kernel.scan_reason() !== scan_reason.odd) break;
    // The record may just not be whole yet.
    if (window.more && end - at < overlap_bytes) {
      window.all();
      continue;
    }
    const odd = readOdd(all, at, end, window.eof);
    if (odd === null) {
      at = end;
      break;
    }
    if (odd === "more") {
      cut = !window.more;
      if (cut) break;
      window.all();
      continue;
    }
    if (fields + odd.fields.length * field_bytes > fields_limit) break;
    sound = false;
    const flags = odd.error | row_flag.decode;
    const { start: address, length, detail } = odd;
    MarcRow.write(
      thread.data,
      rows + count * row_bytes,
      { address, length, flags, detail, ordinal: count, offset: address - origin },
      fields,
      odd.fields,
    );
    fields += odd.fields.length * field_bytes;
    count += 1;
    at = address + length;
  }
  const decoded = slot.address + plan.decoded;
  const limit = slot.address + plan.bytes - pad_bytes;
  // Where all rows are sound and stand as they are, none of them is looked at.
  const taken = sound ? count : decodeRows(thread, span.encoding, rows, count, decoded, limit);
  const next = taken === count ? window.base + at - origin : window.base + rowAt(thread, rows, taken).offset;
  const { bad, kept } = sound ? { bad: [], kept: count } : setBadAside(thread, rows, taken, span.keep);
  shape.measure(thread, rows, kept, sums, fields, fields_limit);
  return {
    fault: null,
    base: window.base,
    first: window.base + begin,
    next,
    cut,
    records: taken,
    rows,
    count: kept,
    sums,
    bad,
  };
}

const rowAt = (thread: ThreadMemory, rows: number, row: number): MarcRow =>
  new MarcRow(thread.data, rows + row * row_bytes);

/** List the bad rows, and take out of the table those that aren't to be kept. */
function setBadAside(
  thread: ThreadMemory,
  rows: number,
  count: number,
  keep: MarcSpan["keep"],
): { bad: BadRow[]; kept: number } {
  const bad: BadRow[] = [];
  const { data, bytes } = thread;
  // Looked at for every record: 47 ns by a typed array, 96 by a view.
  const flags = new Uint32Array(thread.memory.buffer, rows, (count * row_bytes) / 4);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const from = rows + i * row_bytes;
    const damaged = ((flags[(i * row_bytes) / 4 + 4] as number) & 0xff) !== 0;
    if (damaged) {
      const { ordinal, offset, length, error, detail } = new MarcRow(data, from);
      const kept_all_the_same = keep === "all" || (keep === "text" && error === damage.text);
      bad.push({ ordinal, offset, length, error, detail, kept: kept_all_the_same });
      if (!kept_all_the_same) continue;
    }
    if (kept !== i) bytes.copyWithin(rows + kept * row_bytes, from, from + row_bytes);
    kept += 1;
  }
  return { bad, kept };
}
