/** A source and a sink for the pipeline's tests, and what has to come out of them. */
import { tableFromIPC } from "apache-arrow";
import { schemaMessage } from "../../ts/arrow/metadata.ts";
import { faultFrom } from "../../ts/core/faults.ts";
import type { SharedRegion } from "../../ts/core/memory.ts";
import type { Batch, Sink } from "../../ts/core/sink.ts";
import type { Loaded, Lot, Source, Span } from "../../ts/core/source.ts";
import { not_yet } from "../../ts/core/source.ts";
import type { Step, SyntheticSpan, SyntheticWork } from "./synthetic_format.ts";
import { rowValue, synthetic_schema, troubled } from "./synthetic_format.ts";

export class SyntheticSource implements Source {
  readonly bytes_total = null;
  bytes_done = 0;
  records = 0;
  satisfied = false;
  readonly slot_bytes = 4096;
  readonly #steps: readonly Step[];
  readonly #records_max: number;
  readonly #finish: "throw" | undefined;
  /** Called some time after a span was not there yet. */
  onArrival: () => void = () => {};
  #next = 0;
  #cut = 0;
  #late = 0;

  readonly #slot_bytes_of: (span: number) => number;

  constructor(
    steps: readonly Step[],
    options: { records_max?: number; finish?: "throw"; slot_bytes_of?: (span: number) => number } = {},
  ) {
    this.#steps = steps;
    this.#slot_bytes_of = options.slot_bytes_of ?? ((): number => 0);
    this.#records_max = options.records_max ?? Number.POSITIVE_INFINITY;
    this.#finish = options.finish;
  }

  slotBytes(span: Span): number {
    return this.#slot_bytes_of((span as SyntheticSpan).number);
  }

  nextSpan(): Span | null | typeof not_yet {
    const step = this.#steps[this.#next];
    if (step === undefined) return null;
    if (this.#late < (step.late ?? 0)) {
      this.#late += 1;
      setImmediate(() => this.onArrival());
      return not_yet;
    }
    this.#late = 0;
    if (step.span === "throw") throw troubled("span", this.#next);
    return { number: this.#next++, round: 0, step } satisfies SyntheticSpan;
  }

  cut(raw: Span, _loaded: Loaded, slot: SharedRegion, emit: (lot: Lot) => void): Span | null {
    const span = raw as SyntheticSpan;
    try {
      if (span.number !== this.#cut) throw new Error(`span ${span.number} was cut instead of ${this.#cut}`);
      const again = span.round < (span.step.again ?? 0);
      if (span.step.cut === "throw" && !again) throw troubled("cut", span.number);
      if (!again || span.step.lots_each_time === true) this.#emitAll(span, slot, emit);
      if (again) return { ...span, round: span.round + 1 };
      this.#cut += 1;
      if (span.step.load === "damaged" && !this.satisfied) throw troubled("data", span.number);
      return null;
    } finally {
      slot.release();
    }
  }

  #emitAll(span: SyntheticSpan, slot: SharedRegion, emit: (lot: Lot) => void): void {
    span.step.lots.forEach((rows, lot) => {
      if (!this.satisfied) this.#emit(span, lot, rows, slot, emit);
    });
  }

  #emit(span: SyntheticSpan, lot: number, wanted: number, slot: SharedRegion, emit: (lot: Lot) => void): void {
    const rows = Math.min(wanted, this.#records_max - this.records);
    this.records += rows;
    this.satisfied = this.records >= this.#records_max;
    slot.retain();
    const { fill, encode } = span.step;
    const work: SyntheticWork = {
      address: slot.address,
      span: span.number,
      lot,
      rows,
      trouble: fill?.lot === lot ? fill.trouble : undefined,
      encode_fails: encode?.lot === lot,
    };
    emit({
      rows,
      sizes: [0],
      work,
      release: () => slot.release(),
      place: (fault, row) => faultFrom(fault, { offset: row }),
    });
  }

  finish(): void {
    if (this.#finish === "throw" && !this.satisfied) throw troubled("finish", this.#cut);
  }

  close(): void {}
}

export class SyntheticSink implements Sink {
  readonly wants_columns: boolean;
  readonly step = { kind: "synthetic" };
  bytes_out = 0;
  /** Values of each batch that came. */
  readonly batches: number[][] = [];
  /** How many batches may come; more than that have to wait. */
  credit: number;
  /** Fails at the batch of that number. */
  readonly fails_at: number;

  constructor(options: { credit?: number; fails_at?: number; wants_columns?: boolean } = {}) {
    this.credit = options.credit ?? Number.POSITIVE_INFINITY;
    this.fails_at = options.fails_at ?? -1;
    this.wants_columns = options.wants_columns ?? true;
  }

  begin(): void {}

  place(): null {
    return null;
  }

  ready(): boolean {
    return this.batches.length < this.credit;
  }

  append(batch: Batch): void {
    if (this.batches.length === this.fails_at) throw troubled("append", this.fails_at);
    if (!this.ready()) throw new Error("a batch came without credit");
    const stream = Buffer.concat([schemaMessage(synthetic_schema), batch.message]);
    this.batches.push([...(tableFromIPC(stream).getChild("value") ?? [])] as number[]);
    this.bytes_out += batch.message.length;
  }

  finish(): void {}

  abort(): void {}
}

export interface Expected {
  readonly batches: readonly number[][];
  /** The error's message, or null for none. */
  readonly error: string | null;
}

/** What has to come out, told from the steps alone: the batches before the first trouble in order, then that trouble. */
export function expected(steps: readonly Step[], records_max = Number.POSITIVE_INFINITY): Expected {
  const batches: number[][] = [];
  let left = records_max;
  const loads = [...steps.entries()].flatMap(([span, step]) => {
    const times = step.lots_each_time === true ? (step.again ?? 0) + 1 : 1;
    return Array.from({ length: times }, () => [span, step] as const);
  });
  for (const [span, step] of loads) {
    if (left === 0) break;
    if (step.span === "throw") return { batches, error: `span of span ${span}` };
    if (step.load === "throw") return { batches, error: `load of span ${span}` };
    if (step.cut === "throw") return { batches, error: `cut of span ${span}` };
    for (const [lot, wanted] of step.lots.entries()) {
      if (left === 0) break;
      const rows = Math.min(wanted, left);
      left -= rows;
      if (step.fill?.lot === lot)
        return { batches, error: `${step.fill.trouble === "row" ? "row" : "fill"} of span ${span}` };
      if (step.encode?.lot === lot) return { batches, error: "encode" };
      batches.push(Array.from({ length: rows }, (_, row) => rowValue(span, lot, row)));
    }
    if (step.load === "damaged" && left > 0) return { batches, error: `data of span ${span}` };
  }
  return { batches, error: null };
}
