import type { BamKernel } from "../../ts/kernels/bam.ts";
import { bam_pad_bytes } from "../../ts/kernels/bam.ts";
import type { HopLimits } from "../../ts/kernels/hop_state.ts";
import { HopState, hop_state_bytes } from "../../ts/kernels/hop_state.ts";
import { bam_scratch_bytes, compileKernel, instantiateBam } from "../../ts/kernels/load.ts";
import { references_max } from "./record_arbitrary.ts";
import type { ColumnName, TwinColumn } from "./twins/columns.ts";
import type { HopResult } from "./twins/hop.ts";

const canary = 0xa5;

/** For kernels that judge no condition of the host's. */
export const no_conditions = (): never => {
  throw new Error("nobody should be asked");
};

/** Names of the references: none, short, of a vector's length, longer than several. */
export const reference_names = ["", "1", "chromosome_16b_x", "c".repeat(100), "HLA*01:01:01:01"];

/** Bytes of a value; text has none. */
const widths: Partial<Record<ColumnName, number>> = {
  starts: 4,
  ends: 4,
  flags: 4,
  mapqs: 1,
  mate_starts: 4,
  template_lengths: 4,
};
const never_null: readonly ColumnName[] = ["names", "flags", "mapqs", "template_lengths"];

/** BAM kernels with the records at the memory's end, their pad the last bytes of it. */
export class BamBench {
  readonly view: DataView;
  readonly bytes: Uint8Array;
  readonly kernel: BamKernel;
  readonly state: HopState;
  readonly pointers: number;
  readonly reference_table: number;
  readonly #targets: number;
  #nulls = 0;

  constructor(pages: number, base = 0) {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: 65_536, shared: true });
    this.view = new DataView(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.kernel = instantiateBam(compileKernel("bam"), memory, base, no_conditions);
    this.state = new HopState(() => this.view, base + bam_scratch_bytes);
    this.reference_table = base + bam_scratch_bytes + hop_state_bytes;
    let at = this.reference_table + 8 * references_max;
    for (const [i, name] of reference_names.entries()) {
      this.view.setUint32(this.reference_table + 8 * i, at, true);
      this.view.setUint32(this.reference_table + 8 * i + 4, name.length, true);
      at += this.bytes.set(Buffer.from(name), at) ?? name.length;
    }
    this.pointers = Math.ceil((at + bam_pad_bytes) / 8) * 8;
    this.#targets = this.pointers + 4096;
  }

  limits(over: Partial<HopLimits> = {}): HopLimits {
    const { reference_table } = this;
    const most = { rows_max: 1000, bytes_max: 1e9, record_bytes_max: 1e9, references: references_max };
    return { ...most, reference_table, ...over };
  }

  /** Put records where their pad ends with the memory; returns the first one's address. */
  place(records: Uint8Array): number {
    const at = this.bytes.length - bam_pad_bytes - records.length;
    this.bytes.set(records, at);
    return at;
  }

  /** Hop on within the lot that the state holds. */
  hop(position: number, end: number): HopResult {
    const { state } = this;
    const reason = this.kernel.hop(position, end, this.pointers, state.address);
    const pointers = Array.from({ length: state.count }, (_, i) => this.view.getUint32(this.pointers + 4 * i, true));
    return {
      reason,
      position: state.position,
      bad: state.bad,
      record_need: state.record_need,
      pointers,
      raw_bytes: state.raw_bytes,
      name_bytes: state.name_bytes,
      chrom_bytes: state.chrom_bytes,
      sequence_bytes: state.sequence_bytes,
      quality_bytes: state.quality_bytes,
    };
  }

  /** Fill a column and read it back in the twin's form. Throws where the kernel wrote what isn't its to write. */
  column(name: ColumnName, count: number, turn = Math.max(8, count)): TwinColumn {
    const validity = this.#targets;
    const second = validity + 4096;
    const data = second + 8192;
    this.bytes.fill(canary, validity, data + 65_536);
    const bad = this.#run(name, count, turn, { validity, second, data });
    if (bad !== 0) return { row: bad - 1, bad: this.kernel.bad_code() };
    if (count > 0 && this.kernel.bad_code() !== 0) throw new Error("a bad code without a bad row");

    const width = widths[name] ?? 0;
    const fixed = width > 0;
    const nullable = !never_null.includes(name);
    this.#untouched(validity + (nullable ? (count + 7) >> 3 : 0), second);
    this.#untouched(second + (fixed ? width * count : 4 * (count + 1)), data);
    const used = fixed ? 0 : this.view.getInt32(second + 4 * count, true);
    this.#untouched(data + used + (fixed ? 0 : 31), data + 65_536);

    const values = Array.from({ length: count }, (_, row) => {
      const valid = !nullable || ((this.view.getUint8(validity + (row >> 3)) >> (row & 7)) & 1) === 1;
      const value = fixed ? this.#number(name, second + width * row) : this.#text(second, data, row);
      if (!valid && value !== (fixed ? 0 : "")) throw new Error(`${name}: a null of row ${row} holds ${value}`);
      return valid ? value : null;
    });
    const trailing = nullable && (count & 7) !== 0 ? this.view.getUint8(validity + (count >> 3)) >> (count & 7) : 0;
    if (trailing !== 0) throw new Error(`${name}: trailing validity bits are set`);
    const nulls = values.filter((value) => value === null).length;
    if (nulls !== this.#nulls) throw new Error(`${name}: ${nulls} nulls, not ${this.#nulls}`);
    return values;
  }

  /** Write a column in turns of so many rows; what the kernel returns, counted from the column's first row. */
  #run(name: ColumnName, count: number, turn: number, to: { validity: number; second: number; data: number }): number {
    const width = widths[name] ?? 0;
    if (width === 0) this.view.setInt32(to.second, 0, true);
    this.#nulls = 0;
    for (let first = 0; first < count; first += turn) {
      const rows = Math.min(turn, count - first);
      const bad = this.#turn(name, first, rows, to.validity + (first >> 3), to.second + (width || 4) * first, to.data);
      if (bad !== 0) return first + bad;
      this.#nulls += this.kernel.null_count();
    }
    return 0;
  }

  #turn(name: ColumnName, first: number, rows: number, validity: number, second: number, data: number): number {
    const { kernel } = this;
    const pointers = this.pointers + 4 * first;
    if (name === "names") return kernel.names(pointers, rows, second, data);
    if (name === "flags" || name === "mapqs" || name === "template_lengths") {
      return kernel[name](pointers, rows, second);
    }
    if (name === "chroms" || name === "mate_chroms") {
      return kernel[name](pointers, rows, validity, second, data, this.state.address);
    }
    if (name === "starts" || name === "mate_starts") return kernel[name](pointers, rows, validity, second, 1);
    return kernel[name](pointers, rows, validity, second, data);
  }

  #number(name: ColumnName, at: number): number {
    if (name === "mapqs") return this.view.getUint8(at);
    return name === "template_lengths" ? this.view.getInt32(at, true) : this.view.getUint32(at, true);
  }

  #text(offsets: number, data: number, row: number): string {
    const from = this.view.getInt32(offsets + 4 * row, true);
    const to = this.view.getInt32(offsets + 4 * row + 4, true);
    return Buffer.from(this.view.buffer as ArrayBuffer, data + from, to - from).toString("latin1");
  }

  #untouched(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (this.bytes[at] !== canary) throw new Error(`wrote ${at - from} bytes past its end`);
    }
  }
}
