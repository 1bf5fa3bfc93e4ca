/** What a gzip input holds, of any number of members, as an input that is read in order. Inflating is done beside the main thread. */
import type { Gunzip } from "node:zlib";
import { createGunzip } from "node:zlib";
import { Fault } from "../bridge/errors.ts";
import { gunzip_piece_bytes } from "../limits.ts";
import { ByteInput } from "./byte_input.ts";

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export class GunzipInput extends ByteInput {
  readonly #inner: ByteInput;
  readonly #gunzip: Gunzip;
  /** Compressed bytes that went in. */
  #given = 0;
  #wanted = 0;
  #finished = false;
  #over = false;

  constructor(inner: ByteInput) {
    const self: { pull: () => void } = { pull: () => {} };
    super(inner.name, null, () => self.pull());
    this.#inner = inner;
    this.#gunzip = createGunzip({ chunkSize: gunzip_piece_bytes });
    this.#gunzip.on("readable", () => this.#drain());
    this.#gunzip.on("drain", () => this.#feed());
    this.#gunzip.on("end", () => this.#end());
    this.#gunzip.on("error", (error: NodeJS.ErrnoException) => this.#broke(error));
    inner.onArrival(() => this.#feed());
    self.pull = () => {
      this.#wanted += 1;
      setImmediate(() => {
        this.#feed();
        this.#drain();
      });
    };
  }

  override get source_offset(): number {
    return this.#inner.offset;
  }

  override get source_bytes(): number | null {
    return this.#inner.source_bytes;
  }

  #feed(): void {
    if (this.#over) return;
    try {
      while (!this.#gunzip.writableNeedDrain && this.#inner.available > 0) {
        const piece = Buffer.allocUnsafe(Math.min(this.#inner.available, gunzip_piece_bytes));
        const taken = piece.subarray(0, this.#inner.take(piece));
        this.#given += taken.length;
        if (!this.#gunzip.write(taken)) return;
      }
      if (this.#inner.ended && this.#inner.available === 0 && !this.#finished) {
        this.#finished = true;
        // An inner input that failed says so here.
        this.#inner.take(0);
        this.#gunzip.end();
      }
    } catch (error) {
      this.#over = true;
      this.fail(error as Error);
    }
  }

  #drain(): void {
    while (!this.#over && this.#wanted > 0) {
      const piece = this.#gunzip.read() as Buffer | null;
      if (piece === null) return;
      this.#wanted -= 1;
      this.push(piece);
    }
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    // What stands behind the last member is passed over by zlib, but not by us.
    const rest = this.#given - this.#gunzip.bytesWritten;
    if (rest > 0) {
      const place = { path: this.name, offset: this.#gunzip.bytesWritten };
      const hint = "the file was damaged, or something was appended to it";
      this.endBroken(
        new Fault("FormatError", "GZIP_REST", `${rest} bytes stand behind the compressed data`, { ...place, hint }),
      );
    } else {
      this.end();
    }
  }

  #broke(error: NodeJS.ErrnoException): void {
    if (this.#over) return;
    this.#over = true;
    const place = { path: this.name, offset: this.#gunzip.bytesWritten };
    const cut = error.code === "Z_BUF_ERROR";
    const fault = cut
      ? new Fault("TruncatedFileError", "GZIP_CUT", "the file ends within the compressed data", {
          ...place,
          hint: "copy or download the file again; the records before the cut are whole",
        })
      : new Fault("FormatError", "GZIP_DAMAGED", `the compressed data is damaged (${error.message})`, {
          ...place,
          hint: "copy or download the file again",
        });
    this.endBroken(fault);
  }

  override close(): void {
    this.#over = true;
    super.close();
    this.#gunzip.destroy();
    this.#inner.close();
  }
}
