/** A BAM's index, .bai (SAM specification, 5.2) or .csi: walked through once to check it, and read by reference when asked. */
import { gunzipSync } from "node:zlib";
import type { Chunk } from "../bgzf/chunks.ts";
import { isBefore } from "../bgzf/chunks.ts";
import type { VirtualOffset } from "../bgzf/spans.ts";
import { index_bytes_max, index_references_decoded_max } from "../limits.ts";
import { binsAbove } from "./index_bins.ts";
import { IndexBytes } from "./index_bytes.ts";
import { checkOrder } from "./index_order.ts";

const bai_magic = 0x01494142;
const csi_magic = 0x01495343;
const gzip_magic = 0x8b1f;

/** One reference's part. */
export interface ReferenceIndex {
  readonly bins: ReadonlyMap<number, readonly Chunk[]>;
  /** .bai: where the first record that reaches into each window begins. */
  readonly linear: readonly VirtualOffset[];
  /** .csi: the same for each bin. */
  readonly firsts: ReadonlyMap<number, VirtualOffset>;
  /** Records placed there; null where the index doesn't say. */
  readonly records: number | null;
}

const zero: VirtualOffset = { block: 0, within: 0 };

export class BamIndex {
  /** Bases of a smallest bin, as a power of two, and how many levels there are above those. */
  readonly min_shift: number;
  readonly depth: number;
  readonly references: number;
  /** Records without a place; null where the index doesn't say. */
  readonly unplaced: number | null;
  /** Where the last record with a place ends; null where there is none. */
  readonly end: VirtualOffset | null;
  /** How much of memory it takes. */
  readonly bytes: number;
  readonly #is_csi: boolean;
  readonly #data: Uint8Array;
  readonly #starts: number[] = [];
  readonly #decoded = new Map<number, ReferenceIndex>();

  /** Throws a RangeError that says what is wrong. */
  constructor(stored: Uint8Array) {
    const data = uncompressed(stored);
    const reader = new IndexBytes(data);
    const magic = reader.u32();
    if (magic !== bai_magic && magic !== csi_magic) throw new RangeError("it is neither a .bai nor a .csi");
    this.#data = data;
    this.#is_csi = magic === csi_magic;
    this.min_shift = this.#is_csi ? reader.u32() : 14;
    this.depth = this.#is_csi ? reader.u32() : 5;
    if (this.min_shift > 32 || this.depth > 10) throw new RangeError("its bins are of no possible size");
    if (this.#is_csi) reader.skip(reader.u32());
    this.references = reader.count(4);
    let end: VirtualOffset | null = null;
    for (let reference = 0; reference < this.references; reference++) {
      this.#starts.push(reader.at);
      const one = this.#read(reader);
      for (const chunk of [...one.bins.values()].flat()) if (end === null || isBefore(end, chunk.end)) end = chunk.end;
    }
    this.end = end;
    this.unplaced = reader.left === 0 ? null : reader.u64();
    if (reader.left > 0) throw new RangeError(`${reader.left} bytes stand behind its end`);
    this.bytes = data.length;
  }

  /** A reference's part; a RangeError says what is wrong with it. Few are kept: they take several times the memory of their bytes. */
  reference(id: number): ReferenceIndex {
    let found = this.#decoded.get(id);
    if (found === undefined) {
      const reader = new IndexBytes(this.#data);
      reader.at = this.#starts[id] as number;
      found = this.#read(reader);
      checkOrder(found, this.depth);
      if (this.#decoded.size >= index_references_decoded_max) this.#decoded.clear();
      this.#decoded.set(id, found);
    }
    return found;
  }

  /** Where records begin, in no order, some of them several times; zeros stand for nothing. */
  *places(): Generator<VirtualOffset, void> {
    const reader = new IndexBytes(this.#data);
    for (const start of this.#starts) {
      reader.at = start;
      const { bins, linear, firsts } = this.#read(reader);
      for (const chunks of bins.values()) for (const { begin } of chunks) yield begin;
      yield* linear;
      yield* firsts.values();
    }
  }

  #read(reader: IndexBytes): ReferenceIndex {
    const bin_count = reader.count(8);
    const bins = new Map<number, readonly Chunk[]>();
    const firsts = new Map<number, VirtualOffset>();
    const bins_max = binsAbove(this.depth + 1);
    let records: number | null = null;
    for (let i = 0; i < bin_count; i++) {
      const bin = reader.u32();
      const first = this.#is_csi ? reader.offset() : zero;
      const chunks = reader.count(16);
      // A bin beyond all others holds counts.
      if (bin === bins_max + 1 && chunks === 2) {
        reader.skip(16);
        records = reader.u64() + reader.u64();
        continue;
      }
      if (bin >= bins_max || bins.has(bin)) throw new RangeError(`bin ${bin} makes no sense`);
      bins.set(bin, readChunks(reader, chunks));
      if (this.#is_csi) firsts.set(bin, first);
    }
    const windows = this.#is_csi ? 0 : reader.count(8);
    const linear = Array.from({ length: windows }, () => reader.offset());
    return { bins, linear, firsts, records };
  }
}

function readChunks(reader: IndexBytes, count: number): Chunk[] {
  let last = zero;
  return Array.from({ length: count }, () => {
    const begin = reader.offset();
    const end = reader.offset();
    if (isBefore(begin, last) || isBefore(end, begin)) throw new RangeError("its chunks are out of order");
    last = begin;
    return { begin, end };
  });
}

/** A .csi is BGZF; its blocks' checksums are verified. */
function uncompressed(stored: Uint8Array): Uint8Array {
  if (new IndexBytes(stored).left < 4) throw new RangeError("it ends too early");
  if ((stored[0] as number) + 256 * (stored[1] as number) !== gzip_magic) return stored;
  try {
    return gunzipSync(stored, { maxOutputLength: index_bytes_max });
  } catch (error) {
    throw new RangeError(`it can't be decompressed (${error instanceof Error ? error.message : error})`);
  }
}
