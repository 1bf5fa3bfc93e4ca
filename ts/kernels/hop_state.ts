/** Columns a lot can be asked for, as bits of `HopState.wanted`. Only those are sized by `hop`. */
export const Column = {
  NAME: 1,
  CHROM: 2,
  START: 4,
  END: 8,
  FLAGS: 16,
  SEQUENCE: 32,
  QUALITY: 64,
} as const;

/** Why `hop` stopped. */
export const HopReason = {
  /** The record at `position` is not complete before `end`: `record_need` bytes of it are needed, 0 when unknown. */
  MORE: 0,
  /** `rows_max` records are taken. */
  ROWS: 1,
  /** One more record would make the lot larger than `bytes_max`, or a column of it larger than an i32 offset. */
  BYTES: 2,
  /** The record at `position` is not a record: `bad` says what is wrong. */
  BAD: 3,
} as const;

/**
 * What `hop` reads and writes, 96 bytes of the shared memory aligned to 8:
 *
 * |    |     |                                                                                      |        |
 * |---:|-----|--------------------------------------------------------------------------------------|--------|
 * |  0 | u32 | position: address of the first record not taken                                      | out    |
 * |  4 | u32 | count: records of the lot so far                                                     | in out |
 * |  8 | u32 | rows_max                                                                             | in     |
 * | 12 | u32 | wanted: bit mask of `Column`                                                         | in     |
 * | 16 | u32 | references: how many the header lists                                                | in     |
 * | 20 | u32 | reference_table: address of a pair of u32 a reference, address and length of its name | in     |
 * | 24 | u32 | record_bytes_max: length field included                                              | in     |
 * | 28 | u32 | bad: a `BadRecord` code, 0 unless the reason is BAD                                  | out    |
 * | 32 | u32 | record_need: bytes of the incomplete record, length field included, or 0             | out    |
 * | 36 | u32 | unused                                                                               |        |
 * | 40 | u64 | bytes_max: of raw_bytes; a lot of one record may exceed it                           | in     |
 * | 48 | u64 | raw_bytes of the lot's records, length fields included                               | in out |
 * | 56 | u64 | name_bytes                                                                           | in out |
 * | 64 | u64 | chrom_bytes                                                                          | in out |
 * | 72 | u64 | sequence_bytes                                                                       | in out |
 * | 80 | u64 | quality_bytes: without the records whose quality is missing                          | in out |
 * | 88 | u64 | unused                                                                               |        |
 *
 * The sums belong to a lot: set count and sums to 0 (`start_lot`) where a new one begins.
 */
export const hop_state_bytes = 96;

export class HopState {
  readonly address: number;
  readonly #view: DataView;

  constructor(memory: WebAssembly.Memory, address: number) {
    this.address = address;
    // A shared memory's old buffer stays valid for its old range when the memory grows.
    this.#view = new DataView(memory.buffer, address, hop_state_bytes);
  }

  /** Set what holds for a whole file. */
  configure(options: {
    rows_max: number;
    bytes_max: number;
    record_bytes_max: number;
    wanted: number;
    references: number;
    reference_table: number;
  }): void {
    const view = this.#view;
    view.setUint32(8, options.rows_max, true);
    view.setUint32(12, options.wanted, true);
    view.setUint32(16, options.references, true);
    view.setUint32(20, options.reference_table, true);
    view.setUint32(24, options.record_bytes_max, true);
    view.setBigUint64(40, BigInt(options.bytes_max), true);
    this.start_lot();
  }

  /** Forget the records taken so far. */
  start_lot(): void {
    this.#view.setUint32(4, 0, true);
    for (let at = 48; at < hop_state_bytes; at += 8) this.#view.setBigUint64(at, 0n, true);
  }

  get position(): number {
    return this.#view.getUint32(0, true);
  }

  get count(): number {
    return this.#view.getUint32(4, true);
  }

  /** Lower for the last lot of a run with a limit. */
  set rows_max(rows: number) {
    this.#view.setUint32(8, rows, true);
  }

  get rows_max(): number {
    return this.#view.getUint32(8, true);
  }

  get bad(): number {
    return this.#view.getUint32(28, true);
  }

  get record_need(): number {
    return this.#view.getUint32(32, true);
  }

  get raw_bytes(): number {
    return this.#sum(48);
  }

  get name_bytes(): number {
    return this.#sum(56);
  }

  get chrom_bytes(): number {
    return this.#sum(64);
  }

  get sequence_bytes(): number {
    return this.#sum(72);
  }

  get quality_bytes(): number {
    return this.#sum(80);
  }

  #sum(offset: number): number {
    return this.#view.getUint32(offset, true) + this.#view.getUint32(offset + 4, true) * 2 ** 32;
  }
}
