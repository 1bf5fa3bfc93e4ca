/** The header and trailer of one BGZF block (SAM specification, section 4.1). */

/** Fixed gzip header with FEXTRA set: ID1 ID2 CM FLG MTIME(4) XFL OS XLEN(2). */
export const gzip_header_bytes = 12;
/** CRC32 and ISIZE. */
export const trailer_bytes = 8;
/** Both a block's compressed and its inflated size are at most 64 KiB. */
export const block_bytes_max = 65536;

export interface BlockHeader {
  /** Bytes before the deflate data. */
  readonly header_bytes: number;
  /** Bytes of the whole block. */
  readonly block_bytes: number;
}

/**
 * Parse the header at `start`. Returns "short" where `bytes` ends before it is complete, "foreign" where it is no gzip member,
 * "plain" where it is one without BGZF's BC subfield, "bad" where BC contradicts itself.
 */
export function parseBlockHeader(
  bytes: Uint8Array,
  start: number,
): BlockHeader | "short" | "foreign" | "plain" | "bad" {
  const have = bytes.length - start;
  const magic = [0x1f, 0x8b, 0x08];
  for (let i = 0; i < Math.min(3, have); i++) if (bytes[start + i] !== magic[i]) return "foreign";
  if (have < 4) return "short";
  const flags = bytes[start + 3] as number;
  if ((flags & 0b1110_0000) !== 0) return "foreign";
  if ((flags & 4) === 0) return "plain";
  // BGZF allows FEXTRA alone; a name or comment after it would hide where the data begins.
  if (flags !== 4) return "bad";
  if (have < gzip_header_bytes) return "short";
  const extra_bytes = u16(bytes, start + 10);
  const header_bytes = gzip_header_bytes + extra_bytes;
  if (have < header_bytes) return "short";
  const end = start + header_bytes;
  for (let at = start + gzip_header_bytes; at + 4 <= end; ) {
    const length = u16(bytes, at + 2);
    if (at + 4 + length > end) return "bad";
    // "BC", two bytes of data: the block's size less one.
    if (bytes[at] === 66 && bytes[at + 1] === 67 && length === 2) {
      const block_bytes = u16(bytes, at + 4) + 1;
      return block_bytes < header_bytes + trailer_bytes ? "bad" : { header_bytes, block_bytes };
    }
    at += 4 + length;
  }
  return "plain";
}

export const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] as number) | ((bytes[at + 1] as number) << 8);

export const u32 = (bytes: Uint8Array, at: number): number => (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
