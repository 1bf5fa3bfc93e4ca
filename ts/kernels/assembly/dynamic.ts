import * as bits from "./bits";
import { BAD_CODE_COUNTS, BAD_REPEAT, INCOMPLETE_CODE, INPUT_EXHAUSTED, NO_END_OF_BLOCK, OVERSUBSCRIBED_CODE } from "./codes";
import { INCOMPLETE_NEVER, INCOMPLETE_SINGLE, INCOMPLETE_SINGLE_OR_NONE, OVERSUBSCRIBED, build, pair_literals } from "./huffman";
import * as scratch from "./scratch";

@inline
function failure_of(built: u32): i32 {
  return built == OVERSUBSCRIBED ? OVERSUBSCRIBED_CODE : INCOMPLETE_CODE;
}

/**
 * Read a dynamic block's header and build both tables. Returns their index bits, literal/length in the low four and
 * distance above, or a negative code.
 */
export function read_codes(): i32 {
  bits.refill();
  const litlens = bits.take(5) + 257;
  const offsets = bits.take(5) + 1;
  const precodes = bits.take(4) + 4;
  // The 286 and 30 symbols that mean something, as zlib has it.
  if (litlens > 286 || offsets > 30) return BAD_CODE_COUNTS;
  const precode_bits = read_precode(precodes);
  if (precode_bits >= OVERSUBSCRIBED) return failure_of(precode_bits);

  const lengths = scratch.lengths();
  const failure = read_lengths(litlens + offsets, precode_bits);
  if (failure != 0) return failure;
  if (load<u8>(lengths + 256) == 0) return NO_END_OF_BLOCK;

  const litlen_bits = build(
    lengths, litlens, scratch.litlen_results(), scratch.litlen_table(), scratch.LITLEN_TABLE_BITS, INCOMPLETE_SINGLE,
  );
  if (litlen_bits >= OVERSUBSCRIBED) return failure_of(litlen_bits);
  pair_literals(scratch.litlen_table(), litlen_bits);
  const offset_bits = build(
    lengths + litlens, offsets, scratch.offset_results(), scratch.offset_table(), scratch.OFFSET_TABLE_BITS,
    INCOMPLETE_SINGLE_OR_NONE,
  );
  if (offset_bits >= OVERSUBSCRIBED) return failure_of(offset_bits);
  return litlen_bits | (offset_bits << 4);
}

/** The code in which the code lengths are sent. Returns what `build` returns. */
function read_precode(count: u32): u32 {
  const lengths = scratch.lengths();
  const order = scratch.precode_order();
  memory.fill(lengths, 0, 19);
  for (let i: u32 = 0; i < count; i++) {
    bits.refill();
    store<u8>(lengths + load<u8>(order + i), bits.take(3));
  }
  return build(
    lengths, 19, scratch.precode_results(), scratch.precode_table(), scratch.PRECODE_TABLE_BITS, INCOMPLETE_NEVER,
  );
}

/** Both codes' lengths, run-length coded across their border (RFC 1951, 3.2.7). */
function read_lengths(total: u32, precode_bits: u32): i32 {
  const lengths = scratch.lengths();
  const table = scratch.precode_table();
  const mask: u64 = (1 << precode_bits) - 1;
  const input_limit = bits.input_end + bits.INPUT_SLACK;
  let i: u32 = 0;
  while (i < total) {
    if (bits.input > input_limit) return INPUT_EXHAUSTED;
    bits.refill();
    const entry = load<u32>(table + (<usize>(bits.bit_buffer & mask) << 2));
    bits.take(entry & 63);
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(lengths + i, symbol);
      i++;
      continue;
    }
    let value: u8 = 0;
    let repeats: u32;
    if (symbol == 16) {
      if (i == 0) return BAD_REPEAT;
      value = load<u8>(lengths + i - 1);
      repeats = 3 + bits.take(2);
    } else if (symbol == 17) repeats = 3 + bits.take(3);
    else repeats = 11 + bits.take(7);
    if (repeats > total - i) return BAD_REPEAT;
    memory.fill(lengths + i, value, repeats);
    i += repeats;
  }
  return 0;
}
