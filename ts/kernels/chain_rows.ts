/** Bytes that `chain` writes: an address and four sums a record, and as much once more. */
export const chainBytes = (rows_max: number): number => (rows_max + 1) * (address_bytes + sums_bytes);

const address_bytes = 4;
const sums_bytes = 16;

/**
 * What `chain` wrote, read by the thread that cuts. Row i has the address of record i, and the bytes that the columns of all records
 * before it take: name, chrom, sequence, quality. The last row has where the walk ended, and the sums of all. The addresses lie behind
 * one another, as the column kernels want them; the sums follow after `rows_max + 1` of them.
 */
export class ChainRows {
  readonly count: number;
  readonly addresses: number;
  readonly #data: DataView;
  readonly #sums: number;
  readonly #rows_max: number;

  constructor(data: DataView, rows: number, rows_max: number, count: number) {
    this.#data = data;
    this.addresses = rows;
    this.#rows_max = rows_max;
    this.#sums = rows + (rows_max + 1) * address_bytes;
    this.count = count;
  }

  address(row: number): number {
    return this.#data.getUint32(this.addresses + row * address_bytes, true);
  }

  name_bytes(row: number): number {
    return this.#sum(row, 0);
  }

  chrom_bytes(row: number): number {
    return this.#sum(row, 4);
  }

  sequence_bytes(row: number): number {
    return this.#sum(row, 8);
  }

  quality_bytes(row: number): number {
    return this.#sum(row, 12);
  }

  /** The record at that address, or -1. Addresses rise. */
  find(address: number): number {
    const row = this.last((one) => this.address(one) <= address, 0);
    return row < this.count && this.address(row) === address ? row : -1;
  }

  /** The same walk as if it had come no further than `end`: without the records that go on behind it. */
  until(end: number): ChainRows {
    const count = this.last((row) => this.address(row) <= end, 0);
    return new ChainRows(this.#data, this.addresses, this.#rows_max, count);
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

  #sum(row: number, offset: number): number {
    return this.#data.getUint32(this.#sums + row * sums_bytes + offset, true);
  }
}
