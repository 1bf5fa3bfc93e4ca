/** The CSF part of `load`: a range of the file becomes text in memory and the list of its lines. */
import { readSync } from "node:fs";
import type { FaultData } from "../bridge/errors.ts";
import { inputFault } from "../core/faults.ts";
import type { Region } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { CsfKernel } from "../kernels/csf.ts";
import { csf_scratch } from "../kernels/csf.ts";
import { compileKernel, instantiateCsf } from "../kernels/load.ts";
import { csf_line_bytes_max, csf_lines_max, csf_span_bytes } from "../limits.ts";

export interface CsfSpan {
  readonly fd: number;
  readonly name: string;
  readonly file_bytes: number;
  /** Lines that begin in [start, end) of the file belong to this span. */
  readonly start: number;
  readonly end: number;
  /** True where a line is known to begin at `start`; else the line feed before it is looked for. */
  readonly exact: boolean;
  readonly entry_bytes: number;
  /** Lines are cut at this length. */
  readonly cut_bytes: number;
}

export interface CsfLoaded {
  /** Where in memory byte 0 of the file would be. */
  readonly origin: number;
  readonly lines: number;
  /** The lines' entries: see ../kernels/csf.ts. */
  readonly entries: number;
  /** Numbers of the lines that are separators, and of those that were cut: addresses and how many. */
  readonly separators: number;
  readonly separator_count: number;
  readonly cuts: number;
  readonly cut_count: number;
  /** A `line_stop`: why not all lines have an entry. */
  readonly stop: number;
  /** Where in the file the first line begins that has no entry. */
  readonly next: number;
  readonly fault: FaultData | null;
}

/** Kernels read a little past the text. */
const pad_bytes = 64;
/** A line begins before the span's end and may be as long as a line can be. */
const text_bytes_max = 1 + csf_span_bytes + csf_line_bytes_max + 2;
const text_room = text_bytes_max + pad_bytes;
const entries_room = (entry_bytes: number): number => (csf_lines_max + 3) * entry_bytes;

export const csfSlotBytes = (entry_bytes: number): number => text_room + entries_room(entry_bytes) + csf_lines_max * 8;

/** A kernel that knows where its scratch is: results lie in there. */
export type CsfInstance = CsfKernel & { readonly scratch: number };

export const csfKernel = (thread: ThreadMemory): CsfInstance =>
  thread.kernel("csf", csf_scratch.bytes, (memory, scratch) => ({
    ...instantiateCsf(compileKernel("csf"), memory, scratch),
    scratch,
  }));

/** The first read goes so far beyond the span: further than most lines reach. */
const beyond_bytes = 4096;

/** The text of a span from `from` on, until the line that begins last has ended; how many bytes there are. */
function readText(span: CsfSpan, from: number, buffer: Buffer): number {
  const needed = span.end - from;
  let have = 0;
  let wanted = needed + beyond_bytes;
  for (;;) {
    const reach = Math.min(wanted, span.file_bytes - from, buffer.length);
    while (have < reach) {
      const got = read(span, buffer, have, reach - have, from + have);
      if (got === 0) return have;
      have += got;
    }
    const ended = have === buffer.length || from + have >= span.file_bytes;
    if (ended || buffer.subarray(0, have).indexOf(0x0a, needed - 1) >= 0) return have;
    wanted = have * 2;
  }
}

function read(span: CsfSpan, buffer: Buffer, at: number, bytes: number, offset: number): number {
  try {
    return readSync(span.fd, buffer, at, bytes, offset);
  } catch (error) {
    throw inputFault(error, span.name);
  }
}

export function loadCsf(span: CsfSpan, slot: Region, thread: ThreadMemory): CsfLoaded {
  const kernel = csfKernel(thread);
  const from = span.exact ? span.start : span.start - 1;
  const text = thread.buffer(slot.address, text_bytes_max);
  const have = readText(span, from, text);
  const limit = span.end - from;
  const feed = span.exact ? -1 : text.subarray(0, Math.min(have, limit)).indexOf(0x0a);
  // No line begins in the span: one that began before it is longer.
  const first = span.exact || feed >= 0 ? feed + 1 : limit;
  const entries = slot.address + text_room;
  const marks = entries + entries_room(span.entry_bytes);
  const lines = kernel.index_lines(
    slot.address + first,
    slot.address + Math.min(limit, have),
    slot.address + have,
    csf_lines_max,
    csf_line_bytes_max,
    span.cut_bytes,
    entries,
    span.entry_bytes,
    marks,
  );
  return {
    origin: slot.address - from,
    lines,
    entries: entries + 3 * span.entry_bytes,
    separators: marks,
    separator_count: kernel.lines_separators(),
    cuts: marks + csf_lines_max * 4,
    cut_count: kernel.lines_cut(),
    stop: kernel.lines_stop(),
    next: first >= limit ? span.end : from + ((kernel.lines_end() >>> 0) - slot.address),
    fault: null,
  };
}
