/** The header of a BAM file: SAM text and references (SAM specification, section 4.2). */

import type { FaultPlace } from "../bridge/errors.ts";
import { Fault } from "../bridge/errors.ts";
import { header_bytes_max } from "../limits.ts";

export interface BamHeader {
  readonly text: string;
  /** False where the text is not UTF-8 and was read as Latin-1 instead, byte by byte. */
  readonly text_is_utf8: boolean;
  readonly references: readonly Reference[];
  /** Inflated bytes up to the first record. */
  readonly bytes: number;
}

export interface Reference {
  /** UTF-8, as stored. */
  readonly name: Uint8Array;
  readonly length: number;
}

const magic = [66, 65, 77, 1];
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function bad(code: string, message: string, place: FaultPlace): Fault {
  const hint = "is it a BAM file? `samtools quickcheck` tells; otherwise copy or download it again";
  return new Fault("FormatError", code, message, { hint, ...place, record: 0 });
}

/** Parse what has been inflated so far. Returns null where more is needed. */
export function parseBamHeader(bytes: Uint8Array, place: FaultPlace): BamHeader | null {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < Math.min(4, bytes.length); i++) {
    if (bytes[i] !== magic[i]) throw bad("BAM_MAGIC", "the inflated data does not begin with BAM\\1", place);
  }
  if (bytes.length < 8) return null;
  const text_bytes = data.getInt32(4, true);
  if (text_bytes < 0) throw bad("BAM_HEADER", `the header text has a negative length (${text_bytes})`, place);
  checkSize(8 + text_bytes, place);
  if (bytes.length < 12 + text_bytes) return null;
  const count = data.getInt32(8 + text_bytes, true);
  if (count < 0) throw bad("BAM_HEADER", `the number of references is negative (${count})`, place);
  // Each reference takes nine bytes or more.
  checkSize(12 + text_bytes + count * 9, place);
  if (bytes.length < 12 + text_bytes + count * 9) return null;
  const references: Reference[] = [];
  let at = 12 + text_bytes;
  for (let i = 0; i < count; i++) {
    if (bytes.length < at + 4) return null;
    const name_bytes = data.getInt32(at, true);
    if (name_bytes < 1) throw bad("BAM_HEADER", `the name of reference ${i} has the length ${name_bytes}`, place);
    checkSize(at + 8 + name_bytes, place);
    if (bytes.length < at + 8 + name_bytes) return null;
    const name = referenceName(bytes.subarray(at + 4, at + 4 + name_bytes), i, place);
    const length = data.getInt32(at + 4 + name_bytes, true);
    if (length < 0) throw bad("BAM_HEADER", `reference ${i} has a negative length (${length})`, place);
    references.push({ name, length });
    at += 8 + name_bytes;
  }
  return { ...headerText(bytes.subarray(8, 8 + text_bytes)), references, bytes: at };
}

function checkSize(bytes: number, place: FaultPlace): void {
  if (bytes <= header_bytes_max) return;
  throw new Fault(
    "LimitError",
    "BAM_HEADER_SIZE",
    `the header would take ${bytes} bytes, more than ${header_bytes_max}`,
    {
      hint: "a length in the header is damaged, or the header is larger than this package reads",
      ...place,
      record: 0,
    },
  );
}

function referenceName(stored: Uint8Array, index: number, place: FaultPlace): Uint8Array {
  const name = stored.subarray(0, -1);
  if (stored[stored.length - 1] !== 0 || name.includes(0)) {
    throw bad("BAM_HEADER", `the name of reference ${index} is not ended by its only NUL byte`, place);
  }
  try {
    utf8.decode(name);
  } catch {
    throw bad("BAM_HEADER", `the name of reference ${index} is not UTF-8`, place);
  }
  return name.slice();
}

function headerText(stored: Uint8Array): Pick<BamHeader, "text" | "text_is_utf8"> {
  // Some writers pad the text with NULs.
  let end = stored.length;
  while (end > 0 && stored[end - 1] === 0) end--;
  const trimmed = stored.subarray(0, end);
  try {
    return { text: utf8.decode(trimmed), text_is_utf8: true };
  } catch {
    return { text: Buffer.from(trimmed).toString("latin1"), text_is_utf8: false };
  }
}
