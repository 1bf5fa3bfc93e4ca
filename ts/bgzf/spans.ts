/** The BGZF part of `nextSpan` and `cut`, on the main thread: ranges of the file go out, and come back checked for being seamless. */
import { closeSync } from "node:fs";
import type { FaultData } from "../bridge/errors.ts";
import type { not_yet, Span } from "../core/source.ts";
import { span_bytes } from "../limits.ts";
import type { BgzfLoaded, BgzfSpan } from "./load.ts";
import { locate } from "./locate.ts";

/** A place in the inflated data: a block's offset in the file, and bytes into that block. */
export interface VirtualOffset {
  readonly block: number;
  readonly within: number;
}

/** What a load brings to the cutting. */
export interface Accepted {
  /** The range of memory to be used. */
  readonly begin: number;
  readonly end: number;
  /** Records that begin there or behind it are not wanted: the end of a chunk lies there. */
  readonly stop?: number;
  /** What is wrong behind the range. */
  readonly fault: FaultData | null;
  /** Set where the span, or the rest of it, has to be loaded once more from a known start. */
  readonly again: Span | null;
}

export class BgzfSpans {
  /** Where the next block to be taken begins: all before it has been taken, without a gap. */
  expected = 0;
  /** Whether the last block taken was empty, as the end-of-file marker is. */
  ends_empty = false;
  protected readonly file: Pick<BgzfSpan, "fd" | "name" | "file_bytes">;
  #handed_out = 0;
  #skip = 0;

  constructor(file: Pick<BgzfSpan, "fd" | "name" | "file_bytes">, from: VirtualOffset) {
    this.file = file;
    this.begin(from);
  }

  get bytes_total(): number | null {
    return this.file.file_bytes;
  }

  /** Bytes of input that have been taken. */
  get bytes_done(): number {
    return this.expected;
  }

  /** Whether the input was read to where it ends, once all spans have been taken. */
  get at_end(): boolean {
    return true;
  }

  /** Where the input ends; of one that arrives, where it ends as far as it is known. */
  get end(): number {
    return this.file.file_bytes;
  }

  /** The block, and the byte in it, that lies `inflated` bytes behind the start of `block`. */
  locate(block: number, inflated: number): VirtualOffset {
    return locate(this.file.fd, block, inflated);
  }

  /** Take blocks from there on. */
  protected begin(from: VirtualOffset): void {
    this.expected = from.block;
    this.#handed_out = from.block;
    this.#skip = from.within;
  }

  next(): Span | null | typeof not_yet {
    const start = this.#handed_out;
    if (start >= this.file.file_bytes) return null;
    const end = Math.min(start + span_bytes, this.file.file_bytes);
    this.#handed_out = end;
    // Only the very first start is known. A worker guesses the others from what a block header looks like, and `accept` tells.
    const span: BgzfSpan = { ...this.file, start, end, exact: start === this.expected };
    return span as unknown as Span;
  }

  /** Check that a load continues where the one before it ended. */
  accept(span: BgzfSpan, loaded: BgzfLoaded): Accepted {
    const nothing = { begin: loaded.address, end: loaded.address, fault: null };
    // The block before reaches past this whole span.
    if (this.expected >= span.end) return { ...nothing, again: null };
    const restart = (start: number): Span => ({ ...span, start, exact: true }) as unknown as Span;
    // What looked like a block header within the data of a block was none.
    if (loaded.first !== this.expected) return { ...nothing, again: restart(this.expected) };
    this.expected = loaded.next;
    if (loaded.blocks > 0) this.ends_empty = loaded.last_bytes === 0;
    const skip = Math.min(this.#skip, loaded.bytes);
    this.#skip -= skip;
    const more = loaded.fault === null && loaded.next < span.end;
    return {
      begin: loaded.address + skip,
      end: loaded.address + loaded.bytes,
      fault: loaded.fault,
      again: more ? restart(loaded.next) : null,
    };
  }

  close(): void {
    closeSync(this.file.fd);
  }
}
