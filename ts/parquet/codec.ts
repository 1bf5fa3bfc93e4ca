/** Decompression of pages: Node has gzip, brotli and zstd; snappy and lz4 are kernels of ours. */

import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { collectGarbage } from "../core/garbage.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { ParquetReadKernel } from "../kernels/parquet_read.ts";
import { dropped_pages_bytes_max } from "../limits.ts";

const codec = { none: 0, snappy: 1, gzip: 2, brotli: 4, lz4_framed: 5, zstd: 6, lz4: 7 } as const;

const names: Readonly<Record<number, string>> = { 3: "lzo" };

/** The name of a codec that isn't read, or null. */
export function unreadCodec(id: number): string | null {
  return Object.values(codec).some((known) => known === id) ? null : (names[id] ?? `codec ${id}`);
}

/** Hadoop's framing: blocks of two big-endian sizes, inflated and compressed, and an LZ4 block. False where it isn't that. */
function framedLz4(
  kernel: ParquetReadKernel,
  thread: ThreadMemory,
  source: number,
  bytes: number,
  target: number,
  inflated: number,
): boolean {
  const view = thread.data;
  const end = source + bytes;
  const target_end = target + inflated;
  let at = source;
  let out = target;
  while (at < end) {
    if (end - at < 8) return false;
    const block_inflated = view.getUint32(at);
    const block_bytes = view.getUint32(at + 4);
    at += 8;
    if (block_bytes > end - at || block_inflated > target_end - out) return false;
    if (kernel.lz4(at, block_bytes, out, block_inflated) !== 0) return false;
    at += block_bytes;
    out += block_inflated;
  }
  return out === target_end;
}

/** Bytes of this thread's decompressed pages that wait for the garbage collector. */
let dropped_bytes = 0;

/** The garbage collector sees small objects where megabytes hang on them: it is asked for, or hundreds of megabytes gather. */
function collectDropped(bytes: number): void {
  dropped_bytes += bytes;
  if (dropped_bytes < dropped_pages_bytes_max) return;
  dropped_bytes = 0;
  collectGarbage();
}

function byNode(id: number, source: Buffer, inflated: number): Buffer | null {
  // One buffer of the announced size (a little more, or a second one is made once it is full); a stream that holds more is refused.
  const options = { maxOutputLength: Math.max(inflated, 1), chunkSize: inflated + 64 };
  try {
    if (id === codec.gzip) return gunzipSync(source, options);
    return id === codec.brotli ? brotliDecompressSync(source, options) : zstdDecompressSync(source, options);
  } catch {
    return null;
  }
}

/** Decompress; false where the bytes are damaged or give another size. */
export function inflatePage(
  kernel: ParquetReadKernel,
  thread: ThreadMemory,
  id: number,
  source: number,
  bytes: number,
  target: number,
  inflated: number,
): boolean {
  switch (id) {
    case codec.snappy:
      return kernel.snappy(source, bytes, target, inflated) === 0;
    case codec.lz4:
      return kernel.lz4(source, bytes, target, inflated) === 0;
    case codec.lz4_framed:
      return (
        framedLz4(kernel, thread, source, bytes, target, inflated) ||
        // Some writers left the framing out.
        kernel.lz4(source, bytes, target, inflated) === 0
      );
    default: {
      const result = byNode(id, thread.buffer(source, bytes), inflated);
      if (result === null || result.length !== inflated) return false;
      thread.bytes.set(result, target);
      collectDropped(result.length);
      return true;
    }
  }
}
