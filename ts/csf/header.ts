/** The five lines before the first CSF, and what the end of the file says. */
import { readSync } from "node:fs";
import { Fault } from "../bridge/errors.ts";
import { inputFault } from "../core/faults.ts";
import type { OpenFile } from "../core/open_file.ts";
import { csf_line_bytes_max } from "../limits.ts";

export const header_lines = 5;

export interface CsfHeader {
  /** Without their ends. */
  readonly lines: readonly string[];
  readonly peel: readonly string[];
  /** Bytes of the header: where the first CSF begins. */
  readonly bytes: number;
  readonly newline: "\n" | "\r\n";
  /** Whether the lines are UTF-8; else they were read as Latin-1. */
  readonly is_utf8: boolean;
}

/** Bytes of the file, fewer where it ends. */
export function readAt(file: OpenFile, offset: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(Math.min(bytes, Math.max(0, file.file_bytes - offset)));
  let have = 0;
  try {
    while (have < buffer.length) {
      const got = readSync(file.fd, buffer, have, buffer.length - have, offset + have);
      if (got === 0) break;
      have += got;
    }
  } catch (error) {
    throw inputFault(error, file.name);
  }
  return buffer.subarray(0, have);
}

/** Where each of the header's lines ends in `text`, the line feed included; fewer where the text ends before. */
function lineEnds(text: Buffer): number[] {
  const ends: number[] = [];
  for (let at = 0; ends.length < header_lines; ) {
    const end = text.indexOf(0x0a, at);
    if (end < 0) break;
    at = end + 1;
    ends.push(at);
  }
  return ends;
}

const first_bytes = 16 * 1024;

export function readHeader(file: OpenFile): CsfHeader {
  let text = readAt(file, 0, first_bytes);
  let ends = lineEnds(text);
  while (ends.length < header_lines && text.length < file.file_bytes) {
    if (text.length - (ends.at(-1) ?? 0) > csf_line_bytes_max) throw tooLong(file, ends.length + 1);
    const more = readAt(file, text.length, Math.max(text.length, first_bytes));
    // A file that shrinks while it is read.
    if (more.length === 0) break;
    text = Buffer.concat([text, more]);
    ends = lineEnds(text);
  }
  // The last line of a list without CSFs may go without its end.
  if (ends.length === header_lines - 1 && (ends.at(-1) ?? 0) < text.length) ends.push(text.length);
  if (ends.length < header_lines) throw cutHeader(file, ends.length + (text.length > (ends.at(-1) ?? 0) ? 1 : 0));
  const bytes = ends.at(-1) as number;
  const raw = text.subarray(0, bytes);
  const is_utf8 = Buffer.from(raw.toString("utf8")).equals(raw);
  const all = raw.toString(is_utf8 ? "utf8" : "latin1");
  const lines = all.split("\n", header_lines).map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  checkLabels(lines, file);
  const newline = all.slice(0, all.indexOf("\n") + 1).endsWith("\r\n") ? "\r\n" : "\n";
  return { lines, peel: splitNames(lines[3] ?? ""), bytes, newline, is_utf8 };
}

const splitNames = (line: string): string[] => line.split(/\s+/).filter((name) => name !== "");

/** Some programs word the header in their own way: one of its labels is enough to know a list. */
function checkLabels(lines: readonly string[], file: OpenFile): void {
  const labels = ["core", "peel", "csf"];
  if (labels.some((label, i) => (lines[2 * i] ?? "").trim().toLowerCase().startsWith(label))) return;
  throw new Fault("FormatError", "CSF_HEADER", 'this is no CSF list: it has no line "Core subshells:" or "CSF(s):"', {
    path: file.name,
    offset: 0,
    hint: "a list begins with the lines Core subshells:, the core, Peel subshells:, the peel subshells, CSF(s):",
  });
}

function cutHeader(file: OpenFile, lines: number): Fault {
  return new Fault("TruncatedFileError", "CSF_HEADER_CUT", `the file has ${lines} of the 5 header lines`, {
    path: file.name,
    offset: file.file_bytes,
    hint: file.file_bytes === 0 ? "the file is empty" : "copy the file again, or name a CSF list",
  });
}

export function tooLong(file: { readonly name: string }, line: number): Fault {
  return new Fault("LimitError", "CSF_LINE_TOO_LONG", `line ${line} is longer than ${csf_line_bytes_max} bytes`, {
    path: file.name,
    hint: "this is no CSF list, or its line ends are lost",
  });
}

export interface CsfTail {
  /** Separators behind the last CSF. */
  readonly separators: number;
  /** Whether the last line goes without its end. */
  readonly open: boolean;
}

const tail_bytes = 4096;

/** How the file ends, so that it can be written again as it was. */
export function readTail(file: OpenFile, header: CsfHeader): CsfTail {
  const start = Math.max(header.bytes, file.file_bytes - tail_bytes);
  const lines = readAt(file, start, tail_bytes).toString("latin1").split("\n");
  const open = readAt(file, file.file_bytes - 1, 1)[0] !== 0x0a;
  if (!open) lines.pop();
  let separators = 0;
  while (separators < lines.length && lines[lines.length - 1 - separators]?.trim() === "*") separators += 1;
  return { separators, open };
}
