/** LZ4's frame format, as Arrow wants it: a head, blocks that don't depend on each other, an end mark. */
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { EncodeKernel } from "../kernels/encode.ts";

/** Magic; version 1 with independent blocks and no checksums; blocks of up to 4 MiB; the head's own checksum. */
const head = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73);
const block_bytes_max = 4 * 2 ** 20;
const stored = 0x8000_0000;

export const lz4FrameBytesMax = (bytes: number): number =>
  head.length + bytes + Math.ceil(bytes / 6) + 1024 + 4 * Math.ceil(bytes / block_bytes_max + 1);

/** Returns how many bytes the frame has. */
export function writeLz4Frame(
  kernel: EncodeKernel,
  thread: ThreadMemory,
  from: number,
  bytes: number,
  to: number,
  matches: number,
): number {
  thread.bytes.set(head, to);
  let at = to + head.length;
  for (let done = 0; done < bytes; done += block_bytes_max) {
    const length = Math.min(block_bytes_max, bytes - done);
    const compressed = (kernel.lz4(from + done, length, matches, at + 4) >>> 0) - at - 4;
    if (compressed < length) {
      thread.data.setUint32(at, compressed, true);
      at += 4 + compressed;
    } else {
      thread.data.setUint32(at, (length | stored) >>> 0, true);
      thread.bytes.copyWithin(at + 4, from + done, from + done + length);
      at += 4 + length;
    }
  }
  thread.data.setUint32(at, 0, true);
  return at + 4 - to;
}
