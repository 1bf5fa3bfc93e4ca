/** Finds a block near a place in a file that nobody has read. */
import { block_bytes_max, parseBlockHeader } from "./block.ts";
import type { BgzfFile } from "./inflated.ts";
import { inflateWhole, readAt } from "./inflated.ts";

/** A block begins within one block's size, and it is followed for another one; the last block followed may be as long. */
const reach_bytes = 3 * block_bytes_max;

/**
 * Whether sound blocks follow one another from there on, further than a block may be long, or to the end of the file. What looks like blocks
 * may be the data of one: but not so far.
 */
function isChain(bytes: Uint8Array, from: number, bytes_left: number): boolean {
  let at = from;
  while (at - from <= block_bytes_max && at < bytes_left) {
    const header = parseBlockHeader(bytes, at);
    if (typeof header === "string" || inflateWhole(bytes, at, header) === null) return false;
    at += header.block_bytes;
  }
  return true;
}

/** The first place at or behind `from` where a block begins; null for none within reach, as in a damaged file. */
export function findBlock(file: BgzfFile, from: number): number | null {
  const bytes = readAt(file, from, reach_bytes);
  const bytes_left = file.file_bytes - from;
  for (let at = bytes.indexOf(0x1f); at >= 0 && at < block_bytes_max; at = bytes.indexOf(0x1f, at + 1)) {
    if (typeof parseBlockHeader(bytes, at) !== "string" && isChain(bytes, at, bytes_left)) return from + at;
  }
  return null;
}
