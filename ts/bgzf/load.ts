/** The BGZF part of `load`, in a worker: a range of the file becomes inflated, checked bytes. */
import { readSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { FaultData } from "../bridge/errors.ts";
import { inputFault } from "../core/faults.ts";
import type { Region } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { InflateKernel } from "../kernels/load.ts";
import { compileKernel, inflate_scratch_bytes, instantiateInflate } from "../kernels/load.ts";
import { load_bytes_max, span_bytes } from "../limits.ts";
import type { BlockHeader } from "./block.ts";
import { block_bytes_max, parseBlockHeader, trailer_bytes, u32 } from "./block.ts";
import { blockFault, deflateFault } from "./faults.ts";
import type { Rescue } from "./rescue.ts";
import { rescueStart } from "./rescue.ts";

export interface BgzfSpan {
  readonly fd: number;
  readonly name: string;
  readonly file_bytes: number;
  /** Blocks that start in [start, end) of the file belong to this span. */
  readonly start: number;
  readonly end: number;
  /** True where a block is known to begin at `start`; else the first one is looked for, and the main thread checks the guess. */
  readonly exact: boolean;
  /** Where the bytes lie that begin at `start` of the input, for what has been read already; else the descriptor is read. */
  readonly memory?: { readonly address: number; readonly start: number };
  /** Set where the next sound block is to be looked for, behind damage. */
  readonly rescue?: Rescue | null;
  /** Whether the places of the blocks are wanted. */
  readonly places?: boolean;
}

export interface BgzfLoaded {
  /** Where in the file the first block was found; -1 for none. */
  readonly first: number;
  /** Where the first block begins that was not taken. */
  readonly next: number;
  /** The inflated bytes, in the slot's memory. */
  readonly address: number;
  readonly bytes: number;
  readonly blocks: number;
  /** The last block taken: where it begins in the file, and its inflated bytes. Without any: where none was found, and 0. */
  readonly last: number;
  readonly last_bytes: number;
  readonly fault: FaultData | null;
  /** If they are wanted: where each block begins in the file, and what it inflates to, by turns. */
  readonly places?: readonly number[];
}

/** Kernels read a little past the compressed bytes and write a little past the inflated ones. */
const source_pad_bytes = 64;
const target_pad_bytes = 320;
const compressed_bytes_max = span_bytes + 2 * block_bytes_max;
const compressed_room = compressed_bytes_max + source_pad_bytes;

/** Memory that one load works in: the compressed bytes, then the inflated ones. */
export const bgzf_slot_bytes = compressed_room + load_bytes_max + target_pad_bytes;

const inflateKernel = (thread: ThreadMemory): InflateKernel =>
  thread.kernel("inflate", inflate_scratch_bytes, (memory, scratch) =>
    instantiateInflate(compileKernel("inflate"), memory, scratch),
  );

/** The compressed bytes of a span, read as far as they are needed. */
export class Window {
  readonly #span: BgzfSpan;
  readonly #buffer: Buffer;
  readonly #thread: ThreadMemory;
  have = 0;

  constructor(span: BgzfSpan, address: number, thread: ThreadMemory) {
    this.#span = span;
    this.#buffer = thread.buffer(address, compressed_bytes_max);
    this.#thread = thread;
    this.need(span.end - span.start);
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.have);
  }

  /** Have at least the first `count` bytes, unless the file ends before. */
  need(count: number): boolean {
    const { fd, start, file_bytes } = this.#span;
    const wanted = Math.min(count, file_bytes - start, this.#buffer.length);
    while (this.have < wanted) {
      const got = this.#read(fd, wanted - this.have, start + this.have);
      if (got === 0) break;
      this.have += got;
    }
    return this.have >= count;
  }

  #read(fd: number, count: number, offset: number): number {
    const { memory } = this.#span;
    if (memory !== undefined) {
      const source = memory.address + offset - memory.start;
      this.#buffer.set(this.#thread.bytes.subarray(source, source + count), this.have);
      return count;
    }
    try {
      return readSync(fd, this.#buffer, this.have, count, offset);
    } catch (error) {
      throw inputFault(error, this.#span.name);
    }
  }

  header(at: number): ReturnType<typeof parseBlockHeader> {
    const header = parseBlockHeader(this.bytes, at);
    if (header !== "short") return header;
    // The header runs past what was read; its extra field may be as long as a block.
    this.need(at + block_bytes_max + 64);
    return parseBlockHeader(this.bytes, at);
  }
}

/** The first place at which a block and, behind it, another one (or the end of the file) begins; -1 for none. */
function guessStart(window: Window, span: BgzfSpan): number {
  const range = span.end - span.start;
  for (let at = window.bytes.indexOf(0x1f); at >= 0 && at < range; at = window.bytes.indexOf(0x1f, at + 1)) {
    const header = window.header(at);
    if (typeof header === "string") continue;
    const next = at + header.block_bytes;
    if (span.start + next === span.file_bytes) return at;
    if (typeof window.header(next) !== "string") return at;
  }
  return -1;
}

/** Read, inflate and check the blocks of a span, until it ends or the slot is full. Damage ends it with a fault, and what came before is good. */
export function loadBgzf(span: BgzfSpan, slot: Region, thread: ThreadMemory): BgzfLoaded {
  const kernel = inflateKernel(thread);
  const address = slot.address + compressed_room;
  const window = new Window(span, slot.address, thread);
  const range = Math.min(span.end, span.file_bytes) - span.start;
  const isSound = (place: number): boolean => {
    const header = window.header(place);
    const found = checkBlock(window, span, place, header);
    if (typeof found !== "number") return false;
    return inflateBlock(kernel, thread, span, slot.address, place, header as BlockHeader, address, found) === null;
  };
  let at = span.rescue ? rescueStart(window, span, span.rescue, isSound) : span.exact ? 0 : guessStart(window, span);
  const first = at < 0 ? -1 : span.start + at;
  const places: number[] = [];
  if (at < 0) at = range;
  let bytes = 0;
  let blocks = 0;
  let last = first;
  let last_bytes = 0;
  let fault: FaultData | null = null;
  while (at < range) {
    const header = window.header(at);
    const found = checkBlock(window, span, at, header);
    if (typeof found !== "number") {
      fault = found;
      break;
    }
    if (bytes + found > load_bytes_max) break;
    fault = inflateBlock(kernel, thread, span, slot.address, at, header as BlockHeader, address + bytes, found);
    if (fault !== null) break;
    if (span.places) places.push(span.start + at, found);
    bytes += found;
    blocks += 1;
    last = span.start + at;
    last_bytes = found;
    at += (header as BlockHeader).block_bytes;
  }
  const loaded = { first, next: span.start + at, address, bytes, blocks, last, last_bytes, fault };
  return span.places ? { ...loaded, places } : loaded;
}

/** The block's inflated size, or what is wrong with the block as far as its outside shows. */
function checkBlock(
  window: Window,
  span: BgzfSpan,
  at: number,
  header: ReturnType<typeof parseBlockHeader>,
): number | FaultData {
  const offset = span.start + at;
  if (typeof header === "string") return blockFault(header, span, offset);
  if (!window.need(at + header.block_bytes)) return blockFault("cut", span, offset);
  const inflated_bytes = u32(window.bytes, at + header.block_bytes - 4);
  return inflated_bytes > block_bytes_max ? blockFault("isize", span, offset) : inflated_bytes;
}

function inflateBlock(
  kernel: InflateKernel,
  thread: ThreadMemory,
  span: BgzfSpan,
  compressed_address: number,
  at: number,
  header: BlockHeader,
  target: number,
  inflated_bytes: number,
): FaultData | null {
  const source = compressed_address + at + header.header_bytes;
  const source_bytes = header.block_bytes - header.header_bytes - trailer_bytes;
  const status = kernel.inflate(source, source_bytes, target, inflated_bytes);
  if (status !== 0) return deflateFault(status, span, span.start + at);
  const trailer = compressed_address + at + header.block_bytes - trailer_bytes;
  if (crc32(thread.buffer(target, inflated_bytes)) !== thread.data.getUint32(trailer, true)) {
    return blockFault("crc", span, span.start + at);
  }
  return null;
}
