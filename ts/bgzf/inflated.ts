/** The data behind a block as one piece, for looking around in it. The hot path is ts/bgzf/load.ts. */
import { readSync } from "node:fs";
import { crc32, inflateRawSync } from "node:zlib";
import { inputFault } from "../core/faults.ts";
import type { BlockHeader } from "./block.ts";
import { block_bytes_max, parseBlockHeader, trailer_bytes, u32 } from "./block.ts";
import type { VirtualOffset } from "./spans.ts";

export interface BgzfFile {
  readonly fd: number;
  readonly name: string;
  readonly file_bytes: number;
}

/** Read at a place of the file; fewer bytes where it ends. */
export function readAt(file: BgzfFile, offset: number, count: number): Uint8Array {
  const wanted = Math.max(0, Math.min(count, file.file_bytes - offset));
  const buffer = Buffer.allocUnsafe(wanted);
  try {
    for (let have = 0; have < wanted; ) {
      const got = readSync(file.fd, buffer, have, wanted - have, offset + have);
      if (got === 0) return buffer.subarray(0, have);
      have += got;
    }
  } catch (error) {
    throw inputFault(error, file.name);
  }
  return buffer;
}

/** The data of the block that begins there; null where that isn't whole and sound. */
export function inflateWhole(
  bytes: Uint8Array,
  at: number,
  { header_bytes, block_bytes }: BlockHeader,
): Uint8Array | null {
  const trailer = at + block_bytes - trailer_bytes;
  if (bytes.length < trailer + trailer_bytes) return null;
  try {
    const data = inflateRawSync(bytes.subarray(at + header_bytes, trailer), { maxOutputLength: block_bytes_max });
    return data.length === u32(bytes, trailer + 4) && crc32(data) === u32(bytes, trailer) ? data : null;
  } catch {
    return null;
  }
}

interface Begin {
  /** In the file, and in the data. */
  readonly block: number;
  readonly at: number;
}

/** Compressed bytes that are read at a time: a block of any size is among them. */
const piece_bytes = 8 * block_bytes_max;

export class Inflated {
  readonly #file: BgzfFile;
  /** Those that have data. */
  readonly #blocks: Begin[] = [];
  #buffer = new Uint8Array(0);
  #bytes = 0;
  #next: number;
  #damaged = false;

  /** `start`: where a block begins. */
  constructor(file: BgzfFile, start: number) {
    this.#file = file;
    this.#next = start;
  }

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#bytes);
  }

  /** Whether a block was met that isn't sound. */
  get damaged(): boolean {
    return this.#damaged;
  }

  /** Whether there is nothing behind the bytes. */
  get ended(): boolean {
    return !this.#damaged && this.#next >= this.#file.file_bytes;
  }

  /** Have so many bytes, unless the data ends before. */
  fill(wanted: number): void {
    if (this.#buffer.length < wanted + block_bytes_max) {
      const larger = new Uint8Array(wanted + block_bytes_max);
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    while (this.#bytes < wanted && !this.#damaged && !this.ended) this.#take(wanted);
  }

  /** The place of a byte; what lies behind the last one is the next block. */
  locate(at: number): VirtualOffset {
    if (at >= this.#bytes) return { block: this.#next, within: 0 };
    let low = 0;
    for (let high = this.#blocks.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((this.#blocks[middle] as Begin).at <= at) low = middle;
      else high = middle;
    }
    const begin = this.#blocks[low] as Begin;
    return { block: begin.block, within: at - begin.at };
  }

  /** Inflate the blocks of one piece of the file. */
  #take(wanted: number): void {
    const bytes = readAt(this.#file, this.#next, piece_bytes);
    for (let at = 0; this.#bytes < wanted && at < bytes.length; ) {
      const header = parseBlockHeader(bytes, at);
      const cut = header === "short" || (typeof header !== "string" && at + header.block_bytes > bytes.length);
      // The rest comes with the next piece, unless this one holds all that a block can have.
      if (cut && at > 0) return;
      const data = typeof header === "string" ? null : inflateWhole(bytes, at, header);
      if (typeof header === "string" || data === null) {
        this.#damaged = true;
        return;
      }
      if (data.length > 0) this.#blocks.push({ block: this.#next, at: this.#bytes });
      this.#buffer.set(data, this.#bytes);
      this.#bytes += data.length;
      this.#next += header.block_bytes;
      at += header.block_bytes;
    }
  }
}
