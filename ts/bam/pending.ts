/** A record of which the end has not arrived: its bytes are gathered in a piece of memory of its own; it may span any number of loads. */
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { bam_pad_bytes } from "../kernels/bam.ts";

/** Bytes of the record's own length field. */
export const length_bytes = 4;

/** Bytes that no chain of records leads on from, and where they came from: so many bytes behind the start of a block. */
export interface Loose {
  readonly bytes: Uint8Array;
  readonly block: number;
  readonly inflated: number;
}

export class Pending {
  readonly block: number;
  readonly inflated: number;
  /** Its first bytes, until its length is known. */
  readonly head: number[] = [];
  /** Then all of it. */
  joined: SharedRegion | null = null;
  need = 0;
  #have = 0;
  readonly #thread: ThreadMemory;

  constructor(thread: ThreadMemory, block: number, inflated: number) {
    this.#thread = thread;
    this.block = block;
    this.inflated = inflated;
  }

  get whole(): boolean {
    return this.joined !== null && this.#have === this.need;
  }

  /** How many of its bytes are missing; 0 where nobody knows. */
  get missing(): number {
    return Math.max(0, this.need - this.#have);
  }

  /** Take bytes of the length field. Returns how far they were used. */
  takeHead(position: number, end: number): number {
    const { bytes } = this.#thread;
    let at = position;
    while (this.head.length < length_bytes && at < end) this.head.push(bytes[at++] as number);
    return at;
  }

  /** Its length is known: make room for the whole record. */
  begin(need: number, memory: RequestMemory): void {
    this.need = need;
    this.joined = new SharedRegion(memory, need + bam_pad_bytes);
    this.#thread.bytes.set(this.head, this.joined.address);
    this.#have = length_bytes;
  }

  /** Take more of its bytes. Returns how far they were used. */
  take(position: number, end: number): number {
    const count = Math.min(this.missing, end - position);
    if (this.joined !== null) {
      this.#thread.bytes.copyWithin(this.joined.address + this.#have, position, position + count);
      this.#have += count;
    }
    return position + count;
  }

  /** What there is of it. */
  loose(): Loose {
    const { joined, head, block, inflated } = this;
    const bytes = joined && this.#thread.bytes.slice(joined.address, joined.address + this.#have);
    return { bytes: bytes ?? Uint8Array.from(head), block, inflated };
  }
}
