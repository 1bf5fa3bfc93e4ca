/** An Arrow IPC stream as a source: each of its batches becomes one lot, or several where lots have to be smaller. */
import { Fault } from "../../bridge/errors.ts";
import { faultFrom } from "../../core/faults.ts";
import type { SharedRegion } from "../../core/memory.ts";
import type { Loaded, Lot, PlanContext, Source, Span } from "../../core/source.ts";
import { not_yet } from "../../core/source.ts";
import { column_bytes_max, gathered_bytes_max } from "../../limits.ts";
import { DictionaryStore } from "./dictionaries.ts";
import { bad, placed } from "./faults.ts";
import type { ArrowBatch, ArrowLoaded, ArrowWork } from "./load.ts";
import { measureBatch } from "./load.ts";
import type { ArrowSchema } from "./message.ts";
import type { MessageReader, WholeMessage } from "./messages.ts";

interface ArrowSpan extends ArrowBatch {
  /** Which of the batches that are held it is. */
  readonly number: number;
}

interface Held {
  readonly offset: number;
  retain(): void;
  release(): void;
}

export class ArrowSource implements Source {
  records = 0;
  satisfied = false;
  /** Its loads work on what is in memory already. */
  readonly slot_bytes = 64;
  readonly bytes_total: number | null;
  readonly #reader: MessageReader;
  readonly #schema: ArrowSchema;
  readonly #context: PlanContext;
  readonly #records_max: number;
  /** The most rows of a lot. */
  readonly #rows_max: number;
  readonly #dictionaries: DictionaryStore;
  /** Batches that were handed out and not cut yet. */
  readonly #held = new Map<number, Held>();
  #next = 0;
  #gathered = 0;

  constructor(
    reader: MessageReader,
    schema: ArrowSchema,
    context: PlanContext,
    rows_max: number | null,
    records_max: number | null,
  ) {
    this.#reader = reader;
    this.#schema = schema;
    this.#context = context;
    this.#records_max = records_max ?? Number.POSITIVE_INFINITY;
    this.#rows_max = context.lots.rows_max ?? rows_max ?? Number.POSITIVE_INFINITY;
    this.bytes_total = reader.input.bytes_total;
    this.#dictionaries = new DictionaryStore(
      schema.columns.map((one) => one.node),
      context.memory,
      context.thread,
    );
  }

  get bytes_done(): number {
    return this.#reader.input.offset;
  }

  nextSpan(): Span | null | typeof not_yet {
    try {
      for (;;) {
        if (this.#gathered > gathered_bytes_max) return not_yet;
        const whole = this.#reader.next();
        if (whole === null || whole === not_yet) return whole;
        const span = this.#take(whole);
        if (span !== null) return span;
      }
    } catch (error) {
      throw placed(error, this.#reader.input.name, this.#reader.offset, this.records);
    }
  }

  #take({ message, body, offset }: WholeMessage): Span | null {
    const place = { address: body.address, bytes: message.body_bytes };
    if (message.kind === "batch") {
      const { dictionaries, release } = this.#dictionaries.use();
      const number = this.#next++;
      this.#gathered += body.bytes;
      let holders = 1;
      this.#held.set(number, {
        offset,
        retain: () => {
          holders += 1;
        },
        release: () => {
          holders -= 1;
          if (holders > 0) return;
          this.#gathered -= body.bytes;
          body.release();
          release();
        },
      });
      const nodes = this.#schema.columns.map((one) => one.node);
      const { table } = message;
      const rows_max = Math.min(this.#rows_max, Math.max(1, table.rows));
      return { number, nodes, table, body: place, dictionaries, rows_max } satisfies ArrowSpan as unknown as Span;
    }
    try {
      if (message.kind === "schema") throw bad("ARROW_SCHEMA", "the schema comes twice");
      this.#dictionaries.put(message.id, message.table, place);
      return null;
    } finally {
      body.release();
    }
  }

  cut(raw: Span, loaded: Loaded, slot: SharedRegion, emit: (lot: Lot) => void): null {
    slot.release();
    const { number, ...batch } = raw as unknown as ArrowSpan;
    const held = this.#held.get(number) as Held;
    this.#held.delete(number);
    const place = { path: this.#reader.input.name, offset: held.offset, record: this.records };
    try {
      if (loaded.fault !== null) throw faultFrom(loaded.fault, place);
      const { sizes } = loaded as ArrowLoaded;
      for (let start = 0; start < batch.table.rows && !this.satisfied; start += batch.rows_max)
        this.#emit(batch, start, sizes[start / batch.rows_max] ?? [], held, emit);
    } finally {
      held.release();
    }
    return null;
  }

  #emit(batch: ArrowBatch, start: number, measured: readonly number[], held: Held, emit: (lot: Lot) => void): void {
    const whole = Math.min(batch.rows_max, batch.table.rows - start);
    const rows = Math.min(whole, this.#records_max - this.records);
    const place = { path: this.#reader.input.name, offset: held.offset, record: this.records };
    // A limit may cut a lot short.
    const sizes = rows === whole ? measured : measureBatch(batch, start, rows, this.#context.thread);
    if (sizes.some((bytes) => bytes > column_bytes_max)) {
      throw new Fault("LimitError", "BATCH_TOO_LARGE", "a text column of one batch would pass 2 GiB", {
        ...place,
        hint: "write smaller batches",
      });
    }
    this.records += rows;
    this.satisfied = this.records >= this.#records_max;
    const work: ArrowWork = { ...batch, start, rows };
    held.retain();
    emit({ rows, sizes, work, release: () => held.release(), place: (fault) => faultFrom(fault, place) });
  }

  finish(): void {}

  close(): void {
    for (const held of this.#held.values()) held.release();
    this.#held.clear();
    this.#dictionaries.close();
    this.#reader.close();
  }
}
