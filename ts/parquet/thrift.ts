/**
 * Thrift's compact protocol, as far as Parquet's metadata needs it: a struct becomes a map from field numbers to values. Everything is
 * bounded by the bytes that are there, so that damage ends the reading and never asks for memory that the bytes don't hold.
 */

export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue = boolean | number | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** The bytes are no Thrift, or they end too early (`short`). */
export class ThriftError extends Error {
  readonly short: boolean;

  constructor(message: string, short = false) {
    super(message);
    this.short = short;
  }
}

/** Parquet's own metadata is about six levels deep. */
const depth_max = 32;

const type_code = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
} as const;

export class ThriftReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  #byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new ThriftError("it ends too early", true);
    this.at += 1;
    return byte;
  }

  /** Exact up to 2^53; whoever uses a number checks its range. */
  #varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new ThriftError("a number has more than ten bytes");
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #take(count: number): Uint8Array {
    if (count > this.#bytes.length - this.at) throw new ThriftError("it ends too early", true);
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }

  #double(): number {
    const bytes = this.#take(8);
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case type_code.true:
        return true;
      case type_code.false:
        return false;
      case type_code.byte:
        return (this.#byte() << 24) >> 24;
      case type_code.i16:
      case type_code.i32:
      case type_code.i64:
        return this.#zigzag();
      case type_code.double:
        return this.#double();
      case type_code.binary:
        return this.#take(this.#varint());
      case type_code.list:
      case type_code.set:
        return this.#list(depth);
      case type_code.struct:
        return this.struct(depth + 1);
      default:
        throw new ThriftError(`a value has the unknown type ${type}`);
    }
  }

  #list(depth: number): ThriftValue[] {
    if (depth > depth_max) throw new ThriftError("it is nested too deeply");
    const head = this.#byte();
    const type = head & 15;
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    // Every element takes a byte at least.
    if (count > this.#bytes.length - this.at) throw new ThriftError("it ends too early", true);
    const list: ThriftValue[] = [];
    for (let i = 0; i < count; i++) {
      // In a list a truth value is a byte of its own.
      if (type === type_code.true || type === type_code.false) list.push(this.#byte() === 1);
      else list.push(this.#value(type, depth + 1));
    }
    return list;
  }

  struct(depth = 0): ThriftStruct {
    if (depth > depth_max) throw new ThriftError("it is nested too deeply");
    const fields = new Map<number, ThriftValue>();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return fields;
      id = head >> 4 === 0 ? this.#zigzag() : id + (head >> 4);
      fields.set(id, this.#value(head & 15, depth));
    }
  }
}

/** A field as a whole number in a range; `undefined` where it is absent. Anything else is damage. */
export function integerField(fields: ThriftStruct, id: number, least: number, most: number): number | undefined {
  const value = fields.get(id);
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new ThriftError(`field ${id} should be a number from ${least} to ${most}`);
}

export function requiredInteger(fields: ThriftStruct, id: number, least: number, most: number): number {
  const value = integerField(fields, id, least, most);
  if (value === undefined) throw new ThriftError(`field ${id} is missing`);
  return value;
}

export function structField(fields: ThriftStruct, id: number): ThriftStruct | undefined {
  const value = fields.get(id);
  if (value === undefined || value instanceof Map) return value as ThriftStruct | undefined;
  throw new ThriftError(`field ${id} should be a struct`);
}

export function bytesField(fields: ThriftStruct, id: number): Uint8Array | undefined {
  const value = fields.get(id);
  if (value === undefined || value instanceof Uint8Array) return value;
  throw new ThriftError(`field ${id} should be text`);
}

export function structsField(fields: ThriftStruct, id: number): readonly ThriftStruct[] {
  const value = fields.get(id);
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((one) => one instanceof Map)) return value as ThriftStruct[];
  throw new ThriftError(`field ${id} should be a list of structs`);
}
