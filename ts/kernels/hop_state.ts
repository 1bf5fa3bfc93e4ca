/** Columns that `hop` sizes, as bits of `wanted`. The others have a fixed size a row. */
export const column_bit = {
  name: 1,
  chrom: 2,
  sequence: 4,
  quality: 8,
} as const;

const every_column = column_bit.name | column_bit.chrom | column_bit.sequence | column_bit.quality;

/** Why `hop` stopped. */
export const hop_reason = {
  /** The record at `position` is not complete before `end`: `record_need` bytes of it are needed, 0 when unknown. */
  more: 0,
  /** `rows_max` records are taken. */
  rows: 1,
  /** One more record would make the lot larger than `bytes_max`, or a column of it larger than an i32 offset. */
  bytes: 2,
  /** The record at `position` is not a record: `bad` says what is wrong. */
  bad: 3,
} as const;

export interface HopLimits {
  /** Records of the lot. */
  rows_max: number;
  /** Raw bytes of the lot, length fields included. A lot of one record may exceed it. */
  bytes_max: number;
  /** Bytes of a record, length field included. */
  record_bytes_max: number;
  /** How many references the header lists. */
  references: number;
  /** Address of a pair of u32 a reference: address and length of its name. */
  reference_table: number;
  /** Bits of `column_bit`: what to sum up. All by default. */
  wanted?: number;
}

/**
 * What `hop` reads and writes, 96 bytes of the shared memory aligned to 8:
 *
 * |    |     |                                                                                      |        |
 * |---:|-----|--------------------------------------------------------------------------------------|--------|
 * |  0 | u32 | position: address of the first record not taken                                      | out    |
 * |  4 | u32 | count: records of the lot so far                                                     | in out |
 * |  8 | u32 | rows_max                                                                             | in     |
 * | 12 | u32 | wanted: bits of `column_bit`                                                         | in     |
 * | 16 | u32 | references: how many the header lists                                                | in     |
 * | 20 | u32 | reference_table: address of a pair of u32 a reference, address and length of its name | in     |
 * | 24 | u32 | record_bytes_max: length field included                                              | in     |
 * | 28 | u32 | bad: a `bad_record` code, 0 unless the reason is `bad`                                  | out    |
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
 * Count and sums belong to a lot: `reset` where a new one begins.
 */
export const hop_state_bytes = 96;

export class HopState {
  readonly address: number;
  readonly #data: () => DataView;

  /** `data` yields a view of the whole memory as it is now. */
  constructor(data: () => DataView, address: number) {
    this.#data = data;
    this.address = address;
  }

  /** Begin a lot: set the limits, forget the records taken so far. */
  reset(limits: HopLimits): void {
    const data = this.#data();
    const { address } = this;
    for (let at = 0; at < hop_state_bytes; at += 8) data.setBigUint64(address + at, 0n, true);
    data.setUint32(address + 8, limits.rows_max, true);
    data.setUint32(address + 12, limits.wanted ?? every_column, true);
    data.setUint32(address + 16, limits.references, true);
    data.setUint32(address + 20, limits.reference_table, true);
    data.setUint32(address + 24, limits.record_bytes_max, true);
    data.setBigUint64(address + 40, BigInt(limits.bytes_max), true);
  }

  get position(): number {
    return this.#word(0);
  }

  get count(): number {
    return this.#word(4);
  }

  get bad(): number {
    return this.#word(28);
  }

  get record_need(): number {
    return this.#word(32);
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

  /** Take records that another walk has summed up, as `hop` would have. */
  add(count: number, sums: { raw: number; name: number; chrom: number; sequence: number; quality: number }): void {
    const data = this.#data();
    data.setUint32(this.address + 4, this.count + count, true);
    const all = [sums.raw, sums.name, sums.chrom, sums.sequence, sums.quality];
    all.forEach((sum, index) => {
      const offset = 48 + index * 8;
      data.setBigUint64(this.address + offset, BigInt(this.#sum(offset) + sum), true);
    });
  }

  /** The last `count` records are not taken after all. The sums stay: the lot is closed. */
  giveBack(count: number): void {
    this.#data().setUint32(this.address + 4, this.count - count, true);
  }

  /** All of it, to be restored. */
  copy(): Uint8Array {
    return new Uint8Array(this.#data().buffer, this.address, hop_state_bytes).slice();
  }

  restore(copy: Uint8Array): void {
    new Uint8Array(this.#data().buffer, this.address, hop_state_bytes).set(copy);
  }

  get rows_max(): number {
    return this.#word(8);
  }

  get bytes_max(): number {
    return this.#sum(40);
  }

  #word(offset: number): number {
    return this.#data().getUint32(this.address + offset, true);
  }

  #sum(offset: number): number {
    return this.#word(offset) + this.#word(offset + 4) * 2 ** 32;
  }
}
