import { inflate_code } from "../../../ts/kernels/inflate.ts";
import { codewordsOf, distance_symbols, fixed_litlens, length_symbols, precode_order } from "../deflate_writer.ts";

/** Thrown with an inflate code. */
class Refused extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`refused: ${code}`);
    this.code = code;
  }
}

type Code = Map<string, number>;

/** Symbols by their codeword, written as a string of bits in stream order. */
function codeOf(lengths: readonly number[], incomplete_max: number): Code {
  const used = lengths.filter((length) => length > 0);
  const space = used.reduce((sum, length) => sum + 2 ** -length, 0);
  if (space > 1) throw new Refused(inflate_code.oversubscribed_code);
  const single = used.length === 1 && used[0] === 1;
  const acceptable = space === 1 || (single && incomplete_max >= 1) || (used.length === 0 && incomplete_max >= 2);
  if (!acceptable) throw new Refused(inflate_code.incomplete_code);
  const code: Code = new Map();
  for (const [symbol, codeword] of codewordsOf(lengths).entries()) {
    const length = lengths[symbol] ?? 0;
    if (length === 0) continue;
    code.set([...codeword.toString(2).padStart(length, "0")].reverse().join(""), symbol);
  }
  return code;
}

class Twin {
  readonly output: number[] = [];
  readonly #stream: Uint8Array;
  readonly #target_bytes: number;
  #bit = 0;

  constructor(stream: Uint8Array, target_bytes: number) {
    this.#stream = stream;
    this.#target_bytes = target_bytes;
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#bit++) {
      const byte = this.#stream[this.#bit >> 3];
      if (byte === undefined) throw new Refused(inflate_code.input_exhausted);
      value |= ((byte >> (this.#bit & 7)) & 1) << i;
    }
    return value;
  }

  symbol(code: Code): number {
    let bits = "";
    // A code of one symbol or none refuses after one bit, a complete one never.
    do {
      bits += this.bits(1);
      const symbol = code.get(bits);
      if (symbol !== undefined) return symbol;
    } while (code.size > 1);
    throw new Refused(inflate_code.bad_symbol);
  }

  emit(byte: number): void {
    this.output.push(byte);
    if (this.output.length > this.#target_bytes) throw new Refused(inflate_code.output_too_long);
  }

  stored(): void {
    this.#bit = Math.ceil(this.#bit / 8) * 8;
    const length = this.bits(16);
    if (length !== (this.bits(16) ^ 0xffff)) throw new Refused(inflate_code.stored_length_mismatch);
    for (let i = 0; i < length; i++) this.emit(this.bits(8));
  }

  dynamic(): void {
    const litlens = this.bits(5) + 257;
    const distances = this.bits(5) + 1;
    const precodes = this.bits(4) + 4;
    if (litlens > 286 || distances > 30) throw new Refused(inflate_code.bad_code_counts);
    const precode_lengths = new Array<number>(19).fill(0);
    for (const symbol of precode_order.slice(0, precodes)) precode_lengths[symbol] = this.bits(3);
    const precode = codeOf(precode_lengths, 0);
    const lengths: number[] = [];
    while (lengths.length < litlens + distances) {
      const symbol = this.symbol(precode);
      if (symbol < 16) lengths.push(symbol);
      else {
        const value = symbol === 16 ? lengths.at(-1) : 0;
        const repeats = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
        if (value === undefined) throw new Refused(inflate_code.bad_repeat);
        if (lengths.length + repeats > litlens + distances) throw new Refused(inflate_code.bad_repeat);
        for (let i = 0; i < repeats; i++) lengths.push(value);
      }
    }
    if (lengths[256] === 0) throw new Refused(inflate_code.no_end_of_block);
    const litlen_code = codeOf(lengths.slice(0, litlens), 1);
    this.symbols(litlen_code, codeOf(lengths.slice(litlens), 2));
  }

  symbols(litlens: Code, distances: Code): void {
    for (;;) {
      const symbol = this.symbol(litlens);
      if (symbol === 256) return;
      if (symbol < 256) this.emit(symbol);
      else {
        const length = length_symbols[symbol - 257];
        if (length === undefined) throw new Refused(inflate_code.bad_symbol);
        const count = length.base + this.bits(length.extra);
        const distance = distance_symbols[this.symbol(distances)];
        if (distance === undefined) throw new Refused(inflate_code.bad_symbol);
        const back = distance.base + this.bits(distance.extra);
        if (back > this.output.length) throw new Refused(inflate_code.distance_too_far);
        for (let i = 0; i < count; i++) this.emit(this.output[this.output.length - back] ?? 0);
      }
    }
  }

  run(): void {
    for (let final = 0; final === 0; ) {
      final = this.bits(1);
      const type = this.bits(2);
      if (type === 0) this.stored();
      else if (type === 1) this.symbols(codeOf(fixed_litlens, 0), codeOf(new Array<number>(32).fill(5), 0));
      else if (type === 2) this.dynamic();
      else throw new Refused(inflate_code.bad_block_type);
    }
    if (this.output.length < this.#target_bytes) throw new Refused(inflate_code.output_too_short);
    if (this.#bit <= (this.#stream.length - 1) * 8) throw new Refused(inflate_code.unused_input);
  }
}

/** The inflate kernel's twin: RFC 1951 read bit by bit, with zlib's choice of what to refuse. */
export function twinInflate(stream: Uint8Array, target_bytes: number): { code: number; bytes: Uint8Array } {
  const twin = new Twin(stream, target_bytes);
  let code = 0;
  try {
    twin.run();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    code = error.code;
  }
  return { code, bytes: Uint8Array.from(twin.output) };
}
