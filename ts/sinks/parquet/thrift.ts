/** Thrift's compact protocol, as much of it as Parquet's metadata needs: structs are written field by field, in ascending order of their ids. */

const kinds = { true: 1, false: 2, byte: 3, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
type ElementKind = "i32" | "binary" | "struct";

export class ThriftWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  /** Of each open struct: the id of the field written last. */
  readonly #ids: number[] = [0];

  byte(id: number, value: number): this {
    this.#field(id, kinds.byte);
    this.#byte(value);
    return this;
  }

  i32(id: number, value: number): this {
    this.#field(id, kinds.i32);
    this.#zigzag(value);
    return this;
  }

  i64(id: number, value: number): this {
    this.#field(id, kinds.i64);
    this.#zigzag(value);
    return this;
  }

  bool(id: number, value: boolean): this {
    this.#field(id, value ? kinds.true : kinds.false);
    return this;
  }

  binary(id: number, value: Uint8Array | string): this {
    this.#field(id, kinds.binary);
    return this.item(value);
  }

  struct(id: number, write: (writer: this) => void): this {
    this.#field(id, kinds.struct);
    return this.structItem(write);
  }

  list<T>(id: number, kind: ElementKind, items: readonly T[], write: (item: T) => void): this {
    this.#field(id, kinds.list);
    const long = items.length >= 15;
    this.#byte(((long ? 15 : items.length) << 4) | kinds[kind]);
    if (long) this.#varint(items.length);
    for (const item of items) write(item);
    return this;
  }

  /** An item of a list, by itself. */
  item(value: Uint8Array | string | number): this {
    if (typeof value === "number") {
      this.#zigzag(value);
      return this;
    }
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    this.#varint(bytes.length);
    this.raw(bytes);
    return this;
  }

  structItem(write: (writer: this) => void): this {
    this.#ids.push(0);
    write(this);
    this.#ids.pop();
    this.#byte(0);
    return this;
  }

  /** What was written already, as it is. */
  raw(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** End the struct that everything is in, and return all. */
  finish(): Uint8Array {
    this.#byte(0);
    return this.#bytes.subarray(0, this.#length);
  }

  #field(id: number, kind: number): void {
    const step = id - (this.#ids.at(-1) as number);
    if (step < 1 || step > 15) throw new Error(`Thrift field ${id} out of order`);
    this.#byte((step << 4) | kind);
    this.#ids[this.#ids.length - 1] = id;
  }

  /** Whole numbers that are exact, which can be more than 32 bits. */
  #zigzag(value: number): void {
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  #varint(value: number): void {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.#byte((left % 128) | 128);
    this.#byte(left);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + bytes));
    wider.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = wider;
  }
}
