/** A BAM file as a source: its header, its spans, and the cutting of its records. */
import { closeSync, fstatSync, openSync } from "node:fs";
import type { BgzfSpan } from "../bgzf/load.ts";
import type { BgzfSpans } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import { faultFrom, inputFault } from "../core/faults.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { InputFile, Loaded, Lot, Source, Span } from "../core/source.ts";
import { not_yet } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { ChainRows } from "../kernels/chain_rows.ts";
import { HopState, hop_state_bytes } from "../kernels/hop_state.ts";
import { chain_records_max } from "../limits.ts";
import { RecordCutter } from "./cut.ts";
import { bamKernel } from "./fill.ts";
import type { BamLoaded } from "./load.ts";
import { bam_slot_bytes } from "./load.ts";
import type { LotFile } from "./lot.ts";
import { lotLimits } from "./lot.ts";

/** A file that is open for reading. */
export interface OpenFile {
  readonly fd: number;
  readonly name: string;
  readonly file_bytes: number;
}

export function openFile(input: InputFile): OpenFile {
  let fd: number;
  try {
    fd = openSync(input.path, "r");
  } catch (error) {
    throw inputFault(error, input.name);
  }
  const stat = fstatSync(fd);
  if (stat.isFile()) return { fd, name: input.name, file_bytes: stat.size };
  closeSync(fd);
  throw new Fault("InputError", "INPUT_NOT_A_FILE", "the input is no regular file", {
    path: input.name,
    hint: stat.isDirectory() ? "name a file, not a folder" : "a pipe can't be read yet: write it to a file first",
  });
}

export interface BamSourceOptions {
  readonly batch_size: number;
  readonly records_max: number | null;
}

export class BamSource implements Source {
  readonly slot_bytes = bam_slot_bytes;
  readonly bytes_total: number | null;
  readonly #name: string;
  readonly #spans: BgzfSpans;
  readonly #cutter: RecordCutter;
  readonly #thread: ThreadMemory;
  readonly #table: SharedRegion;
  readonly #state: SharedRegion;

  constructor(
    spans: BgzfSpans,
    lots: LotFile,
    table: SharedRegion,
    memory: RequestMemory,
    thread: ThreadMemory,
    options: BamSourceOptions,
  ) {
    this.#name = lots.name;
    this.bytes_total = spans.bytes_total;
    this.#spans = spans;
    this.#thread = thread;
    this.#table = table;
    this.#state = new SharedRegion(memory, hop_state_bytes);
    new HopState(() => thread.data, this.#state.address).reset(lotLimits(lots, chain_records_max));
    this.#cutter = new RecordCutter(lots, memory, thread, bamKernel(thread), options.batch_size, options.records_max);
  }

  get bytes_done(): number {
    return this.#spans.expected;
  }

  get records(): number {
    return this.#cutter.records;
  }

  get satisfied(): boolean {
    return this.#cutter.satisfied;
  }

  nextSpan(): Span | null | typeof not_yet {
    const span = this.#spans.next();
    return span === null || span === not_yet ? span : { ...span, state: this.#state.address };
  }

  cut(span: Span, loaded: Loaded, slot: SharedRegion, emit: (lot: Lot) => void): Span | null {
    const load = loaded as unknown as BamLoaded;
    const taken = this.#spans.accept(span as unknown as BgzfSpan, load);
    const chain = new ChainRows(this.#thread.data, load.rows, chain_records_max, load.records);
    const piece = {
      begin: taken.begin,
      end: taken.end,
      block: load.first,
      inflated: taken.begin - load.address,
      chain,
    };
    this.#cutter.feed(slot, piece, emit);
    // With a limit, only what was read is vouched for.
    if (taken.fault !== null && !this.satisfied) throw faultFrom(taken.fault, { record: this.records });
    return taken.again;
  }

  finish(emit: (lot: Lot) => void): void {
    if (!this.satisfied) this.#checkEnd();
    this.#cutter.finish(emit);
  }

  #checkEnd(): void {
    const place = { path: this.#name, offset: this.#spans.end, record: this.records };
    const hint = "copy or download the file again; the records before the cut are whole";
    if (this.#cutter.pending) {
      throw new Fault("TruncatedFileError", "BAM_RECORD_CUT", "the file ends within the record that begins here", {
        ...place,
        offset: this.#cutter.pending_offset,
        hint: `${hint}; if its size is right, the record's length field is damaged`,
      });
    }
    if (!this.#spans.ends_empty) {
      throw new Fault(
        "TruncatedFileError",
        "BAM_NO_EOF",
        "the file has no BGZF end-of-file marker: its end is missing",
        {
          ...place,
          hint: `${hint}; if you are sure that nothing is missing, add the marker with \`samtools view -b\``,
        },
      );
    }
  }

  close(): void {
    this.#cutter.drop();
    this.#table.release();
    this.#state.release();
    this.#spans.close();
  }
}
