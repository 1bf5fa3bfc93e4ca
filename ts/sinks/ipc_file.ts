/**
 * An Arrow IPC file, uncompressed. A batch's size is known before it is filled, so its place is, and worker threads write their batches
 * themselves.
 */
import type { FileBlock } from "../arrow/metadata.ts";
import { file_magic, fileEnd, schemaMessage } from "../arrow/metadata.ts";
import type { Schema } from "../arrow/schema.ts";
import type { Batch, EncodeStep, Sink, SinkContext } from "../core/sink.ts";
import { OutputFile } from "./output_file.ts";

const start_bytes = 8;

export class IpcFileSink implements Sink {
  readonly wants_columns = true;
  readonly step: EncodeStep;
  readonly #schema: Schema;
  readonly #file: OutputFile;
  readonly #blocks: FileBlock[] = [];
  /** Where the next batch goes. */
  #placed = 0;

  constructor(schema: Schema, context: SinkContext) {
    this.#schema = schema;
    this.#file = new OutputFile(context.target);
    this.step = { kind: "ipc_file", fd: this.#file.fd, name: this.#file.name };
  }

  get bytes_out(): number {
    return this.#file.bytes;
  }

  begin(): void {
    // So that the first batch begins at a multiple of 64 bytes of the file, and all buffers do.
    const message = schemaMessage(this.#schema, start_bytes);
    const start = new Uint8Array(start_bytes + message.length);
    start.set(file_magic);
    start.set(message, start_bytes);
    this.#file.append(start);
    this.#placed = this.#file.bytes;
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
    this.#blocks.push({ offset: this.#file.bytes, metadata_bytes: prefix_bytes, body_bytes });
    // The thread that filled it has written it.
    this.#file.bytes += batch.message.length;
  }

  finish(): void {
    if (this.#file.bytes !== this.#placed) throw new Error("batches were placed that never arrived");
    this.#file.append(fileEnd(this.#schema, this.#blocks));
    this.#file.finish();
  }

  abort(): void {
    this.#file.abort();
  }
}
