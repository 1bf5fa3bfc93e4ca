/** The BGZF part of `nextSpan` and `cut`, on the main thread: ranges of the file go out, and come back checked for being seamless. */
import { closeSync } from "node:fs";
import type { FaultData } from "../bridge/errors.ts";
import type { not_yet, Span } from "../core/source.ts";
import { span_bytes } from "../limits.ts";
import type { BgzfLoaded, BgzfSpan } from "./load.ts";
import { locate } from "./locate.ts";
import type { Rescue } from "./rescue.ts";

/** A place in the inflated data: a block's offset in the file, and bytes into that block. */
export interface VirtualOffset {
  readonly block: number;
  readonly within: number;
}

/** What a load brings to the cutting. */
export interface Accepted {
  /** The file's bytes before these that hold no sound block. */
  readonly gap: { readonly from: number; readonly to: number } | null;
  /** The range of memory to be used. */
  readonly begin: number;
  readonly end: number;
  /** Records that begin there or behind it are not wanted: the end of a chunk lies there. */
  readonly stop?: number;
  /** The number of the chunk that begins at `begin`. */
  readonly begun?: number;
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
  /** Where the damage begins that hasn't ended yet. */
  lost: number | null = null;
  protected readonly file: Pick<BgzfSpan, "fd" | "name" | "file_bytes">;
  /** Whether to go on behind damage. */
  readonly #mends: boolean;
  #handed_out = 0;
  #skip = 0;

  constructor(file: Pick<BgzfSpan, "fd" | "name" | "file_bytes">, from: VirtualOffset, mends = false) {
    this.file = file;
    this.#mends = mends;
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

  /** Check that a load continues where the one before it ended, or found where to go on behind damage. */
  accept(span: BgzfSpan, loaded: BgzfLoaded): Accepted {
    const nothing = { gap: null, begin: loaded.address, end: loaded.address, fault: null };
    // The block before reaches past this whole span.
    if (this.expected >= span.end) return { ...nothing, again: null };
    const restart = (start: number, rescue: Rescue | null = null): Span =>
      ({ ...span, start, exact: true, rescue }) as unknown as Span;
    const { lost } = this;
    if (lost !== null) {
      const from = Math.max(this.expected, span.start);
      if (!span.rescue) return { ...nothing, again: restart(from, from === lost ? "damaged block" : "damage") };
      if (loaded.first < 0) {
        this.expected = span.end;
        return { ...nothing, again: null };
      }
      this.lost = null;
    } else if (loaded.first !== this.expected) {
      // What looked like a block header within the data of a block was none.
      return { ...nothing, again: restart(this.expected) };
    }
    this.expected = loaded.next;
    if (loaded.blocks > 0) this.ends_empty = loaded.last_bytes === 0;
    this.taken(loaded);
    const skip = Math.min(this.#skip, loaded.bytes);
    this.#skip -= skip;
    const next = loaded.next;
    const mended = loaded.fault !== null && this.#mends;
    if (mended) this.lost = next;
    return {
      gap: lost === null ? null : { from: lost, to: loaded.first },
      begin: loaded.address + skip,
      end: loaded.address + loaded.bytes,
      fault: loaded.fault,
      again:
        (loaded.fault === null || mended) && next < span.end ? restart(next, mended ? "damaged block" : null) : null,
    };
  }

  /** A load is the right one. */
  protected taken(_loaded: BgzfLoaded): void {}

  /** The input is at its end. Returns where damage begins that reaches there, or null. */
  finish(): number | null {
    const { lost } = this;
    if (lost !== null) this.expected = this.end;
    return lost;
  }

  close(): void {
    closeSync(this.file.fd);
  }
}
