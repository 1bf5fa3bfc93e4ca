/** What compresses a page, by the names that pyarrow has for it. */
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";

export type Codec = keyof typeof codecs;

/** Compressed bytes are never more than this. */
export const compressedBytesMax = (bytes: number): number => bytes + Math.ceil(bytes / 6) + 1024;

interface CodecEntry {
  /** Its number in the file. */
  readonly number: number;
  readonly compress: (bytes: Buffer, level: number | null) => Uint8Array;
}

const output_chunk_bytes = 256 * 1024;

export const codecs = {
  none: { number: 0, compress: (bytes) => bytes },
  gzip: {
    number: 2,
    compress: (bytes, level) => gzipSync(bytes, { level: level ?? 6, chunkSize: output_chunk_bytes }),
  },
  brotli: {
    number: 4,
    compress: (bytes, level) =>
      brotliCompressSync(bytes, {
        chunkSize: output_chunk_bytes,
        params: {
          [constants.BROTLI_PARAM_QUALITY]: level ?? 5,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
  },
  zstd: {
    number: 6,
    compress: (bytes, level) =>
      zstdCompressSync(bytes, {
        chunkSize: output_chunk_bytes,
        params: { [constants.ZSTD_c_compressionLevel]: level ?? 1 },
      }),
  },
} as const satisfies Readonly<Record<string, CodecEntry>>;
