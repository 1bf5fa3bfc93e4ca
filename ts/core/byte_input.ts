/**
 * The bytes of an input that is read in order, as they arrive: over the bridge, or from a file. It asks for more by itself while less than a
 * window is there and under way, so that memory is bounded however large the input; who takes the bytes puts them into the request's memory.
 */
import { closeSync, readSync } from "node:fs";
import { input_piece_bytes_max, input_window_bytes } from "../limits.ts";
import { inputFault } from "./faults.ts";
import { openFile, through_python } from "./open_file.ts";

interface Waiting {
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class ByteInput {
  readonly name: string;
  /** How many bytes there are in all; null where nobody knows. */
  readonly bytes_total: number | null;
  /** Bytes that have been taken. */
  offset = 0;
  /** Bytes that are there to be taken. */
  available = 0;
  /** Whether `available` is all that is left. */
  ended = false;
  readonly #pull: (bytes: number) => void;
  /** Bytes that are asked for before they are needed. */
  #window = input_window_bytes;
  #held = false;
  readonly #pieces: Uint8Array[] = [];
  /** Pieces asked for that have not come. */
  #asked = 0;
  #wanted = input_window_bytes;
  #failure: Error | null = null;
  #damage: Error | null = null;
  #waiting: Waiting | null = null;
  #listener: () => void = () => {};

  /** `pull` asks for a piece of at most so many bytes, which comes by `push` or `end`, later. */
  constructor(name: string, bytes_total: number | null, pull: (bytes: number) => void) {
    this.name = name;
    this.bytes_total = bytes_total;
    this.#pull = pull;
  }

  /** The listener is called whenever something has arrived. There is one. */
  onArrival(listener: () => void): void {
    this.#listener = listener;
  }

  /**
   * Ask for a piece when none is there, and not before. Whoever is asked may have to wait for it, and can't take what was made of the
   * pieces before while it does.
   */
  pieceByPiece(): void {
    this.#window = this.#wanted = 1;
  }

  /** Ask for nothing until what has arrived is dealt with. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.#ask();
  }

  push(piece: Uint8Array): void {
    if (this.ended || this.#failure !== null) return;
    this.#asked -= 1;
    if (piece.length > 0) this.#pieces.push(piece);
    this.available += piece.length;
    this.#ask();
    this.#arrived();
  }

  end(): void {
    this.ended = true;
    this.#arrived();
  }

  /** How far it is in what it comes from, which is other bytes where they are decompressed; and how many those are in all. */
  get source_offset(): number {
    return this.offset;
  }

  get source_bytes(): number | null {
    return this.bytes_total;
  }

  /** True when it ended too early: what has arrived can be taken, and then comes the error. */
  get broken(): boolean {
    return this.#damage !== null;
  }

  /** It ends here because of damage. */
  endBroken(error: Error): void {
    this.#damage = error;
    this.end();
  }

  /** Nothing more will come: whoever waits, or takes from now on, gets the error. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#arrived();
  }

  /** Resolves once so many bytes can be taken, or the input has ended before. */
  wait(bytes: number): Promise<void> {
    this.want(bytes);
    return new Promise((resolve, reject) => {
      this.#waiting = { bytes, resolve, reject };
      this.#wake();
    });
  }

  /** The next so many bytes in one piece, left where they are; null where they are not there. Valid until bytes are taken. */
  peek(bytes: number): Uint8Array | null {
    this.#check();
    this.want(bytes);
    if (this.available < bytes) return null;
    const first = this.#pieces[0];
    if (first !== undefined && first.length >= bytes) return first.subarray(0, bytes);
    // No more of them than are needed: others may be large.
    let count = 0;
    for (let have = 0; have < bytes; count++) have += (this.#pieces[count] as Uint8Array).length;
    const joined = Buffer.concat(this.#pieces.slice(0, count));
    if (count > 0) this.#pieces.splice(0, count, joined);
    return joined.subarray(0, bytes);
  }

  /** Take what is there, as much as `target` holds, or just drop so many bytes. Returns how many they were. */
  take(target: Uint8Array | number): number {
    this.#check();
    const wanted = typeof target === "number" ? target : target.length;
    let done = 0;
    while (done < wanted) {
      const piece = this.#pieces[0];
      if (piece === undefined) break;
      const part = piece.subarray(0, wanted - done);
      if (typeof target !== "number") target.set(part, done);
      done += part.length;
      if (part.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(part.length);
    }
    this.available -= done;
    this.offset += done;
    this.#wanted = this.#window;
    this.#ask();
    return done;
  }

  close(): void {
    this.ended = true;
    this.#pieces.length = this.available = 0;
  }

  /** Have so many bytes come, more than usual. */
  want(bytes: number): void {
    this.#wanted = Math.max(this.#wanted, bytes);
    this.#ask();
  }

  #ask(): void {
    if (this.#failure !== null || this.#held) return;
    while (!this.ended && this.available + this.#asked * input_piece_bytes_max < this.#wanted) {
      this.#asked += 1;
      this.#pull(input_piece_bytes_max);
    }
  }

  #arrived(): void {
    this.#wake();
    this.#listener();
  }

  #wake(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    if (this.#failure === null && !this.ended && this.available < waiting.bytes) return;
    this.#waiting = null;
    if (this.#failure === null) waiting.resolve();
    else waiting.reject(this.#failure);
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#damage !== null && this.available === 0) throw this.#damage;
  }
}

/** A regular file as such an input. */
export class FileInput extends ByteInput {
  readonly #fd: number;
  #open = true;

  constructor(path: Buffer, name: string) {
    const { fd, file_bytes } = openFile({ path, name }, through_python);
    let read = 0;
    super(name, file_bytes, (count) =>
      // Not at once: it is called from where bytes are being taken.
      setImmediate(() => {
        if (!this.#open) return;
        const piece = Buffer.allocUnsafe(Math.min(count, file_bytes - read));
        try {
          const got = readSync(fd, piece, 0, piece.length, read);
          read += got;
          if (got === 0) this.end();
          else this.push(piece.subarray(0, got));
        } catch (error) {
          this.fail(inputFault(error, name));
        }
      }),
    );
    this.#fd = fd;
  }

  override close(): void {
    super.close();
    if (this.#open) closeSync(this.#fd);
    this.#open = false;
  }
}
