/** Inflated bytes behind damage in which a record's start is looked for, and where they came from. */
import type { Behind } from "./find_record.ts";
import { findRecord } from "./find_record.ts";
import type { RecordRules } from "./plausible.ts";

/** So many bytes after the first one of a block that begins there in the file. */
export interface BytePlace {
  readonly block: number;
  readonly inflated: number;
}

export class LooseBytes {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Pieces by where they begin in the bytes. */
  #pieces: { readonly at: number; readonly place: BytePlace }[] = [];
  /** Bytes at the start that are known to begin no record. */
  #from = 0;
  readonly #rules: RecordRules;

  constructor(rules: RecordRules) {
    this.#rules = rules;
  }

  /** `from`: bytes at the start at which no record is to be found. */
  add(bytes: Uint8Array, place: BytePlace, from = 0): void {
    if (this.#bytes.length === 0) this.#from = from;
    this.#pieces.push({ at: this.#bytes.length, place });
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** Drop what comes before the first record, or before what may be one. Returns how much that was, and whether the first byte begins a record. */
  find(behind: Behind): { readonly dropped: number; readonly found: boolean } {
    const { at, found } = findRecord(this.#bytes, this.#from, behind, this.#rules);
    const dropped = found || behind === "more" ? at : this.#bytes.length;
    const left = this.#pieces.filter((_, index) => (this.#pieces[index + 1]?.at ?? this.#bytes.length) > dropped);
    this.#pieces = left.map(({ at: begin, place }) => {
      if (begin >= dropped) return { at: begin - dropped, place };
      return { at: 0, place: { block: place.block, inflated: place.inflated + dropped - begin } };
    });
    this.#bytes = this.#bytes.subarray(dropped);
    this.#from = 0;
    return { dropped, found };
  }

  /** All bytes, piece by piece. */
  take(): { readonly bytes: Uint8Array; readonly place: BytePlace }[] {
    const pieces = this.#pieces.map(({ at, place }, index) => ({
      bytes: this.#bytes.subarray(at, this.#pieces[index + 1]?.at),
      place,
    }));
    this.#pieces = [];
    this.#bytes = new Uint8Array(0);
    return pieces;
  }
}
