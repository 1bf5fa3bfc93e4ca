/** What compresses a page, by the names that pyarrow has for it. */

import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { collectGarbage } from "../../core/garbage.ts";
import type { ThreadMemory } from "../../core/thread_memory.ts";
import type { EncodeKernel } from "../../kernels/encode.ts";
import { compressed_pages_bytes_max } from "../../limits.ts";

/** Compressed bytes are never more than this. */
export const compressedBytesMax = (bytes: number): number => bytes + Math.ceil(bytes / 6) + 1024;

/** What a codec works with: the bytes lie at `address`, and `compressed` has room for the result. */
export interface CodecRoom {
  readonly kernel: EncodeKernel;
  readonly thread: ThreadMemory;
  readonly compressed: number;
  readonly matches: number;
}

type Compress = (address: number, bytes: number, level: number | null, room: CodecRoom) => Uint8Array;

interface CodecEntry {
  /** Its number in the file. */
  readonly number: number;
  readonly compress: Compress;
}

/** What the result is written to: small pages get one piece, which is quickest; larger pieces stay with the C library where they were let go of. */
const chunkBytes = (bytes: number): number => Math.min(64 * 1024, 256 + bytes + (bytes >>> 7));

/** Bytes of this thread's compressors that wait for the garbage collector. */
let dropped_bytes = 0;

/** Their output is read at once. The collector sees small objects where much memory hangs on them; it is asked for those that are new. */
function collectDropped(bytes: number): void {
  dropped_bytes += bytes;
  if (dropped_bytes < compressed_pages_bytes_max) return;
  dropped_bytes = 0;
  collectGarbage("new");
}

/** So few bytes are stored in zstd's frame as they are: a compressor is not worth setting up, of which small dictionaries would want many. */
const stored_bytes_max = 255;

function storedZstd(bytes: Buffer): Uint8Array {
  const frame = new Uint8Array(9 + bytes.length);
  // Magic number; one segment whose size is in one byte; that size; the header of one last, uncompressed block.
  frame.set([0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length, ((bytes.length << 3) | 1) & 0xff, bytes.length >>> 5, 0]);
  frame.set(bytes, 9);
  return frame;
}

const byNode =
  (compress: (bytes: Buffer, level: number | null) => Uint8Array): Compress =>
  (address, bytes, level, { thread }) => {
    // That of the call before is no longer needed.
    collectDropped(chunkBytes(bytes));
    return compress(thread.buffer(address, bytes), level);
  };

const byKernel =
  (name: "snappy" | "lz4"): Compress =>
  (address, bytes, _level, { kernel, thread, compressed, matches }) =>
    thread.bytes.subarray(compressed, kernel[name](address, bytes, matches, compressed) >>> 0);

export const codecs = {
  none: { number: 0, compress: (address, bytes, _level, { thread }) => thread.buffer(address, bytes) },
  snappy: { number: 1, compress: byKernel("snappy") },
  gzip: {
    number: 2,
    compress: byNode((bytes, level) => gzipSync(bytes, { level: level ?? 6, chunkSize: chunkBytes(bytes.length) })),
  },
  brotli: {
    number: 4,
    compress: byNode((bytes, level) =>
      brotliCompressSync(bytes, {
        chunkSize: chunkBytes(bytes.length),
        params: {
          [constants.BROTLI_PARAM_QUALITY]: level ?? 5,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
    ),
  },
  zstd: {
    number: 6,
    compress: byNode((bytes, level) =>
      bytes.length <= stored_bytes_max
        ? storedZstd(bytes)
        : zstdCompressSync(bytes, {
            chunkSize: chunkBytes(bytes.length),
            // It needs smaller tables for less.
            pledgedSrcSize: bytes.length,
            params: { [constants.ZSTD_c_compressionLevel]: level ?? 1 },
          }),
    ),
  },
  /** The format without a frame, which all readers agree on. */
  lz4: { number: 7, compress: byKernel("lz4") },
} as const satisfies Readonly<Record<string, CodecEntry>>;

export type Codec = keyof typeof codecs;
