/** One request's side of the channel: its answers, its credit, its cancel flag. */
import { credit_bytes } from "../limits.ts";
import type { Channel } from "./channel.ts";
import { type ControlMap, encodeMap } from "./control.ts";
import { Kind } from "./frames.ts";
import { decodeInput, type InputPiece, InputState } from "./input.ts";

export type LogLevel = "debug" | "info" | "warning" | "error";

export interface Progress {
  bytes_done: number;
  bytes_total: number | null;
  records: number;
  seconds: number;
}

/** What an operation may say to its reader. */
export interface Reply {
  /** The SCHEMA frame: an encapsulated Arrow IPC schema message. */
  schema(message: Uint8Array): void;
  /** A BATCH frame: the parts, one after the other, are the payload. Takes credit; ask `mayBatch` first. */
  batch(parts: readonly Uint8Array[]): void;
  /** May a batch of so many bytes go out now? */
  mayBatch(bytes: number): boolean;
  /** The listener is called whenever credit came in. There is one. */
  onCredit(listener: () => void): void;
  /** Ask for one more piece of an input, of at most so many bytes. Each asking is answered by one piece, until the input has ended. */
  pull(input: number, bytes: number): void;
  /** Where the pieces of an input go. There is one listener for each. */
  onInput(input: number, listener: (piece: InputPiece) => void): void;
  progress(progress: Progress): void;
  log(level: LogLevel, message: string): void;
  /** Nobody wants the answer any more: hand out no further tasks, clean up, reject with the kind `Cancelled`. */
  readonly cancelled: boolean;
  /** Called once, at once if that has happened already. */
  onCancel(listener: () => void): void;
}

export class ChannelReply implements Reply {
  readonly id: number;
  readonly #channel: Channel;
  #outstanding_bytes = 0;
  #cancelled = false;
  #credit_listener: () => void = () => {};
  #cancel_listeners: (() => void)[] = [];
  readonly #input_listeners = new Map<number, (piece: InputPiece) => void>();

  constructor(channel: Channel, id: number) {
    this.#channel = channel;
    this.id = id;
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  schema(message: Uint8Array): void {
    if (!this.#cancelled) this.#channel.send(Kind.SCHEMA, this.id, [message]);
  }

  mayBatch(bytes: number): boolean {
    return this.#outstanding_bytes === 0 || this.#outstanding_bytes + bytes <= credit_bytes;
  }

  batch(parts: readonly Uint8Array[]): void {
    if (this.#cancelled) return;
    let bytes = 0;
    for (const part of parts) bytes += part.length;
    if (!this.mayBatch(bytes)) throw new Error(`A batch of ${bytes} bytes was sent without credit`);
    this.#outstanding_bytes += bytes;
    this.#channel.send(Kind.BATCH, this.id, parts);
  }

  onCredit(listener: () => void): void {
    this.#credit_listener = listener;
  }

  pull(input: number, bytes: number): void {
    if (!this.#cancelled) this.control(Kind.CREDIT, { input, bytes });
  }

  onInput(input: number, listener: (piece: InputPiece) => void): void {
    this.#input_listeners.set(input, listener);
  }

  progress(progress: Progress): void {
    if (!this.#cancelled) this.control(Kind.PROGRESS, { ...progress });
  }

  log(level: LogLevel, message: string): void {
    this.control(Kind.LOG, { level, message, request: this.id });
  }

  onCancel(listener: () => void): void {
    if (this.#cancelled) listener();
    else this.#cancel_listeners.push(listener);
  }

  /** The consumer has taken batches of so many bytes off. */
  credit(bytes: number): void {
    this.#outstanding_bytes = Math.max(0, this.#outstanding_bytes - bytes);
    if (!this.#cancelled) this.#credit_listener();
  }

  /** A piece of an input has come. What the user's object raised is Python's to tell: here the request just ends. */
  input(payload: Uint8Array): void {
    const piece = decodeInput(payload);
    if (piece.state === InputState.FAILED) this.cancel();
    else if (!this.#cancelled) this.#input_listeners.get(piece.input)?.(piece);
  }

  cancel(): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    const listeners = this.#cancel_listeners;
    this.#cancel_listeners = [];
    for (const listener of listeners) listener();
  }

  control(kind: Kind, map: ControlMap): void {
    this.#channel.send(kind, this.id, [encodeMap(map)]);
  }
}
