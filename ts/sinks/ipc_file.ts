/**
 * An Arrow IPC file, uncompressed. A batch's size is known before it is filled, so its place is, and worker threads write their batches
 * themselves. The file has the name that Python chose for it while it grows; Python renames it when it is whole.
 */
import { closeSync, fstatSync, openSync, unlinkSync } from "node:fs";
import type { FileBlock } from "../arrow/metadata.ts";
import { file_magic, fileEnd, schemaMessage } from "../arrow/metadata.ts";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import { outputFault } from "../core/faults.ts";
import type { Batch, EncodeStep, Sink, SinkContext } from "../core/sink.ts";
import { writeAll } from "./encode_ipc.ts";

const start_bytes = 8;

export class IpcFileSink implements Sink {
  readonly wants_columns = true;
  readonly step: EncodeStep;
  readonly #schema: Schema;
  readonly #target: NonNullable<SinkContext["target"]>;
  readonly #fd: number;
  readonly #blocks: FileBlock[] = [];
  /** Where the next batch goes, and the next one that is appended. */
  #placed = 0;
  #appended = 0;
  #open = true;

  constructor(schema: Schema, context: SinkContext) {
    if (context.target === null) throw new Fault("ValueError", "SINK", "the output has no path", {});
    this.#schema = schema;
    this.#target = context.target;
    try {
      // "wx" fails where the name is taken: nobody's file is overwritten.
      this.#fd = openSync(this.#target.path, "wx");
    } catch (error) {
      throw outputFault(error, this.#target.name);
    }
    this.step = { kind: "ipc_file", fd: this.#fd, name: this.#target.name };
  }

  get bytes_out(): number {
    return this.#appended;
  }

  begin(): void {
    // So that the first batch begins at a multiple of 64 bytes of the file, and all buffers do.
    const message = schemaMessage(this.#schema, start_bytes);
    const start = new Uint8Array(start_bytes + message.length);
    start.set(file_magic);
    start.set(message, start_bytes);
    this.#write(start);
    this.#placed = this.#appended;
  }

  place(message_bytes: number): number {
    const place = this.#placed;
    this.#placed += message_bytes;
    return place;
  }

  ready(): boolean {
    return true;
  }

  append(batch: Batch): void {
    const { prefix_bytes, body_bytes } = batch.layout;
    this.#blocks.push({ offset: this.#appended, metadata_bytes: prefix_bytes, body_bytes });
    this.#appended += batch.message.length;
  }

  finish(): void {
    if (this.#appended !== this.#placed) throw new Error("batches were placed that never arrived");
    this.#write(fileEnd(this.#schema, this.#blocks));
    this.#checkSize();
    this.#open = false;
    try {
      closeSync(this.#fd);
    } catch (error) {
      throw outputFault(error, this.#target.name);
    }
  }

  #checkSize(): void {
    const { size } = fstatSync(this.#fd);
    if (size === this.#appended) return;
    throw new Fault("OutputError", "OUTPUT_SIZE", `the output has ${size} bytes instead of ${this.#appended}`, {
      path: this.#target.name,
      hint: "something else wrote to the file, or the file system lost data",
    });
  }

  abort(): void {
    if (this.#open) closeSync(this.#fd);
    this.#open = false;
    try {
      unlinkSync(this.#target.path);
    } catch {
      // It is gone already, which is what was wanted.
    }
  }

  #write(bytes: Uint8Array): void {
    writeAll(this.#fd, bytes, this.#appended, this.#target.name);
    this.#appended += bytes.length;
  }
}
