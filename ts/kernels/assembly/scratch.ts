/**
 * Where the inflate kernel keeps its tables. Several instances run on one shared memory, so nothing may have a
 * fixed address: the host hands every instance a region of its own and `init` fills in what never changes.
 */

/** Lookup entries of a table, see huffman.ts. */
export const LITERAL: u32 = 0x40;
/** Of the literal/length table. */
export const NO_MATCH: u32 = 0x8000;
/** Of the distance table. */
export const EXCEPTIONAL: u32 = 0x8000;
export const SUBTABLE: u32 = 0x4000;
export const END_OF_BLOCK: u32 = 0x2000;
/** In the entries of lengths and distances: see the description of entries in huffman.ts. */
const EXTRA_BITS_AT: u32 = 2 << 8;

export const LITLEN_TABLE_BITS: u32 = 11;
export const OFFSET_TABLE_BITS: u32 = 8;
export const PRECODE_TABLE_BITS: u32 = 7;

// Byte offsets within the scratch region. Table sizes are the most entries a complete code can need with the
// main-table bits above and codewords of at most 15 bits: 2342, 402 and 128.
const LITLEN_RESULTS: usize = 0; // u32 × 288: what a literal/length symbol decodes to
const OFFSET_RESULTS: usize = 1152; // u32 × 32
const PRECODE_RESULTS: usize = 1280; // u32 × 19
const PRECODE_ORDER: usize = 1360; // u8 × 19, padded to 32
const PATTERNS: usize = 1392; // u8 × 16 × 16: row d holds i % d
const STRIDES: usize = 1648; // u8 × 16: the largest multiple of d within 16
const LENGTHS: usize = 1664; // u8 × 320: code lengths of the block being read
const COUNTS: usize = 1984; // u32 × 16: symbols of each code length
const POSITIONS: usize = 2048; // u32 × 16: where each code length begins in SORTED
const SORTED: usize = 2112; // u16 × 288: symbols by code length
const LITLEN_TABLE: usize = 2688; // u32 × 2342
const OFFSET_TABLE: usize = 12056; // u32 × 402
const PRECODE_TABLE: usize = 13664; // u32 × 128
const FIXED_LITLEN_TABLE: usize = 14176; // u32 × 512
const FIXED_OFFSET_TABLE: usize = 16224; // u32 × 32, ends at 16352

let scratch: usize = 0;

@inline export function litlen_results(): usize { return scratch + LITLEN_RESULTS; }
@inline export function offset_results(): usize { return scratch + OFFSET_RESULTS; }
@inline export function precode_results(): usize { return scratch + PRECODE_RESULTS; }
@inline export function precode_order(): usize { return scratch + PRECODE_ORDER; }
@inline export function patterns(): usize { return scratch + PATTERNS; }
@inline export function strides(): usize { return scratch + STRIDES; }
@inline export function lengths(): usize { return scratch + LENGTHS; }
@inline export function counts(): usize { return scratch + COUNTS; }
@inline export function positions(): usize { return scratch + POSITIONS; }
@inline export function sorted(): usize { return scratch + SORTED; }
@inline export function litlen_table(): usize { return scratch + LITLEN_TABLE; }
@inline export function offset_table(): usize { return scratch + OFFSET_TABLE; }
@inline export function precode_table(): usize { return scratch + PRECODE_TABLE; }
@inline export function fixed_litlen_table(): usize { return scratch + FIXED_LITLEN_TABLE; }
@inline export function fixed_offset_table(): usize { return scratch + FIXED_OFFSET_TABLE; }

/** Fill in everything that does not depend on a stream, except the fixed codes' tables. */
export function lay_out(address: usize): void {
  scratch = address;
  lay_out_litlen_results();
  lay_out_offset_results();
  for (let symbol: u32 = 0; symbol < 19; symbol++) {
    store<u32>(precode_results() + (symbol << 2), symbol << 16);
  }
  // RFC 1951, 3.2.7: the order in which the code length code's own lengths are sent.
  v128.store(precode_order(), i8x16(16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2));
  store<u32>(precode_order() + 16, 0x0f010e); // 14, 1, 15
  for (let distance: u32 = 1; distance < 16; distance++) {
    for (let i: u32 = 0; i < 16; i++) store<u8>(patterns() + (distance << 4) + i, i % distance);
    store<u8>(strides() + distance, 16 - (16 % distance));
  }
}

function lay_out_litlen_results(): void {
  for (let symbol: u32 = 0; symbol < 256; symbol++) {
    store<u32>(litlen_results() + (symbol << 2), NO_MATCH | LITERAL | (symbol << 16));
  }
  store<u32>(litlen_results() + (256 << 2), NO_MATCH | END_OF_BLOCK);
  // RFC 1951, 3.2.5: lengths 3 to 258; from the ninth symbol on, every four symbols have one more extra bit.
  let base: u32 = 3;
  for (let symbol: u32 = 257; symbol < 285; symbol++) {
    const extra: u32 = symbol < 265 ? 0 : (symbol - 261) >> 2;
    store<u32>(litlen_results() + (symbol << 2), ((base - 3) << 24) | EXTRA_BITS_AT | extra);
    base += 1 << extra;
  }
  store<u32>(litlen_results() + (285 << 2), ((258 - 3) << 24) | EXTRA_BITS_AT);
  // 286 and 287 have codewords in the fixed code but never occur in a valid stream.
  store<u32>(litlen_results() + (286 << 2), NO_MATCH);
  store<u32>(litlen_results() + (287 << 2), NO_MATCH);
}

function lay_out_offset_results(): void {
  let base: u32 = 1;
  for (let symbol: u32 = 0; symbol < 30; symbol++) {
    const extra: u32 = symbol < 4 ? 0 : (symbol - 2) >> 1;
    store<u32>(offset_results() + (symbol << 2), (base << 16) | EXTRA_BITS_AT | extra);
    base += 1 << extra;
  }
  store<u32>(offset_results() + (30 << 2), EXCEPTIONAL);
  store<u32>(offset_results() + (31 << 2), EXCEPTIONAL);
}
