/** The tables of records and fields that the MARC kernels work on, as the host reads and writes them. */

export const row_bytes = 48;
export const field_bytes = 12;

/** Above the error code (marc/faults.ts) in the low byte. */
export const row_flag = {
  /** The text stands in the record as it is: UTF-8, its fields in the directory's order, nothing wrong. */
  plain: 1 << 8,
  /** The text has yet to be decoded. */
  decode: 1 << 9,
} as const;

export interface MarcField {
  /** Three bytes, the first one lowest. */
  readonly tag: number;
  readonly address: number;
  /** Without the terminator. */
  readonly length: number;
}

/** One record's row. */
export class MarcRow {
  readonly #data: DataView;
  readonly #at: number;

  constructor(data: DataView, at: number) {
    this.#data = data;
    this.#at = at;
  }

  get address(): number {
    return this.#data.getUint32(this.#at, true);
  }

  get length(): number {
    return this.#data.getUint32(this.#at + 4, true);
  }

  /** Address of the first of its fields' entries. */
  get fields(): number {
    return this.#data.getUint32(this.#at + 8, true);
  }

  get count(): number {
    return this.#data.getUint32(this.#at + 12, true);
  }

  get flags(): number {
    return this.#data.getUint32(this.#at + 16, true);
  }

  set flags(value: number) {
    this.#data.setUint32(this.#at + 16, value, true);
  }

  get error(): number {
    return this.flags & 0xff;
  }

  /** What the error is about: a field's number for most. */
  get detail(): number {
    return this.#data.getUint32(this.#at + 20, true);
  }

  set detail(value: number) {
    this.#data.setUint32(this.#at + 20, value, true);
  }

  /** What the text was decoded by: an index into the format's list of encodings. */
  get encoding(): number {
    return this.#data.getUint32(this.#at + 24, true);
  }

  set encoding(value: number) {
    this.#data.setUint32(this.#at + 24, value, true);
  }

  /** The record's number within its load, and its offset in the file from where the load's bytes begin. */
  get ordinal(): number {
    return this.#data.getUint32(this.#at + 28, true);
  }

  get offset(): number {
    return this.#data.getUint32(this.#at + 32, true);
  }

  field(index: number): MarcField {
    const at = this.fields + index * field_bytes;
    return {
      tag: this.#data.getUint32(at, true),
      address: this.#data.getUint32(at + 4, true),
      length: this.#data.getUint32(at + 8, true),
    };
  }

  moveField(index: number, address: number, length: number): void {
    const at = this.fields + index * field_bytes;
    this.#data.setUint32(at + 4, address, true);
    this.#data.setUint32(at + 8, length, true);
  }

  static write(
    data: DataView,
    at: number,
    row: { address: number; length: number; flags: number; detail: number; ordinal: number; offset: number },
    fields_at: number,
    fields: readonly MarcField[],
  ): void {
    const numbers = [
      row.address,
      row.length,
      fields_at,
      fields.length,
      row.flags,
      row.detail,
      0,
      row.ordinal,
      row.offset,
      // Not found by the scan: nothing is taken for granted.
      0,
    ];
    for (const [i, number] of numbers.entries()) data.setUint32(at + i * 4, number, true);
    for (const [i, field] of fields.entries()) {
      const to = fields_at + i * field_bytes;
      data.setUint32(to, field.tag, true);
      data.setUint32(to + 4, field.address, true);
      data.setUint32(to + 8, field.length, true);
    }
  }
}
