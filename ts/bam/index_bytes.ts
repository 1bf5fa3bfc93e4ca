/** Reads an index's numbers, and refuses what reaches past its end. */
import type { VirtualOffset } from "../bgzf/spans.ts";

export class IndexBytes {
  at = 0;
  readonly #data: DataView;

  constructor(bytes: Uint8Array) {
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#data.byteLength - this.at;
  }

  u32(): number {
    this.#need(4);
    this.at += 4;
    return this.#data.getUint32(this.at - 4, true);
  }

  /** A number of things that take `bytes` each at least. */
  count(bytes: number): number {
    const count = this.u32();
    this.#need(count * bytes);
    return count;
  }

  u64(): number {
    const low = this.u32();
    const number = this.u32() * 2 ** 32 + low;
    if (!Number.isSafeInteger(number)) throw new RangeError(`it has the number ${number}`);
    return number;
  }

  offset(): VirtualOffset {
    const low = this.u32();
    return { block: this.u32() * 2 ** 16 + (low >>> 16), within: low & 0xffff };
  }

  skip(bytes: number): void {
    this.#need(bytes);
    this.at += bytes;
  }

  #need(bytes: number): void {
    if (bytes > this.left) throw new RangeError("it ends too early");
  }
}
