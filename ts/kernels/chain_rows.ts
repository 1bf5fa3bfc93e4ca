/** What `chain` writes: one row a record and one more, of five u32 each. */
export const chain_row_bytes = 20;

/**
 * The rows, read by the thread that cuts. Row i has the address of record i, and the bytes that the columns of all records before it
 * take: name, chrom, sequence, quality. The last row has where the walk ended, and the sums of all.
 */
export class ChainRows {
  readonly count: number;
  readonly #data: DataView;
  readonly #rows: number;

  constructor(data: DataView, rows: number, count: number) {
    this.#data = data;
    this.#rows = rows;
    this.count = count;
  }

  address(row: number): number {
    return this.#word(row, 0);
  }

  name_bytes(row: number): number {
    return this.#word(row, 4);
  }

  chrom_bytes(row: number): number {
    return this.#word(row, 8);
  }

  sequence_bytes(row: number): number {
    return this.#word(row, 12);
  }

  quality_bytes(row: number): number {
    return this.#word(row, 16);
  }

  /** The record at that address, or -1. Addresses rise. */
  find(address: number): number {
    const row = this.last((one) => this.address(one) <= address, 0);
    return row < this.count && this.address(row) === address ? row : -1;
  }

  /** The last row from `from` on, the one behind the records included, for which `holds` is true; it holds for none after one for which it doesn't. */
  last(holds: (row: number) => boolean, from: number): number {
    let low = from;
    let high = this.count;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (holds(middle)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #word(row: number, offset: number): number {
    return this.#data.getUint32(this.#rows + row * chain_row_bytes + offset, true);
  }
}
