import { EXCEPTIONAL, LITERAL, NO_MATCH, SUBTABLE, counts, positions, sorted } from "./scratch";

/*
 * A table is indexed by the next bits of the stream and yields u32 entries:
 *
 *   bits  0-4   bits to take from the stream: the codewords' and the extra bits' that follow
 *   bit   6     there is a literal
 *   bits  8-12  of a length or distance: where its extra bits begin, the codewords' bits and two more, see symbols.ts;
 *               of a sub-table pointer: its index bits
 *   bit  13     end of block
 *   bit  14     pointer to a sub-table (for codewords longer than the main table's index)
 *   bit  15     no length or distance: a literal alone, end of block, pointer, or, with none of these bits, an invalid codeword
 *   bits 16-23  literal byte
 *   bits 24-31  base length, less 3
 *   bits 16-30  instead of both: base distance, symbol of the code lengths' code, or the sub-table's first index
 *
 * Bits 5 and 13 are 0 where an entry, or what is above its bit 8, is the distance of a shift, which takes the lowest six bits.
 */

/** A codeword's entry is the symbol's result plus its length in both places. */
const LENGTH_IN_BOTH_PLACES: u32 = 0x101;

/** Codes that leave codewords unused: zlib takes one symbol of length 1, and for distances no symbol at all. */
export const INCOMPLETE_NEVER: u32 = 0;
export const INCOMPLETE_SINGLE: u32 = 1;
export const INCOMPLETE_SINGLE_OR_NONE: u32 = 2;

/** Returned by `build` in place of the table's index bits. */
export const OVERSUBSCRIBED: u32 = 0x80;
export const INCOMPLETE: u32 = 0x81;

/** The next codeword, in the order of RFC 1951 3.2.2, with its bits reversed as the stream has them. */
@inline
function next_codeword(codeword: u32, length: u32): u32 {
  // Adding one in reversed bits: the highest zero bit becomes one, the ones above it zero.
  const bit: u32 = 1 << (31 - clz<u32>(codeword ^ ((1 << length) - 1)));
  return (codeword & (bit - 1)) | bit;
}

/** Count and sort the symbols by code length. Returns how much code space is left over (negative: too little). */
function sort_symbols(lengths: usize, symbols: u32): i32 {
  const zero = i32x4.splat(0);
  for (let at: usize = 0; at < 64; at += 16) v128.store(counts() + at, zero);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const at: usize = counts() + ((<usize>load<u8>(lengths + symbol)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let left: i32 = 1;
  let position: u32 = 0;
  for (let length: u32 = 1; length < 16; length++) {
    const count = load<u32>(counts() + (length << 2));
    store<u32>(positions() + (length << 2), position);
    position += count;
    left = (left << 1) - <i32>count;
    if (left < 0) return left;
  }
  // Symbols without a codeword go behind all others: a place for them spares the loop a branch.
  store<u32>(positions(), position);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const at: usize = positions() + ((<usize>load<u8>(lengths + symbol)) << 2);
    const place = load<u32>(at);
    store<u32>(at, place + 1);
    store<u16>(sorted() + (place << 1), <u16>symbol);
  }
  return left;
}

/** The two entries of a code with unused codewords: at most one symbol, whose codeword is a single 0. */
function build_incomplete(results: usize, table: usize, allowed: u32): u32 {
  const used = load<u32>(counts() + 4);
  let others: u32 = 0;
  for (let length: u32 = 2; length < 16; length++) others += load<u32>(counts() + (length << 2));
  const acceptable = others == 0 && (used == 1 ? allowed != INCOMPLETE_NEVER : used == 0 && allowed == INCOMPLETE_SINGLE_OR_NONE);
  if (!acceptable) return INCOMPLETE;
  const invalid = EXCEPTIONAL | LENGTH_IN_BOTH_PLACES;
  const first = used == 1 ? load<u32>(results + (<usize>load<u16>(sorted()) << 2)) + LENGTH_IN_BOTH_PLACES : invalid;
  store<u32>(table, first);
  store<u32>(table + 4, invalid);
  return 1;
}

/**
 * Build the lookup table of a code given by its code lengths, and return the index bits of the main table
 * (at most `root`), or OVERSUBSCRIBED or INCOMPLETE.
 *
 * As libdeflate does it: codewords up to the table's index bits are entered once, in a table that doubles each time
 * they grow by a bit; longer ones go into sub-tables, just large enough for the codewords that share a prefix.
 */
export function build(lengths: usize, symbols: u32, results: usize, table: usize, root: u32, allowed: u32): u32 {
  const left = sort_symbols(lengths, symbols);
  if (left < 0) return OVERSUBSCRIBED;
  if (left > 0) return build_incomplete(results, table, allowed);

  let length: u32 = 1;
  while (load<u32>(counts() + (length << 2)) == 0) length++;
  let longest: u32 = 15;
  while (load<u32>(counts() + (longest << 2)) == 0) longest--;
  const bits = min<u32>(root, longest);

  let codeword: u32 = 0;
  let symbol: usize = sorted();
  for (; length <= bits; length++) {
    for (let n = load<u32>(counts() + (length << 2)); n > 0; n--) {
      const result = load<u32>(results + (<usize>load<u16>(symbol) << 2));
      symbol += 2;
      store<u32>(table + (codeword << 2), result + length * LENGTH_IN_BOTH_PLACES);
      // Of the last codeword every bit is one, and so the code is complete.
      if (codeword == (1 << length) - 1) return bits;
      codeword = next_codeword(codeword, length);
    }
    if (length < bits) memory.copy(table + (4 << length), table, 4 << length);
  }
  build_subtables(results, table, bits, codeword, symbol);
  return bits;
}

/** Enter the codewords longer than `bits`, beginning with `codeword` of the symbol at `symbol`. */
function build_subtables(results: usize, table: usize, bits: u32, codeword: u32, symbol: usize): void {
  const mask: u32 = (1 << bits) - 1;
  let prefix: u32 = 0xffffffff;
  let subtable: u32 = 0;
  let index_bits: u32 = 0;
  let next: u32 = 1 << bits;
  for (let length = bits + 1; length < 16; length++) {
    const count = load<u32>(counts() + (length << 2));
    const own_bits = length - bits;
    for (let n = count; n > 0; n--) {
      if ((codeword & mask) != prefix) {
        prefix = codeword & mask;
        subtable = next;
        index_bits = own_bits;
        // It takes the codewords left of this length, then longer ones, until its space is used up.
        let space = n;
        while (space < <u32>(1 << index_bits)) {
          index_bits++;
          space = (space << 1) + load<u32>(counts() + ((bits + index_bits) << 2));
        }
        next += 1 << index_bits;
        store<u32>(table + (prefix << 2), (subtable << 16) | EXCEPTIONAL | SUBTABLE | (index_bits << 8) | bits);
      }
      const entry = load<u32>(results + (<usize>load<u16>(symbol) << 2)) + own_bits * LENGTH_IN_BOTH_PLACES;
      symbol += 2;
      const end: u32 = 1 << index_bits;
      for (let at = codeword >> bits; at < end; at += 1 << own_bits) {
        store<u32>(table + ((subtable + at) << 2), entry);
      }
      if (codeword == (1 << length) - 1) return;
      codeword = next_codeword(codeword, length);
    }
  }
}

/** Literals of longer codewords leave too little of an index to hold a length. */
const PAIRED_BITS: u32 = 8;

/**
 * After `build`: let the entries of a literal also hold the length that follows it, where the rest of the index tells which. Literal and
 * length then take one look-up, and no branch between them is guessed wrong.
 */
export function pair_literals(table: usize, bits: u32): void {
  let codeword: u32 = 0;
  let symbol = sorted();
  const longest = min<u32>(bits, PAIRED_BITS);
  for (let length: u32 = 1; length <= longest; length++) {
    for (let n = load<u32>(counts() + (length << 2)); n > 0; n--) {
      if (load<u16>(symbol) < 256) pair_literal(table, bits, codeword, length);
      if (codeword == (1 << length) - 1) return;
      symbol += 2;
      codeword = next_codeword(codeword, length);
    }
  }
}

@inline
function pair_literal(table: usize, bits: u32, codeword: u32, length: u32): void {
  const at = table + (<usize>codeword << 2);
  const literal = load<u32>(at);
  const room = bits - length + 2;
  const added = (length * LENGTH_IN_BOTH_PLACES) | LITERAL | (literal & 0xff0000);
  const end: usize = 4 << (bits - length);
  for (let follows: usize = 0; follows < end; follows += 4) {
    const next = load<u32>(table + follows);
    const is_pair = (next & (NO_MATCH | LITERAL)) == 0 && ((next >> 8) & 31) <= room;
    store<u32>(at + (follows << <usize>length), select<u32>(next + added, literal, is_pair));
  }
}
