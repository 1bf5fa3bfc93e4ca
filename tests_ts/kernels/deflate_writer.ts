import type { Random } from "./random.ts";

/** RFC 1951, 3.2.5: base and extra bits of the length symbols 257 to 285 and of the distance symbols. */
export const length_symbols = Array.from({ length: 29 }, (_, i) => {
  if (i === 28) return { base: 258, extra: 0 };
  const extra = i < 8 ? 0 : (i - 4) >> 2;
  return { base: i < 8 ? i + 3 : ((4 + (i & 3)) << extra) + 3, extra };
});
export const distance_symbols = Array.from({ length: 30 }, (_, i) => {
  const extra = i < 4 ? 0 : (i - 2) >> 1;
  return { base: i < 4 ? i + 1 : ((2 + (i & 1)) << extra) + 1, extra };
});
export const precode_order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
/** 13 codewords of 4 bits and 6 of 5: complete, and able to send every length. */
export const plain_precode = Array.from({ length: 19 }, (_, i) => (i < 13 ? 4 : 5));

/** Codewords by symbol, with their first bit lowest, as the stream has them. */
export function codewordsOf(lengths: readonly number[]): number[] {
  const codewords = new Array<number>(lengths.length).fill(0);
  let next = 0;
  for (let length = 1; length < 16; length++) {
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue;
      codewords[symbol] = Number.parseInt([...next.toString(2).padStart(length, "0")].reverse().join(""), 2);
      next++;
    }
    next <<= 1;
  }
  return codewords;
}

/** Lengths of a complete code of `count` codewords, each at most `longest` bits, in random order. */
export function randomCode(random: Random, count: number, longest: number): number[] {
  const leaves = [0];
  while (leaves.length < count) {
    const at = random.below(leaves.length);
    const depth = leaves[at] as number;
    if (depth === longest) continue;
    leaves[at] = depth + 1;
    leaves.push(depth + 1);
  }
  return leaves;
}

/** Writes any DEFLATE stream, wrong ones too. */
export class DeflateWriter {
  readonly #bytes: number[] = [];
  #bits = 0;
  #count = 0;

  bits(value: number, count: number): this {
    for (let i = 0; i < count; i++) {
      this.#bits |= ((value >> i) & 1) << this.#count;
      if (++this.#count === 8) this.#flush();
    }
    return this;
  }

  #flush(): void {
    this.#bytes.push(this.#bits);
    this.#bits = 0;
    this.#count = 0;
  }

  align(): this {
    if (this.#count > 0) this.#flush();
    return this;
  }

  block(type: number, final = true): this {
    return this.bits(final ? 1 : 0, 1).bits(type, 2);
  }

  stored(bytes: readonly number[], final = true, complement = ~bytes.length & 0xffff): this {
    this.block(0, final).align().bits(bytes.length, 16).bits(complement, 16);
    for (const byte of bytes) this.bits(byte, 8);
    return this;
  }

  /** A dynamic block's header; every code length is sent by itself. */
  dynamic(litlens: readonly number[], distances: readonly number[], final = true, precode = plain_precode): this {
    this.block(2, final).counts(litlens.length, distances.length, precode);
    const codewords = codewordsOf(precode);
    for (const length of [...litlens, ...distances]) this.bits(codewords[length] ?? 0, precode[length] ?? 0);
    return this;
  }

  counts(litlens: number, distances: number, precode: readonly number[]): this {
    this.bits(litlens - 257, 5)
      .bits(distances - 1, 5)
      .bits(15, 4);
    for (const symbol of precode_order) this.bits(precode[symbol] ?? 0, 3);
    return this;
  }

  symbol(lengths: readonly number[], codewords: readonly number[], symbol: number): this {
    return this.bits(codewords[symbol] ?? 0, lengths[symbol] ?? 0);
  }

  finish(): Uint8Array {
    this.align();
    return Uint8Array.from(this.#bytes);
  }
}

/** Code lengths of the fixed code. */
export const fixed_litlens = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));

/** A stream of one block of random symbols in random codes, as far-fetched as the format allows. */
export function randomStream(random: Random, symbols: number): Uint8Array {
  const litlens = spread(random, 257 + random.below(30), [256], 1 + random.below(285), 15);
  const distances = spread(random, 1 + random.below(30), [], random.below(31), 15);
  const writer = new DeflateWriter().dynamic(litlens, distances);
  const litlen_codes = codewordsOf(litlens);
  const distance_codes = codewordsOf(distances);
  const usable = litlens.flatMap((length, symbol) => (length > 0 && symbol !== 256 ? [symbol] : []));
  const usable_distances = distances.flatMap((length, symbol) => (length > 0 ? [symbol] : []));
  let output = 0;
  for (let i = 0; i < symbols && usable.length > 0; i++) {
    const symbol = random.pick(usable);
    if (symbol < 256) {
      writer.symbol(litlens, litlen_codes, symbol);
      output++;
      continue;
    }
    const reachable = usable_distances.filter((distance) => (distance_symbols[distance]?.base ?? 0) <= output);
    if (reachable.length === 0) continue;
    const length = length_symbols[symbol - 257] as { base: number; extra: number };
    const length_extra = random.below(1 << length.extra);
    writer.symbol(litlens, litlen_codes, symbol).bits(length_extra, length.extra);
    const chosen = random.pick(reachable);
    const distance = distance_symbols[chosen] as { base: number; extra: number };
    const room = Math.min(1 << distance.extra, output - distance.base + 1);
    writer.symbol(distances, distance_codes, chosen).bits(random.below(room), distance.extra);
    output += length.base + length_extra;
  }
  return writer.symbol(litlens, litlen_codes, 256).finish();
}

/** Lengths of `size` symbols of which about `used`, and those in `needed`, have a codeword. */
function spread(random: Random, size: number, needed: readonly number[], used: number, longest: number): number[] {
  const lengths = new Array<number>(size).fill(0);
  const chosen = new Set(needed);
  for (let i = 0; i < used && chosen.size < size; i++) chosen.add(random.below(size));
  const code = chosen.size === 1 ? [1] : randomCode(random, chosen.size, longest);
  for (const [i, symbol] of [...chosen].entries()) lengths[symbol] = code[i] ?? 0;
  return lengths;
}
