/** A CSF list as a source: its spans, the cutting of its CSFs, and what is known at the end. */
import { closeSync } from "node:fs";
import { Fault } from "../bridge/errors.ts";
import type { RequestMemory, SharedRegion } from "../core/memory.ts";
import type { OpenFile } from "../core/open_file.ts";
import type { Loaded, Lot, Source, Span } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { line_stop } from "../kernels/csf.ts";
import type { CutOptions } from "./cut.ts";
import { CsfCutter } from "./cut.ts";
import { cut_rows_key } from "./cut_rows.ts";
import { tooLong } from "./header.ts";
import type { CsfLoaded, CsfSpan } from "./load.ts";
import { csfSlotBytes } from "./load.ts";
import type { CsfWork } from "./lot.ts";
import { RejectList } from "./rejects.ts";

/** No line is as long as this. */
const uncut_bytes = 2 ** 31 - 1;

export interface CsfSourceOptions extends CutOptions {
  /** Rejects are an error once all has been read. */
  readonly raise: boolean;
  readonly max_line_len: number | null;
  /** Where the first CSF begins. */
  readonly start: number;
  readonly span_bytes: number;
  /** The schema's, for what is known at the end only: sinks that write a footer have it there. */
  readonly metadata: Map<string, string>;
}

export class CsfSource implements Source {
  readonly bytes_total: number;
  readonly slot_bytes: number;
  readonly #file: OpenFile;
  readonly #options: CsfSourceOptions;
  readonly #cutter: CsfCutter;
  readonly #rejects = new RejectList();
  readonly #table: SharedRegion | null;
  readonly #span: Pick<CsfSpan, "entry_bytes" | "cut_bytes">;
  #handed_out: number;
  #done: number;

  constructor(
    file: OpenFile,
    work: CsfWork,
    table: SharedRegion | null,
    memory: RequestMemory,
    thread: ThreadMemory,
    options: CsfSourceOptions,
  ) {
    this.#file = file;
    this.#options = options;
    this.#table = table;
    this.#span = { entry_bytes: work.entry_bytes, cut_bytes: options.max_line_len ?? uncut_bytes };
    this.#cutter = new CsfCutter(work, memory, thread, options, this.#rejects);
    this.bytes_total = file.file_bytes;
    this.slot_bytes = csfSlotBytes(work.entry_bytes);
    this.#handed_out = this.#done = options.start;
  }

  get bytes_done(): number {
    return this.#done;
  }

  get records(): number {
    return this.#cutter.records;
  }

  get dropped(): number {
    return this.#cutter.dropped;
  }

  get satisfied(): boolean {
    return this.#cutter.satisfied;
  }

  nextSpan(): Span | null {
    const start = this.#handed_out;
    if (start >= this.#file.file_bytes) return null;
    const { span_bytes } = this.#options;
    // Edges at multiples of the size: reads begin at the edge of a page.
    const end = Math.min((Math.floor(start / span_bytes) + 1) * span_bytes, this.#file.file_bytes);
    this.#handed_out = end;
    const span: CsfSpan = { ...this.#file, ...this.#span, start, end, exact: start === this.#options.start };
    return span as unknown as Span;
  }

  cut(raw: Span, result: Loaded, slot: SharedRegion, emit: (lot: Lot) => void): Span | null {
    const span = raw as unknown as CsfSpan;
    const loaded = result as unknown as CsfLoaded;
    try {
      this.#cutter.feed(slot, loaded, emit);
      if (this.satisfied) return null;
      this.#check(span, loaded);
    } catch (error) {
      this.#cutter.flush(emit);
      throw error;
    } finally {
      slot.release();
    }
    this.#done = Math.min(Math.max(loaded.next, span.end), this.#file.file_bytes);
    if (loaded.stop !== line_stop.full) return null;
    this.#done = loaded.next;
    return { ...raw, start: loaded.next, exact: true };
  }

  #check(span: CsfSpan, loaded: CsfLoaded): void {
    const place = { path: this.#file.name, offset: loaded.next, record: this.records };
    const line = this.#cutter.next_line;
    if (loaded.stop === line_stop.too_long) throw tooLong(this.#file, line);
    if (loaded.stop === line_stop.not_ascii) {
      throw new Fault("FormatError", "CSF_NOT_ASCII", `line ${line} holds a byte that is not ASCII`, {
        ...place,
        hint: "the file is damaged, or no CSF list",
      });
    }
    if (loaded.stop === line_stop.whole && loaded.next < span.end) {
      throw new Fault("TruncatedFileError", "CSF_SHRUNK", "the file became shorter while it was read", {
        ...place,
        hint: "read it when its writer has finished",
      });
    }
  }

  finish(emit: (lot: Lot) => void): void {
    try {
      this.#cutter.finish(emit);
    } catch (error) {
      this.#cutter.flush(emit);
      throw error;
    }
  }

  statistics(): Readonly<Record<string, unknown>> {
    const { blocks, cut_rows } = this.#cutter;
    if (cut_rows.lines > 0) this.#options.metadata.set(cut_rows_key, cut_rows.json);
    return {
      ...this.#rejects.statistics(this.#options.raise ? this.#file.name : null),
      blocks: blocks.list,
      block_count: blocks.count,
      truncated_count: cut_rows.lines,
      truncated_rows: cut_rows.list(),
    };
  }

  close(): void {
    this.#cutter.drop();
    this.#table?.release();
    closeSync(this.#file.fd);
  }
}
