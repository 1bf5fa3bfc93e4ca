/**
 * The kernels alone, on one core: `node bench/kernels.ts file.bam`. Processor time rather than wall time, medians of
 * seven turns after an untimed one, contenders in turn.
 */
import { readFileSync } from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
import type { BamKernel } from "../ts/kernels/bam.ts";
import { HopState, hop_reason, hop_state_bytes } from "../ts/kernels/hop_state.ts";
import {
  bam_scratch_bytes,
  compileKernel,
  inflate_scratch_bytes,
  instantiateBam,
  instantiateInflate,
} from "../ts/kernels/load.ts";

const turns = 7;
const rows_max = 20_000;
const page_bytes = 65_536;

interface Block {
  source: number;
  source_bytes: number;
  target: number;
  target_bytes: number;
}

/** BGZF blocks with the usual header of 18 bytes. */
function blocksOf(file: Buffer, source_start: number, target_start: number): Block[] {
  const blocks: Block[] = [];
  let target = target_start;
  for (let at = 0; at < file.length; ) {
    const block_bytes = file.readUInt16LE(at + 16) + 1;
    const target_bytes = file.readUInt32LE(at + block_bytes - 4);
    blocks.push({ source: source_start + at + 18, source_bytes: block_bytes - 26, target, target_bytes });
    target += target_bytes;
    at += block_bytes;
  }
  return blocks;
}

/** Median processor milliseconds of each contender. */
function race(contenders: Readonly<Record<string, () => void>>): Map<string, number> {
  const times = new Map(Object.keys(contenders).map((name) => [name, [] as number[]]));
  for (let turn = 0; turn <= turns; turn++) {
    for (const [name, run] of Object.entries(contenders)) {
      const before = process.cpuUsage();
      run();
      const used = process.cpuUsage(before);
      if (turn > 0) times.get(name)?.push((used.user + used.system) / 1000);
    }
  }
  return new Map([...times].map(([name, list]) => [name, list.toSorted((a, b) => a - b)[turns >> 1] ?? 0]));
}

const print = (name: string, value: number, unit: string): void => {
  process.stdout.write(`${name.padEnd(36)}${value.toFixed(1).padStart(9)} ${unit}\n`);
};

const path = process.argv[2];
if (path === undefined) throw new Error("usage: node bench/kernels.ts file.bam");
const file = readFileSync(path);

// Memory: scratch, state and reference names in the first pages, then the file, its inflated bytes, and the columns of a lot.
const state_address = inflate_scratch_bytes + bam_scratch_bytes;
const reference_table = state_address + hop_state_bytes;
const source = 16 * page_bytes;
const target = Math.ceil((source + file.length) / page_bytes + 1) * page_bytes;
const blocks = blocksOf(file, source, target);
const raw_bytes = blocks.reduce((sum, block) => sum + block.target_bytes, 0);
const pointers = Math.ceil((target + raw_bytes) / page_bytes + 1) * page_bytes;
const columns = pointers + 4 * rows_max;
const memory = new WebAssembly.Memory({
  initial: Math.ceil(columns / page_bytes) + 1024,
  maximum: 65_536,
  shared: true,
});
const bytes = new Uint8Array(memory.buffer);
const view = new DataView(memory.buffer);
bytes.set(file, source);

function benchInflate(): void {
  const kernel = instantiateInflate(compileKernel("inflate"), memory, 0);
  const inflate = (block: Block): void => {
    const code = kernel.inflate(block.source, block.source_bytes, block.target, block.target_bytes);
    if (code !== 0) throw new Error(`inflate: ${code}`);
  };
  const compressed = (block: Block): Buffer => Buffer.from(memory.buffer, block.source, block.source_bytes);
  const milliseconds = race({
    "inflate kernel": () => blocks.forEach(inflate),
    "inflate kernel, then zlib.crc32": () => {
      for (const block of blocks) {
        inflate(block);
        crc32(Buffer.from(memory.buffer, block.target, block.target_bytes));
      }
    },
    "inflateRawSync, chunks of 64 KiB": () => {
      for (const block of blocks) inflateRawSync(compressed(block), { chunkSize: 65_536 });
    },
    inflateRawSync: () => {
      for (const block of blocks) inflateRawSync(compressed(block));
    },
  });
  for (const [name, one] of milliseconds) print(name, raw_bytes / 1000 / one, "MB/s");
}

/** Put the reference names where the kernels find them; returns their number and where the first record is. */
function readHeader(): { references: number; first: number } {
  let at = target + 8 + view.getUint32(target + 4, true);
  const references = view.getUint32(at, true);
  at += 4;
  let name_address = reference_table + 8 * references;
  for (let i = 0; i < references; i++) {
    const length = view.getUint32(at, true) - 1;
    view.setUint32(reference_table + 8 * i, name_address, true);
    view.setUint32(reference_table + 8 * i + 4, length, true);
    bytes.copyWithin(name_address, at + 4, at + 4 + length);
    name_address += length;
    at += 4 + length + 1 + 4;
  }
  return { references, first: at };
}

/** Walk the whole file in lots of `rows_max` records and do something with each. */
function walk(
  kernel: BamKernel,
  state: HopState,
  header: { references: number; first: number },
  use: (rows: number) => void,
): number {
  const limits = {
    rows_max,
    bytes_max: 2 ** 31,
    record_bytes_max: 2 ** 29,
    references: header.references,
    reference_table,
  };
  let rows = 0;
  let position = header.first;
  for (let reason: number = hop_reason.rows; reason === hop_reason.rows; ) {
    state.reset(limits);
    reason = kernel.hop(position, target + raw_bytes, pointers, state.address);
    if (reason === hop_reason.bad) throw new Error(`bad record: ${state.bad}`);
    position = state.position;
    rows += state.count;
    use(state.count);
  }
  return rows;
}

/** Every column as a function of a turn's first row and rows. */
function columnsOf(kernel: BamKernel): Record<string, (first: number, rows: number) => number> {
  const validity = columns;
  const second = validity + rows_max;
  const data = second + 4 * rows_max + 64;
  const at = (first: number): number => pointers + 4 * first;
  const bits = (first: number): number => validity + (first >> 3);
  const values = (first: number): number => second + 4 * first;
  // Columns share their place here, so every turn begins at offset 0.
  const text = (fill: (first: number, rows: number) => number) => (first: number, rows: number) => {
    view.setInt32(values(first), 0, true);
    return fill(first, rows);
  };
  return {
    names: text((first, rows) => kernel.names(at(first), rows, values(first), data)),
    chroms: text((first, rows) => kernel.chroms(at(first), rows, bits(first), values(first), data, state_address)),
    starts: (first, rows) => kernel.starts(at(first), rows, bits(first), values(first)),
    ends: (first, rows) => kernel.ends(at(first), rows, bits(first), values(first)),
    flags: (first, rows) => kernel.flags(at(first), rows, values(first)),
    sequences: text((first, rows) => kernel.sequences(at(first), rows, bits(first), values(first), data)),
    qualities: text((first, rows) => kernel.qualities(at(first), rows, bits(first), values(first), data)),
  };
}

function benchColumns(): void {
  const kernel = instantiateBam(compileKernel("bam"), memory, inflate_scratch_bytes);
  const state = new HopState(() => view, state_address);
  const header = readHeader();
  const each = columnsOf(kernel);
  const all = Object.values(each);
  const inTurns = (turn_rows: number, fills: typeof all) => (): void => {
    walk(kernel, state, header, (rows) => {
      for (let first = 0; first < rows; first += turn_rows) {
        for (const fill of fills) {
          if (fill(first, Math.min(turn_rows, rows - first)) !== 0) throw new Error("a column was refused");
        }
      }
    });
  };
  const contenders: Record<string, () => void> = { hop: inTurns(rows_max, []) };
  for (const rows of [64, 128, 256, 512, 1024, 2048, 4096, rows_max])
    contenders[`all, ${rows} rows a turn`] = inTurns(rows, all);
  for (const [name, fill] of Object.entries(each))
    contenders[`${name} twice, 512 rows a turn`] = inTurns(512, [fill, fill]);
  for (const [name, fill] of Object.entries(each)) contenders[`${name} once`] = inTurns(512, [fill]);
  const rows = walk(kernel, state, header, () => {});
  const milliseconds = race(contenders);
  const hop = milliseconds.get("hop") ?? 0;
  print("hop", (hop * 1e6) / rows, "ns a record");
  for (const [name, one] of milliseconds) {
    if (name.startsWith("all")) print(name, ((one - hop) * 1e6) / rows, "ns a record");
  }
  // The second time its records are in the cache.
  for (const name of Object.keys(each)) {
    const once = milliseconds.get(`${name} once`) ?? 0;
    const twice = milliseconds.get(`${name} twice, 512 rows a turn`) ?? 0;
    print(`${name}, from the cache`, ((twice - once) * 1e6) / rows, "ns a record");
  }
}

benchInflate();
benchColumns();
