/** A BAM record as plain values. */
export interface PlainRecord {
  name: string;
  reference: number;
  position: number;
  flag: number;
  mapq?: number;
  template_length?: number;
  /** Operations as stored: length << 4 | kind. */
  cigar: number[];
  /** One base a value, 0 to 15. */
  bases: number[];
  /** As many as bases. */
  quality: number[];
  next_reference: number;
  next_position: number;
  /** Encoded tags. */
  tags: number[];
}

export const plain_record: PlainRecord = {
  name: "r",
  reference: -1,
  position: -1,
  flag: 0,
  cigar: [],
  bases: [],
  quality: [],
  next_reference: -1,
  next_position: -1,
  tags: [],
};

export function encodeRecord(record: PlainRecord): Uint8Array {
  const name = Buffer.from(`${record.name}\0`, "latin1");
  const packed = Array.from({ length: (record.bases.length + 1) >> 1 }, (_, i) => {
    return ((record.bases[2 * i] ?? 0) << 4) | (record.bases[2 * i + 1] ?? 0);
  });
  const bytes = 36 + name.length + 4 * record.cigar.length + packed.length + record.quality.length + record.tags.length;
  const out = new Uint8Array(bytes);
  const view = new DataView(out.buffer);
  view.setInt32(0, bytes - 4, true);
  view.setInt32(4, record.reference, true);
  view.setInt32(8, record.position, true);
  out[12] = name.length;
  out[13] = record.mapq ?? 0;
  view.setUint16(16, record.cigar.length, true);
  view.setUint16(18, record.flag, true);
  view.setInt32(20, record.bases.length, true);
  view.setInt32(24, record.next_reference, true);
  view.setInt32(28, record.next_position, true);
  view.setInt32(32, record.template_length ?? 0, true);
  let at = 36;
  out.set(name, at);
  at += name.length;
  for (const operation of record.cigar) {
    view.setUint32(at, operation, true);
    at += 4;
  }
  out.set([...packed, ...record.quality, ...record.tags], at);
  return out;
}

/** Operations by their letter. */
export function operations(text: string): number[] {
  return [...text.matchAll(/(\d+)(.)/g)].map(([, length, letter]) => {
    return ((Number(length) << 4) | "MIDNSHP=XB".indexOf(letter as string)) >>> 0;
  });
}

/** Numbers as little-endian bytes. */
export function little(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255);
}

const ascii = (text: string): number[] => [...Buffer.from(text, "latin1")];

/** One tag, its value encoded by the caller. */
export function tag(name: string, type: string, value: number[]): number[] {
  return [...ascii(name), ...ascii(type), ...value];
}

/** An array tag of 32-bit values. */
export function longCigarTag(values: readonly number[], kind = "I"): number[] {
  return tag("CG", "B", [...ascii(kind), ...little(values.length, 4), ...values.flatMap((one) => little(one, 4))]);
}
