/** A reader of the engine's answers that keeps them all. */

import type { Table } from "apache-arrow";
import { tableFromIPC } from "apache-arrow";
import type { InputPiece } from "../../ts/bridge/input.ts";
import type { LogLevel, Progress, Reply } from "../../ts/bridge/requests.ts";
import type { Row } from "./bam.ts";

export class KeptReply implements Reply {
  cancelled = false;
  readonly schemas: Uint8Array[] = [];
  readonly batches: Uint8Array[] = [];
  readonly told: Progress[] = [];
  readonly logs: string[] = [];
  /** Batches that may come before more credit is given. */
  credit = Number.POSITIVE_INFINITY;
  /** Called with each batch's number once it is kept. */
  onBatch: (count: number) => void = () => {};
  #credit_listener: () => void = () => {};
  readonly #cancel_listeners: (() => void)[] = [];

  schema(message: Uint8Array): void {
    this.schemas.push(message.slice());
  }

  batch(parts: readonly Uint8Array[]): void {
    if (!this.mayBatch()) throw new Error("a batch came without credit");
    this.batches.push(Buffer.concat(parts));
    this.onBatch(this.batches.length);
  }

  mayBatch(): boolean {
    return this.batches.length < this.credit;
  }

  onCredit(listener: () => void): void {
    this.#credit_listener = listener;
  }

  give(batches: number): void {
    this.credit += batches;
    this.#credit_listener();
  }

  /** Called when a piece of an input is asked for. */
  onPull: (input: number, bytes: number) => void = () => {};
  readonly #input_listeners = new Map<number, (piece: InputPiece) => void>();

  pull(input: number, bytes: number): void {
    this.onPull(input, bytes);
  }

  onInput(input: number, listener: (piece: InputPiece) => void): void {
    this.#input_listeners.set(input, listener);
  }

  /** A piece of an input arrives. */
  arrive(piece: InputPiece): void {
    this.#input_listeners.get(piece.input)?.(piece);
  }

  progress(progress: Progress): void {
    this.told.push(progress);
  }

  log(level: LogLevel, message: string): void {
    this.logs.push(`${level}: ${message}`);
  }

  onCancel(listener: () => void): void {
    if (this.cancelled) listener();
    else this.#cancel_listeners.push(listener);
  }

  cancel(): void {
    this.cancelled = true;
    for (const listener of this.#cancel_listeners) listener();
  }

  get table(): Table {
    return tableFromIPC(Buffer.concat([...this.schemas, ...this.batches]));
  }

  get rows(): Row[] {
    return rowsOf(this.table);
  }
}

export const rowsOf = (table: Table): Row[] => table.toArray().map((row) => ({ ...row.toJSON() }) as unknown as Row);
