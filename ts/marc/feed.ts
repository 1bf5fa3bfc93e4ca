/** Where the bytes of a MARC input come from: a file that workers read in spans, or bytes that arrive in order. */
import { closeSync } from "node:fs";
import type { ByteInput } from "../core/byte_input.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import { not_yet } from "../core/source.ts";
import { marc_gathered_bytes_max, marc_span_bytes, record_bytes_max } from "../limits.ts";
import { record_end } from "./odd.ts";

/** Bytes of an input that a load looks at; offsets are those of the whole (decompressed) input. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  /** A record is known to begin at `start`. */
  readonly exact: boolean;
  /** Where the bytes are, if they are in memory: `address` is that of the byte at `origin`. */
  readonly held: { readonly address: number; readonly bytes: number; readonly origin: number } | null;
}

export interface Feed {
  readonly name: string;
  /** The file that workers read, or -1. */
  readonly fd: number;
  readonly bytes_total: number | null;
  /** Bytes of input done, when all before `offset` has been. */
  done(offset: number): number;
  /** `idle`: nothing that was handed out is still being worked on. */
  next(idle: boolean): Piece | null | typeof not_yet;
  /** The memory of a piece, if it is there. */
  regionOf(start: number): SharedRegion | null;
  /** All pieces before that offset have been cut. */
  release(offset: number): void;
  /** Nothing is asked for while readers wait for what was made of what has come. */
  hold(held: boolean): void;
  /** Whether more can be cut without waiting for it. */
  readonly ready: boolean;
  close(): void;
}

export class FileFeed implements Feed {
  readonly name: string;
  readonly fd: number;
  readonly bytes_total: number;
  readonly ready = true;
  #next = 0;

  constructor(fd: number, name: string, bytes: number) {
    this.fd = fd;
    this.name = name;
    this.bytes_total = bytes;
  }

  done(offset: number): number {
    return Math.min(offset, this.bytes_total);
  }

  next(): Piece | null {
    const start = this.#next;
    if (start >= this.bytes_total) return null;
    this.#next = Math.min(start + marc_span_bytes, this.bytes_total);
    return { start, end: this.#next, exact: start === 0, held: null };
  }

  regionOf(): null {
    return null;
  }

  release(): void {}

  hold(): void {}

  close(): void {
    closeSync(this.fd);
  }
}

/** Kernels read a little beyond the last record. */
const pad_bytes = 64;

interface Held {
  readonly start: number;
  readonly end: number;
  readonly region: SharedRegion;
}

/** Pieces end with a record's terminator, so that each can be looked at by itself; the last one ends where the input does. */
export class ArrivingFeed implements Feed {
  readonly fd = -1;
  readonly name: string;
  readonly bytes_total: number | null;
  readonly #input: ByteInput;
  readonly #memory: RequestMemory;
  readonly #held: Held[] = [];
  /** The begin of a record whose end has not arrived. */
  #carried: Buffer = Buffer.alloc(0);
  #offset = 0;
  /** So many bytes have to be there before another look is worth it. */
  #wanted = 1;

  constructor(input: ByteInput, memory: RequestMemory) {
    this.#input = input;
    this.#memory = memory;
    this.name = input.name;
    this.bytes_total = input.source_bytes;
  }

  get ready(): boolean {
    return this.#input.available >= this.#wanted || this.#input.ended;
  }

  hold(held: boolean): void {
    if (this.bytes_total === null) this.#input.hold(held);
  }

  done(): number {
    return this.#input.source_offset;
  }

  next(idle: boolean): Piece | null | typeof not_yet {
    const gathered = this.#held.reduce((sum, { region }) => sum + region.bytes, 0);
    if (gathered > marc_gathered_bytes_max) return not_yet;
    const { ended, available } = this.#input;
    if (ended && available === 0 && (this.#carried.length === 0 || this.#input.broken)) {
      this.#input.take(0);
      return null;
    }
    // While there is work, it is better done in large pieces; else what is there is looked at.
    const enough = available >= Math.max(this.#wanted, idle ? 1 : marc_span_bytes);
    if (!ended && !enough) {
      this.#input.want(this.#wanted);
      return not_yet;
    }
    return this.#gather(Math.min(available, Math.max(marc_span_bytes, this.#wanted)));
  }

  #gather(count: number): Piece | null | typeof not_yet {
    const total = this.#carried.length + count;
    const region = new SharedRegion(this.#memory, total + pad_bytes);
    const bytes = Buffer.from(this.#memory.bytes.buffer, region.address, total);
    bytes.set(this.#carried);
    this.#input.take(bytes.subarray(this.#carried.length));
    const { ended, available, broken } = this.#input;
    const last = ended && available === 0 && !broken;
    const end = last ? total : bytes.lastIndexOf(record_end) + 1;
    if (end === 0 && total <= record_bytes_max) {
      this.#carried = Buffer.from(bytes);
      region.release();
      // A record that is long already is not looked at for each piece that arrives.
      this.#wanted = Math.max(1, total);
      return ended ? this.next(true) : not_yet;
    }
    this.#wanted = 1;
    const used = end === 0 ? total : end;
    this.#carried = Buffer.from(bytes.subarray(used));
    const start = this.#offset;
    this.#offset += used;
    this.#held.push({ start, end: this.#offset, region });
    return { start, end: this.#offset, exact: true, held: { address: region.address, bytes: used, origin: start } };
  }

  regionOf(start: number): SharedRegion | null {
    return this.#held.find((held) => held.start <= start && start < held.end)?.region ?? null;
  }

  release(offset: number): void {
    while (this.#held[0] !== undefined && this.#held[0].end <= offset) this.#held.shift()?.region.release();
  }

  close(): void {
    for (const { region } of this.#held.splice(0)) region.release();
    this.#input.close();
  }
}
