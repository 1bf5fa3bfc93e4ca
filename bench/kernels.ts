/** Speed of the kernels alone, on one core: `node bench/kernels.ts file.bam`. */
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { compileKernel, inflate_scratch_bytes, instantiateInflate } from "../ts/kernels/load.ts";

interface Block {
  source: number;
  source_bytes: number;
  target: number;
  target_bytes: number;
}

/** BGZF blocks with the usual 18-byte header. */
function blocksOf(file: Buffer, target_start: number): Block[] {
  const blocks: Block[] = [];
  let target = target_start;
  for (let at = 0; at < file.length; ) {
    const block_bytes = file.readUInt16LE(at + 16) + 1;
    const target_bytes = file.readUInt32LE(at + block_bytes - 4);
    blocks.push({ source: at + 18, source_bytes: block_bytes - 26, target, target_bytes });
    target += target_bytes;
    at += block_bytes;
  }
  return blocks;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Median of seven timed runs after an untimed one, in milliseconds. */
function time(run: () => void): number {
  run();
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  }
  return median(times);
}

const path = process.argv[2];
if (path === undefined) throw new Error("usage: node bench/kernels.ts file.bam");
const file = readFileSync(path);
const source = 65_536;
const target = Math.ceil((source + file.length + 65_536) / 65_536) * 65_536;
const blocks = blocksOf(file, target);
const raw_bytes = blocks.reduce((sum, block) => sum + block.target_bytes, 0);
const memory = new WebAssembly.Memory({
  initial: Math.ceil((target + raw_bytes) / 65_536) + 64,
  maximum: 65_536,
  shared: true,
});
const bytes = new Uint8Array(memory.buffer);
bytes.set(file, source);
if (inflate_scratch_bytes > source) throw new Error("the scratch region is too large for this script");
const kernel = instantiateInflate(compileKernel("inflate"), memory, 1024);

const rate = (ms: number): string => `${(raw_bytes / 1e3 / ms).toFixed(0).padStart(6)} MB/s ${ms.toFixed(1)} ms`;
const ours = time(() => {
  for (const block of blocks) {
    const code = kernel.inflate(source + block.source, block.source_bytes, block.target, block.target_bytes);
    if (code !== 0) throw new Error(`inflate: ${code}`);
  }
});
process.stdout.write(`inflate kernel                 ${rate(ours)}\n`);
const theirs = time(() => {
  for (const block of blocks) {
    inflateRawSync(file.subarray(block.source, block.source + block.source_bytes), { chunkSize: 65_536 });
  }
});
process.stdout.write(`zlib.inflateRawSync (64K)      ${rate(theirs)}\n`);
