/** Where the records of a BAM file begin, found without the engine's reading. */
import { gunzipSync } from "node:zlib";
import { parseBamHeader } from "../../ts/bam/header.ts";
import { parseBlockHeader } from "../../ts/bgzf/block.ts";
import type { VirtualOffset } from "../../ts/bgzf/spans.ts";

export interface Places {
  /** Of each record, in order. */
  readonly records: readonly VirtualOffset[];
  /** Of each block, the end-of-file marker among them; then the end of the file. */
  readonly blocks: readonly number[];
  readonly inflated: readonly number[];
}

export function placesOf(bytes: Uint8Array): Places {
  const blocks: number[] = [];
  const inflated: number[] = [];
  const starts: number[] = [];
  let sum = 0;
  for (let at = 0; at < bytes.length; ) {
    const header = parseBlockHeader(bytes, at);
    if (typeof header === "string") throw new Error(header);
    const size = Buffer.from(bytes).readUInt32LE(at + header.block_bytes - 4);
    blocks.push(at);
    inflated.push(size);
    starts.push(sum);
    sum += size;
    at += header.block_bytes;
  }
  const data = gunzipSync(bytes);
  const records: VirtualOffset[] = [];
  let block = 0;
  for (let at = parseBamHeader(data, {})?.bytes ?? 0; at < data.length; at += 4 + data.readInt32LE(at)) {
    while (at >= (starts[block] as number) + (inflated[block] as number)) block++;
    records.push({ block: blocks[block] as number, within: at - (starts[block] as number) });
  }
  return { records, blocks: [...blocks, bytes.length], inflated };
}
