/** BAM files made by hand. */

import type { Random } from "../kernels/random.ts";
import type { PlainRecord } from "../kernels/record_writer.ts";
import { encodeRecord, operations, plain_record } from "../kernels/record_writer.ts";
import type { FileOptions } from "./bgzf.ts";
import { bgzf } from "./bgzf.ts";

export type ReferenceList = readonly (readonly [name: string | Uint8Array, length: number])[];

export function bamHeader(text: string | Uint8Array = "", references: ReferenceList = []): Uint8Array {
  const text_bytes = Buffer.from(text as string);
  const parts: Uint8Array[] = [
    Buffer.from("BAM\x01", "latin1"),
    int32(text_bytes.length),
    text_bytes,
    int32(references.length),
  ];
  for (const [name, length] of references) {
    const stored = Buffer.concat([Buffer.from(name as string), Buffer.alloc(1)]);
    parts.push(int32(stored.length), stored, int32(length));
  }
  return Buffer.concat(parts);
}

export function int32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0);
  return bytes;
}

export const record = (fields: Partial<PlainRecord> = {}): Uint8Array => encodeRecord({ ...plain_record, ...fields });

/** Records of all sorts of sizes, `references` of them to choose from. */
export function randomRecords(random: Random, count: number, bases_max = 60, references = 2): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => {
    const bases = Array.from({ length: random.below(bases_max + 1) }, () => random.below(16));
    const missing = random.below(5) === 0;
    const mapped = references > 0 && random.below(3) > 0;
    return record({
      name: `read${i}`.padEnd(5 + random.below(20), "x"),
      reference: mapped ? random.below(references) : -1,
      position: mapped ? random.below(1_000_000) : -1,
      flag: mapped ? 0 : 4,
      cigar: mapped && bases.length > 0 ? operations(`${bases.length}M`) : [],
      bases,
      quality: bases.map(() => (missing ? 255 : random.below(42))),
    });
  });
}

export const two_references: ReferenceList = [
  ["chr1", 248_956_422],
  ["a_rather_long_reference_name", 1_000],
];

/** A whole file of records behind a small header. */
export function bamFile(records: readonly Uint8Array[], options: FileOptions = {}): Uint8Array {
  return bgzf(Buffer.concat([bamHeader("@HD\tVN:1.6\n", two_references), ...records]), options);
}

const letters = "=ACMGRSVTWYHKDBN";

export interface Row {
  readonly name: string;
  readonly chrom: string | null;
  readonly start: number | null;
  readonly end: number | null;
  readonly flags: number;
  readonly sequence: string | null;
  readonly quality_scores: string | null;
}

/** What a table has to show for a record, decoded by the book. */
export function rowOf(bytes: Uint8Array, references: ReferenceList = two_references): Row {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reference = view.getInt32(4, true);
  const position = view.getInt32(8, true);
  const name_bytes = bytes[12] as number;
  const cigar_count = view.getUint16(16, true);
  const flags = view.getUint16(18, true);
  const length = view.getInt32(20, true);
  const bases_at = 36 + name_bytes + 4 * cigar_count;
  const quality_at = bases_at + ((length + 1) >> 1);
  let covered = 0;
  for (let i = 0; i < cigar_count; i++) {
    const operation = view.getUint32(36 + name_bytes + 4 * i, true);
    if ("MDN=X".includes("MIDNSHP=X"[operation & 15] as string)) covered += operation >>> 4;
  }
  const base = (i: number): string =>
    letters[((bytes[bases_at + (i >> 1)] as number) >> (i % 2 === 0 ? 4 : 0)) & 15] as string;
  const quality = bytes.subarray(quality_at, quality_at + length);
  return {
    name: Buffer.from(bytes.subarray(36, 36 + name_bytes - 1)).toString("latin1"),
    chrom: reference < 0 ? null : Buffer.from(references[reference]?.[0] as string).toString(),
    start: position < 0 ? null : position + 1,
    end: position < 0 || cigar_count === 0 || (flags & 4) !== 0 ? null : position + Math.max(1, covered),
    flags,
    sequence: length === 0 ? null : Array.from({ length }, (_, i) => base(i)).join(""),
    quality_scores:
      length === 0 || quality[0] === 255 ? null : [...quality].map((score) => String.fromCharCode(score + 33)).join(""),
  };
}
