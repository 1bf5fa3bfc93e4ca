/** Whether bytes look like a record, judged by all that the SAM specification (4.2) says of one. For places where no chain leads to. */

import { bad_record } from "../kernels/bam.ts";

/** A record's length field, and everything of fixed size. */
const length_bytes = 4;
const fixed_bytes = 36;
/** Operations of a CIGAR: MIDNSHP=X. */
const operations_count = 9;
/** SAM's highest phred score: it is written as one printable character. */
const score_max = 93;
const score_missing = 0xff;

const value_bytes = new Uint8Array(256);
for (const type of "AcC") value_bytes[type.charCodeAt(0)] = 1;
for (const type of "sS") value_bytes[type.charCodeAt(0)] = 2;
for (const type of "iIf") value_bytes[type.charCodeAt(0)] = 4;
value_bytes["d".charCodeAt(0)] = 8;
const [type_z, type_h, type_b] = [..."ZHB"].map((type) => type.charCodeAt(0)) as [number, number, number];

export interface RecordRules {
  /** How many references the header lists. */
  readonly references: number;
  /** Bytes of a record, its length field included. */
  readonly record_bytes_max: number;
}

/** Nothing speaks against a record, but it isn't whole. */
export const cut_record = 0;

/** Where the record at `at` ends; `cut_record` where it would reach past the bytes; or a `bad_record` code, negated. */
export function judgeRecord(bytes: Uint8Array, at: number, { references, record_bytes_max }: RecordRules): number {
  const have = bytes.length - at;
  if (have < length_bytes) return cut_record;
  const block_size = i32(bytes, at);
  if (block_size < fixed_bytes - length_bytes) return -bad_record.block_size;
  if (block_size > record_bytes_max - length_bytes) return -bad_record.too_large;
  if (have < fixed_bytes) return cut_record;
  const end = at + length_bytes + block_size;
  const name_length = bytes[at + 12] as number;
  const bases = i32(bytes, at + 20);
  if (name_length === 0) return -bad_record.name_length;
  if (bases < 0) return -bad_record.sequence_length;
  const name = at + fixed_bytes;
  const cigar = name + name_length;
  const sequence = cigar + 4 * u16(bytes, at + 16);
  const quality = sequence + Math.ceil(bases / 2);
  const tags = quality + bases;
  if (tags > end) return -bad_record.lengths;
  if (!isReference(i32(bytes, at + 4), references)) return -bad_record.reference;
  if (!isReference(i32(bytes, at + 24), references)) return -bad_record.next_reference;
  if (i32(bytes, at + 8) < -1) return -bad_record.position;
  if (!isName(bytes, name, cigar - 1)) return -bad_record.name_byte;
  if (cigar <= bytes.length && bytes[cigar - 1] !== 0) return -bad_record.name_end;
  if (!isCigar(bytes, cigar, sequence)) return -bad_record.cigar_operation;
  if (!isQuality(bytes, quality, tags)) return -bad_record.quality;
  if (end > bytes.length) return cut_record;
  return areTags(bytes, tags, end) ? end : -bad_record.tags;
}

const isReference = (id: number, references: number): boolean => id >= -1 && id < references;

/** Printable. What is not there speaks for nothing. */
function isName(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < Math.min(to, bytes.length); at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
}

function isCigar(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < Math.min(to, bytes.length); at += 4) {
    if (((bytes[at] as number) & 15) >= operations_count) return false;
  }
  return true;
}

function isQuality(bytes: Uint8Array, from: number, to: number): boolean {
  if (bytes[from] === score_missing) return true;
  for (let at = from; at < Math.min(to, bytes.length); at++) if ((bytes[at] as number) > score_max) return false;
  return true;
}

/** Tags from there to the very end of the record. */
function areTags(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    if (end - at < 4 || !isPrintable(bytes[at]) || !isPrintable(bytes[at + 1])) return false;
    at = valueEnd(bytes, at + 2, end);
  }
  return at === end;
}

const isPrintable = (byte: number | undefined): boolean => byte !== undefined && byte > 0x20 && byte < 0x7f;

/** Where a tag's value ends, its type being at `at`; beyond the record's end for what is no value. */
function valueEnd(bytes: Uint8Array, at: number, end: number): number {
  const type = bytes[at] as number;
  const fixed = value_bytes[type] as number;
  if (fixed > 0) return at + 1 + fixed;
  if (type === type_z || type === type_h) {
    const nul = bytes.indexOf(0, at + 1);
    return nul < 0 ? end + 1 : nul + 1;
  }
  const item = type === type_b && end - at >= 6 ? (value_bytes[bytes[at + 1] as number] as number) : 0;
  return item > 0 ? at + 6 + item * (i32(bytes, at + 2) >>> 0) : end + 1;
}

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] as number) | ((bytes[at + 1] as number) << 8);

const i32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) | (u16(bytes, at + 2) << 16);
