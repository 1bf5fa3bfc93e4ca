/** Chunks of a BGZF file: ranges of virtual offsets, as an index names them. Only the blocks that they need are read. */
import type { FaultData } from "../bridge/errors.ts";
import type { Span } from "../core/source.ts";
import { span_bytes } from "../limits.ts";
import type { BgzfLoaded, BgzfSpan } from "./load.ts";
import { locate } from "./locate.ts";
import type { Accepted, VirtualOffset } from "./spans.ts";
import { BgzfSpans } from "./spans.ts";

/** What begins at `begin` or behind it, and before `end`. */
export interface Chunk {
  readonly begin: VirtualOffset;
  readonly end: VirtualOffset;
}

interface ChunkSpan extends BgzfSpan {
  /** The number of its chunk. */
  readonly chunk: number;
  /** Set behind the chunk's end, where what begins in the chunk goes on. */
  readonly tail?: true;
}

/** Where a chunk really began, and where what comes behind it begins; null for a chunk that was not read to its end. */
export interface ChunkOffsets {
  readonly first: VirtualOffset;
  readonly next: VirtualOffset | null;
}

/** Behind the start of the last block that holds bytes of the chunk. */
const reach = ({ end }: Chunk): number => (end.within > 0 ? end.block + 1 : end.block);

export const isBefore = (a: VirtualOffset, b: VirtualOffset): boolean =>
  a.block < b.block || (a.block === b.block && a.within < b.within);

/** Compressed bytes that reading them takes, about. */
export const chunkBytes = (chunks: readonly Chunk[]): number =>
  chunks.reduce((sum, chunk) => sum + Math.max(0, reach(chunk) - chunk.begin.block), 0);

export class ChunkSpans extends BgzfSpans {
  readonly #chunks: readonly Chunk[];
  /** The chunk of the next span, and where in it that span begins. */
  #out = 0;
  #at: number | null = null;
  /** The chunk whose loads come back. */
  #in = -1;
  #begun = false;
  #ended = false;
  #bytes_before = 0;
  readonly #next: { block: number; inflated: number }[] = [];

  constructor(file: Pick<BgzfSpan, "fd" | "name" | "file_bytes">, chunks: readonly Chunk[]) {
    super(file, { block: 0, within: 0 });
    this.#chunks = chunks;
  }

  override get bytes_total(): number | null {
    return chunkBytes(this.#chunks);
  }

  override get bytes_done(): number {
    const chunk = this.#chunks[this.#in];
    return this.#bytes_before + (chunk === undefined ? 0 : this.expected - chunk.begin.block);
  }

  override get at_end(): boolean {
    return this.expected >= this.file.file_bytes;
  }

  override next(): Span | null {
    for (; ; this.#out++, this.#at = null) {
      const chunk = this.#chunks[this.#out];
      if (chunk === undefined) return null;
      const start = this.#at ?? chunk.begin.block;
      const until = Math.min(reach(chunk), this.file.file_bytes);
      if (start >= until || !isBefore(chunk.begin, chunk.end)) continue;
      this.#at = Math.min(start + span_bytes, until);
      const exact = start === chunk.begin.block;
      const span: ChunkSpan = { ...this.file, start, end: this.#at, exact, chunk: this.#out };
      return span as unknown as Span;
    }
  }

  override accept(span: ChunkSpan, loaded: BgzfLoaded): Accepted {
    if (span.chunk !== this.#in) this.#enter(span.chunk);
    const chunk = this.#chunks[this.#in] as Chunk;
    const accepted = super.accept(span, loaded);
    if (span.tail) return { ...accepted, stop: accepted.begin };
    const fault = accepted.fault && atBegin(accepted.fault, chunk);
    const taken =
      this.#begun || accepted.begin === accepted.end ? { ...accepted, fault } : this.#begin({ ...accepted, fault });
    if (this.#ended || loaded.fault !== null || this.expected < reach(chunk)) return taken;
    // All of its blocks are here.
    this.#ended = true;
    const { end } = chunk;
    if (end.within === 0 && this.expected === end.block) return { ...taken, stop: taken.end };
    if (end.within > 0 && loaded.last === end.block && end.within <= loaded.last_bytes) {
      return { ...taken, stop: Math.max(taken.begin, taken.end - loaded.last_bytes + end.within) };
    }
    return { ...taken, end: taken.begin, fault: noPlace(this.file.name, end) };
  }

  /** Where the chunk's last record goes on behind the chunk, about `bytes` of it; null where the file ends. */
  tail(bytes: number): Span | null {
    const start = this.expected;
    if (start >= this.file.file_bytes) return null;
    // Compressed they are fewer; blocks that begin in a range of one byte are one block.
    const end = Math.min(start + Math.max(1, Math.min(span_bytes, bytes >> 2)), this.file.file_bytes);
    const span: ChunkSpan = { ...this.file, start, end, exact: true, chunk: this.#in, tail: true };
    return span as unknown as Span;
  }

  /** The chunk has been read to its end: what comes behind it begins at that address of the load. */
  end_chunk(loaded: BgzfLoaded, address: number): void {
    this.#next[this.#in] = { block: loaded.first, inflated: address - loaded.address };
  }

  /** The offsets of all chunks. A place at a block's end is named as the start of the next block that isn't empty. */
  offsets(): ChunkOffsets[] {
    const { fd } = this.file;
    return this.#chunks.map((chunk, index) => {
      const first = locate(fd, chunk.begin.block, chunk.begin.within);
      if (!isBefore(chunk.begin, chunk.end)) return { first, next: first };
      const next = this.#next[index];
      return { first, next: next === undefined ? null : locate(fd, next.block, next.inflated) };
    });
  }

  #begin(taken: Accepted): Accepted {
    this.#begun = true;
    return { ...taken, begun: this.#in };
  }

  #enter(number: number): void {
    this.#bytes_before = this.bytes_done;
    this.#in = number;
    this.#begun = false;
    this.#ended = false;
    this.begin((this.#chunks[number] as Chunk).begin);
  }
}

/** Where not even the first block is one, it is rather the place that is wrong than the file. */
function atBegin(fault: FaultData, { begin }: Chunk): FaultData {
  if (fault.code !== "BGZF_HEADER" || fault.place.offset !== begin.block) return fault;
  return { ...fault, place: { ...fault.place, hint: index_hint } };
}

function noPlace(name: string, { block, within }: VirtualOffset): FaultData {
  const message = `what is to be read ends at byte ${within} of a BGZF block where there is no such block`;
  return { kind: "FormatError", code: "BGZF_CHUNK", message, place: { path: name, offset: block, hint: index_hint } };
}

export const index_hint =
  "the index, or what else named this place, belongs to another file: make it again with `samtools index`";
