/** Groups the lines by three, block by block, whatever pieces they come in; decides which CSFs make which batch. Main thread, in order. */
import type { Field } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { Lot } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { entry_at } from "../kernels/csf.ts";
import { Blocks } from "./blocks.ts";
import { CutRows } from "./cut_rows.ts";
import { header_lines } from "./header.ts";
import type { CsfLoaded } from "./load.ts";
import type { CsfWork, Run } from "./lot.ts";
import { LotBuilder } from "./lot.ts";
import type { RejectList } from "./rejects.ts";

type Emit = (lot: Lot) => void;

/** A line of a CSF that isn't whole yet: its entry, and the memory that it and its text are in. */
interface Pending {
  readonly entry: number;
  readonly slot: SharedRegion;
}

export interface CutOptions {
  readonly fields: readonly Field[];
  readonly name: string;
  /** How large a batch may be. */
  readonly rows_max: number;
  readonly raw_bytes_max: number;
  readonly records_max: number | null;
  /** Lines that are no whole CSF are an error, not a reject. */
  readonly strict: boolean;
}

const lines_of_csf = 3;

export class CsfCutter {
  /** CSFs read, and those of them that are in no lot because lines are missing. */
  records = 0;
  dropped = 0;
  readonly blocks = new Blocks();
  readonly cut_rows = new CutRows();
  readonly #work: CsfWork;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #options: CutOptions;
  readonly #rejects: RejectList;
  readonly #rows_max: number;
  #pending: Pending[] = [];
  /** Counted from 1, as GRASP's programs do. */
  #block = 1;
  /** The number of the next line in the file, counted from 1. */
  #line = header_lines + 1;
  #lot: LotBuilder | null = null;

  constructor(work: CsfWork, memory: RequestMemory, thread: ThreadMemory, options: CutOptions, rejects: RejectList) {
    this.#work = work;
    this.#memory = memory;
    this.#thread = thread;
    this.#options = options;
    this.#rejects = rejects;
    // Descriptors count as raw bytes too: they may be more than the text.
    const descriptor_bytes = work.columns.includes("descriptor") ? work.peel * 12 : 0;
    const fitting = Math.floor(options.raw_bytes_max / Math.max(1, descriptor_bytes));
    this.#rows_max = Math.max(1, Math.min(options.rows_max, fitting));
  }

  get satisfied(): boolean {
    const { records_max } = this.#options;
    return records_max !== null && this.#rows >= records_max;
  }

  get next_line(): number {
    return this.#line;
  }

  /** Rows that are in lots. */
  get #rows(): number {
    return this.records - this.dropped;
  }

  /** Take the lines of a piece. */
  feed(slot: SharedRegion, loaded: CsfLoaded, emit: Emit): void {
    const { data } = this.#thread;
    let cuts = 0;
    const cutBefore = (line: number): number => {
      const first = cuts;
      while (cuts < loaded.cut_count && data.getUint32(loaded.cuts + cuts * 4, true) < line) cuts += 1;
      return cuts - first;
    };
    let line = 0;
    for (let i = 0; i <= loaded.separator_count && !this.satisfied; i++) {
      const end = i < loaded.separator_count ? data.getUint32(loaded.separators + i * 4, true) : loaded.lines;
      const first_cut = cuts;
      const count = cutBefore(end);
      for (let c = 0; c < count; c++) this.#noteCut(data.getUint32(loaded.cuts + (first_cut + c) * 4, true) - line);
      this.#takeLines(slot, loaded.entries + line * this.#work.entry_bytes, end - line, emit);
      if (end === loaded.lines) break;
      this.#endBlock();
      line = end + 1;
    }
  }

  /** The file is at its end. */
  finish(emit: Emit): void {
    if (!this.satisfied) this.#checkWhole("the file ends");
    this.flush(emit);
  }

  /** Emit what there is: nothing more comes. */
  flush(emit: Emit): void {
    if (this.#lot !== null) this.#emit(emit);
  }

  drop(): void {
    this.#lot?.drop();
    this.#lot = null;
    for (const { slot } of this.#pending.splice(0)) slot.release();
  }

  #noteCut(line: number): void {
    this.cut_rows.add(this.#rows + Math.floor((this.#pending.length + line) / lines_of_csf));
  }

  #endBlock(): void {
    this.#checkWhole("a block ends");
    this.#block += 1;
    this.#line += 1;
  }

  /** Lines left over belong to no whole CSF. */
  #checkWhole(where: string): void {
    const left = this.#pending.splice(0);
    const blank = left.every(({ entry }) => this.#isBlank(entry));
    for (const { slot } of left) slot.release();
    // Blank lines at the end are nobody's.
    if (left.length === 0 || (blank && where === "the file ends")) return;
    const line = this.#line - left.length;
    const reason = `${where} after ${left.length} of its 3 lines`;
    if (this.#options.strict) {
      const kind = where === "the file ends" ? "TruncatedFileError" : "FormatError";
      throw new Fault(kind, "CSF_CUT", `line ${line}: the CSF that begins here is not whole: ${reason}`, {
        path: this.#options.name,
        record: this.records,
        hint: 'copy the file again, or go on without it: errors="collect"',
      });
    }
    this.#rejects.add({ index: this.#rows, line, reason });
    this.records += 1;
    this.dropped += 1;
  }

  #isBlank(entry: number): boolean {
    const { data } = this.#thread;
    const address = data.getUint32(entry + entry_at.address, true);
    return (
      this.#thread
        .buffer(address, data.getUint32(entry + entry_at.length, true))
        .toString("latin1")
        .trim() === ""
    );
  }

  /** Lines of one block, without separators between them. */
  #takeLines(slot: SharedRegion, entry: number, lines: number, emit: Emit): void {
    const { entry_bytes } = this.#work;
    let taken = 0;
    if (this.#pending.length > 0) {
      while (taken < lines && this.#pending.length < lines_of_csf) {
        this.#pending.push({ entry: entry + taken * entry_bytes, slot: slot.retain() });
        taken += 1;
      }
      this.#line += taken;
      if (this.#pending.length < lines_of_csf) return;
      this.#takeJoined(emit);
    }
    const rows = Math.floor((lines - taken) / lines_of_csf);
    this.#takeRun({ entry: entry + taken * entry_bytes, rows, block: this.#block, line: this.#line }, [slot], emit);
    this.#line += rows * lines_of_csf;
    for (taken += rows * lines_of_csf; taken < lines; taken++) {
      this.#pending.push({ entry: entry + taken * entry_bytes, slot: slot.retain() });
      this.#line += 1;
    }
  }

  /** A CSF whose lines came in more than one piece: their entries are put side by side, their text stays where it is. */
  #takeJoined(emit: Emit): void {
    const { entry_bytes } = this.#work;
    const lines = this.#pending.splice(0);
    const region = new SharedRegion(this.#memory, 2 * lines_of_csf * entry_bytes);
    const { data, bytes } = this.#thread;
    bytes.fill(0, region.address, region.address + lines_of_csf * entry_bytes);
    const entry = region.address + lines_of_csf * entry_bytes;
    for (const [i, line] of lines.entries()) {
      bytes.copyWithin(entry + i * entry_bytes, line.entry, line.entry + entry_bytes);
      // The sums of this line alone.
      for (let field = entry_at.sum; field < entry_bytes; field += 4) {
        const before = data.getUint32(line.entry - lines_of_csf * entry_bytes + field, true);
        const sum = data.getUint32(line.entry + field, true);
        data.setUint32(entry + i * entry_bytes + field, (sum - before) >>> 0, true);
      }
    }
    const holds = [region, ...lines.map((line) => line.slot)];
    this.#takeRun({ entry, rows: 1, block: this.#block, line: this.#line - lines_of_csf }, holds, emit);
    for (const one of holds) one.release();
  }

  #takeRun(run: Run, holds: readonly SharedRegion[], emit: Emit): void {
    const { records_max } = this.#options;
    const wanted = records_max === null ? run.rows : Math.min(run.rows, records_max - this.#rows);
    const line_step = lines_of_csf * this.#work.entry_bytes;
    if (wanted > 0) this.blocks.take(run, wanted, this.#work.entry_bytes, this.#thread);
    for (let done = 0; done < wanted; ) {
      this.#lot ??= new LotBuilder(this.#rows, this.#work);
      const rows = Math.min(wanted - done, this.#rows_max - this.#lot.rows);
      const part = { ...run, entry: run.entry + done * line_step, rows, line: run.line + done * lines_of_csf };
      this.#lot.add(part, holds, this.#thread.data);
      this.records += rows;
      done += rows;
      if (this.#lot.rows === this.#rows_max || this.#lot.bytes >= this.#options.raw_bytes_max) this.#emit(emit);
    }
    if (this.satisfied) this.flush(emit);
  }

  #emit(emit: Emit): void {
    const lot = this.#lot as LotBuilder;
    this.#lot = null;
    emit(lot.build(this.#options.fields, this.#options.name, this.#rejects));
  }
}
