/** Finds the block that an inflated byte came from. Only errors and headers ask, so the blocks are walked again instead of being kept. */
import { readSync } from "node:fs";
import { block_bytes_max, parseBlockHeader, u32 } from "./block.ts";
import type { VirtualOffset } from "./spans.ts";

/** Where byte `inflated` of what the blocks from `start` on inflate to is found. Where the blocks end before it: the end of the last. */
export function locate(fd: number, start: number, inflated: number): VirtualOffset {
  const header_buffer = Buffer.alloc(block_bytes_max + 64);
  const size_buffer = Buffer.alloc(4);
  let block = start;
  let before = 0;
  for (;;) {
    const have = readSync(fd, header_buffer, 0, header_buffer.length, block);
    const header = parseBlockHeader(header_buffer.subarray(0, have), 0);
    if (typeof header === "string") return { block, within: 0 };
    readSync(fd, size_buffer, 0, 4, block + header.block_bytes - 4);
    const block_inflated = u32(size_buffer, 0);
    if (inflated < before + block_inflated) return { block, within: inflated - before };
    before += block_inflated;
    block += header.block_bytes;
  }
}
