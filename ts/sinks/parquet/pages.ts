/** Writes pages one behind the other into a batch's room: header, then the compressed bytes. */
import { crc32 } from "node:zlib";
import type { CodecRoom } from "./codecs.ts";
import { codecs } from "./codecs.ts";
import { pageHeader } from "./metadata.ts";
import type { Compression } from "./options.ts";

export interface Page {
  readonly dictionary: boolean;
  /** Where it lies, uncompressed. */
  readonly address: number;
  readonly bytes: number;
  readonly values: number;
  readonly encoding: number;
}

export class PageWriter {
  readonly #room: CodecRoom;
  readonly #compression: Compression;
  readonly #begin: number;
  readonly #end: number;
  #at: number;
  /** With all headers, as if nothing was compressed. */
  raw_bytes = 0;

  constructor(room: CodecRoom, compression: Compression, begin: number, bytes: number) {
    this.#room = room;
    this.#compression = compression;
    this.#begin = begin;
    this.#at = begin;
    this.#end = begin + bytes;
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#at - this.#begin;
  }

  write(page: Page): void {
    const { codec, level } = this.#compression;
    const compressed = codecs[codec].compress(page.address, page.bytes, level, this.#room);
    const header = pageHeader({
      dictionary: page.dictionary,
      raw_bytes: page.bytes,
      compressed_bytes: compressed.length,
      crc: crc32(compressed),
      values: page.values,
      encoding: page.encoding,
    });
    if (this.#at + header.length + compressed.length > this.#end)
      throw new Error("a row group is larger than was laid out");
    this.#room.thread.bytes.set(header, this.#at);
    this.#copy(compressed, this.#at + header.length);
    this.#at += header.length + compressed.length;
    this.raw_bytes += header.length + page.bytes;
  }

  /** JavaScript copies to shared memory word by word only where both sides are aligned alike, else byte by byte: a fifth of the speed. */
  #copy(from: Uint8Array, to: number): void {
    const { kernel, thread, compressed } = this.#room;
    const there = from.buffer === thread.bytes.buffer;
    if (!there) thread.bytes.set(from, compressed);
    kernel.copy(to, there ? from.byteOffset : compressed, from.length);
  }
}
