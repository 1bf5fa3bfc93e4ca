/** The bytes of a span, in memory already or read as far as they are needed. */
import { readSync } from "node:fs";
import { inputFault } from "../core/faults.ts";
import type { Region } from "../core/memory.ts";
import type { MarcSpan } from "./load.ts";

/** What is read behind a span at first: most records that begin in it end within that. */
const tail_bytes = 4096;
/** Then as much as the longest record that a length field can tell of. */
export const overlap_bytes = 128 * 1024;

/** The bytes of a span in the slot, read as far as they are needed. */
export class Window {
  /** Where the bytes are, and the offset of the first one. */
  readonly address: number;
  readonly base: number;
  readonly #span: MarcSpan;
  readonly #buffer: Buffer;
  readonly #limit: number;
  have = 0;

  constructor(span: MarcSpan, slot: Region, buffer: Buffer) {
    this.#span = span;
    this.#buffer = buffer;
    if (span.held !== null) {
      this.address = span.held.address;
      this.base = span.held.origin;
      this.have = this.#limit = span.held.bytes;
      return;
    }
    this.address = slot.address;
    // The terminator before a span tells that a record begins right there.
    this.base = span.exact ? span.start : span.start - 1;
    this.#limit = Math.min(span.file_bytes - this.base, buffer.length);
    this.need(span.end - this.base + tail_bytes);
  }

  /** True when these are all bytes up to the end of the file. */
  get eof(): boolean {
    return this.#span.held !== null || this.base + this.have >= this.#span.file_bytes;
  }

  /** Is there more that could be read? */
  get more(): boolean {
    return this.have < this.#limit;
  }

  need(count: number): void {
    const wanted = Math.min(count, this.#limit);
    while (this.have < wanted) {
      let got: number;
      try {
        got = readSync(this.#span.fd, this.#buffer, this.have, wanted - this.have, this.base + this.have);
      } catch (error) {
        throw inputFault(error, this.#span.name);
      }
      if (got === 0) throw inputFault(new Error("the file became shorter"), this.#span.name);
      this.have += got;
    }
  }

  all(): void {
    this.need(this.#limit);
  }
}
