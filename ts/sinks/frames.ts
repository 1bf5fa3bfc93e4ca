/** Batches to the reader in Python, as frames on the channel. The reader's credit bounds what is under way. */
import { schemaMessage } from "../arrow/metadata.ts";
import type { Schema } from "../arrow/schema.ts";
import type { Batch, Sink, SinkContext } from "../core/sink.ts";

export class FramesSink implements Sink {
  readonly wants_columns = true;
  readonly step = { kind: "frames" };
  bytes_out = 0;
  readonly #schema: Schema;
  readonly #reply: SinkContext["reply"];

  constructor(schema: Schema, context: SinkContext) {
    this.#schema = schema;
    this.#reply = context.reply;
  }

  begin(): void {
    this.#reply.schema(schemaMessage(this.#schema));
  }

  place(): null {
    return null;
  }

  ready(message_bytes: number): boolean {
    return this.#reply.mayBatch(message_bytes);
  }

  append(batch: Batch): void {
    this.#reply.batch([batch.message]);
    this.bytes_out += batch.message.length;
  }

  finish(): void {}

  abort(): void {}
}
