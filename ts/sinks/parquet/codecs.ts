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

/** Of so many collections one takes all garbage. */
const collections_each = 6;
/** Bytes of this thread's compressed pages that wait for the garbage collector. */
let dropped_bytes = 0;
/** How often it has been asked for. */
let collections = 0;

/** The collector sees small objects where much memory hangs on them; it is asked for those that are new, and now and then for what has become old. */
function collectDropped(): void {
  if (dropped_bytes < compressed_pages_bytes_max) return;
  dropped_bytes = 0;
  collections += 1;
  collectGarbage(collections % collections_each === 0 ? "all" : "new");
}

/** What a result hangs on: whole pieces, and where they are several, what was made of them. */
function droppedBytes(result_bytes: number, piece_bytes: number): number {
  const pieces = Math.ceil(result_bytes / piece_bytes);
  return pieces * piece_bytes + (pieces > 1 ? result_bytes : 0);
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
    // The result of the call before is no longer needed.
    collectDropped();
    const result = compress(thread.buffer(address, bytes), level);
    dropped_bytes += droppedBytes(result.length, chunkBytes(bytes));
    return result;
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
