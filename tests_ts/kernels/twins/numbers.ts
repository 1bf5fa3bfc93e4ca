/** The number encodings of Parquet, written and read plainly; null for what isn't valid. */

const blocks = { size: 128, miniblocks: 4 } as const;

function varint(value: bigint): number[] {
  const out: number[] = [];
  for (let left = value; ; left >>= 7n) {
    if (left < 128n) return [...out, Number(left)];
    out.push(Number(left & 127n) | 128);
  }
}

/** Bits from the lowest on. */
function pack(values: readonly bigint[], width: number): number[] {
  let all = 0n;
  for (const [i, value] of values.entries()) all |= value << BigInt(i * width);
  return Array.from({ length: Math.ceil((values.length * width) / 8) }, (_, i) =>
    Number((all >> BigInt(i * 8)) & 255n),
  );
}

function unpack(bytes: Uint8Array, width: number, count: number): bigint[] {
  let all = 0n;
  for (const [i, byte] of bytes.entries()) all |= BigInt(byte) << BigInt(i * 8);
  const mask = (1n << BigInt(width)) - 1n;
  return Array.from({ length: count }, (_, i) => (all >> BigInt(i * width)) & mask);
}

class Reader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.at;
  }

  take(count: number): Uint8Array {
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }

  varint(bytes_max: number): bigint {
    let value = 0n;
    for (let i = 0; i < bytes_max; i++) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new Error("short");
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new Error("long");
  }

  zigzag(): bigint {
    const value = this.varint(10);
    return (value >> 1n) ^ -(value & 1n);
  }

  /** A run of packed numbers; what isn't needed at its end may be missing. */
  packed(width: number, stored: number, wanted: number): bigint[] {
    const bytes = (stored * width) / 8;
    if (bytes > this.left && wanted * width > this.left * 8) throw new Error("short");
    return unpack(this.take(Math.min(bytes, this.left)), width, wanted);
  }
}

const orNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

export interface Run {
  readonly packed: boolean;
  readonly values: readonly number[];
}

/** A run that isn't packed repeats its first value; a packed one is filled up with zeros. */
export function writeHybrid(runs: readonly Run[], width: number): { bytes: Uint8Array; values: number[] } {
  const bytes: number[] = [];
  const values: number[] = [];
  for (const run of runs) {
    const first = run.values[0] as number;
    if (run.packed) {
      const groups = Math.ceil(run.values.length / 8);
      const filled = [...run.values, ...new Array<number>(groups * 8 - run.values.length).fill(0)];
      bytes.push(...varint(BigInt(groups * 2 + 1)), ...pack(filled.map(BigInt), width));
      values.push(...filled);
    } else {
      bytes.push(...varint(BigInt(run.values.length * 2)));
      for (let i = 0; i < Math.ceil(width / 8); i++) bytes.push(Math.floor(first / 256 ** i) & 255);
      values.push(...run.values.map(() => first));
    }
  }
  return { bytes: Uint8Array.from(bytes), values };
}

export function readHybrid(source: Uint8Array, width: number, count: number): number[] | null {
  return orNull(() => {
    const reader = new Reader(source);
    const out: number[] = [];
    while (out.length < count) {
      const header = Number(reader.varint(5));
      const length = Math.floor(header / 2);
      const left = count - out.length;
      if (length === 0) throw new Error("an empty run");
      if (header % 2 === 1) {
        out.push(...reader.packed(width, length * 8, Math.min(left, length * 8)).map(Number));
        continue;
      }
      const bytes = Math.ceil(width / 8);
      if (reader.left < bytes) throw new Error("short");
      const value = reader.take(bytes).reduceRight((sum, byte) => sum * 256 + byte, 0);
      if (value >= 2 ** width) throw new Error("too large");
      out.push(...new Array<number>(Math.min(left, length)).fill(value));
    }
    return out;
  });
}

const signed = (value: bigint): bigint => BigInt.asIntN(64, value);
const zigzag = (value: bigint): number[] => varint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));

export function writeDelta(values: readonly bigint[]): Uint8Array {
  const out = [...varint(BigInt(blocks.size)), ...varint(BigInt(blocks.miniblocks)), ...varint(BigInt(values.length))];
  out.push(...zigzag(values[0] ?? 0n));
  const deltas = values.slice(1).map((value, i) => signed(value - (values[i] as bigint)));
  for (let at = 0; at < deltas.length; at += blocks.size) {
    const block = deltas.slice(at, at + blocks.size);
    const least = block.reduce((a, b) => (b < a ? b : a));
    const size = blocks.size / blocks.miniblocks;
    const packed: number[] = [];
    out.push(...zigzag(least));
    for (let i = 0; i < blocks.miniblocks; i++) {
      const miniblock = block.slice(i * size, (i + 1) * size).map((delta) => BigInt.asUintN(64, delta - least));
      const width = Math.max(0, ...miniblock.map((value) => value.toString(2).replace(/^0$/, "").length));
      out.push(width);
      while (miniblock.length > 0 && miniblock.length < size) miniblock.push(0n);
      packed.push(...pack(miniblock, width));
    }
    out.push(...packed);
  }
  return Uint8Array.from(out);
}

export function readDelta(source: Uint8Array, count: number): bigint[] | null {
  return orNull(() => {
    const reader = new Reader(source);
    const [block, miniblocks, total] = [reader.varint(10), reader.varint(10), reader.varint(10)];
    let value = reader.zigzag();
    if (total !== BigInt(count) || miniblocks === 0n || block % miniblocks !== 0n) throw new Error("header");
    if (block === 0n || block > 0x1000000n || miniblocks > 0x10000n || (block / miniblocks) % 32n !== 0n) {
      throw new Error("header");
    }
    const out = count === 0 ? [] : [signed(value)];
    const size = Number(block / miniblocks);
    while (out.length < count) {
      const least = reader.zigzag();
      if (reader.left < Number(miniblocks)) throw new Error("short");
      for (const width of reader.take(Number(miniblocks))) {
        const wanted = Math.min(size, count - out.length);
        if (wanted === 0) break;
        if (width > 64) throw new Error("width");
        for (const delta of reader.packed(width, size, wanted)) {
          value = signed(value + least + delta);
          out.push(value);
        }
      }
    }
    return out;
  });
}
