/**
 * One raw DEFLATE stream of known output length, written from RFC 1951. What makes it fast are ideas of Eric Biggers'
 * libdeflate (MIT licence): one 64-bit buffer refilled without branches, entries that hold everything about a symbol,
 * several literals per refill, the next entry looked up before the current match is copied, copies in whole vectors.
 *
 * Pads take the place of a slow path near the ends: 32 readable bytes behind the source, 320 writable ones behind
 * the target. What was read or written there is noticed and refused afterwards.
 */
import * as bits from "./bits";
import { BAD_BLOCK_TYPE, INPUT_EXHAUSTED, OUTPUT_TOO_LONG, OUTPUT_TOO_SHORT, STORED_LENGTH_MISMATCH, UNUSED_INPUT } from "./codes";
import { read_codes } from "./dynamic";
import { INCOMPLETE_NEVER, build, pair_literals } from "./huffman";
import { decode_symbols } from "./symbols";
import * as scratch from "./scratch";

/** Prepare the region this instance keeps its tables in. Once, before the first `inflate`. */
export function init(address: usize): void {
  scratch.lay_out(address);
  const lengths = scratch.lengths();
  memory.fill(lengths, 8, 288);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  build(lengths, 288, scratch.litlen_results(), scratch.fixed_litlen_table(), 9, INCOMPLETE_NEVER);
  pair_literals(scratch.fixed_litlen_table(), 9);
  memory.fill(lengths, 5, 32);
  build(lengths, 32, scratch.offset_results(), scratch.fixed_offset_table(), 5, INCOMPLETE_NEVER);
}

/** 0 when exactly `target_length` bytes came out and the stream used every byte of the source; else see codes.ts. */
export function inflate(source: usize, source_length: usize, target: usize, target_length: usize): i32 {
  bits.open(source, source_length, target, target_length);
  let failure: i32 = 0;
  let final: u32 = 0;
  while (final == 0 && failure == 0) {
    if (bits.input > bits.input_end + bits.INPUT_SLACK) return INPUT_EXHAUSTED;
    bits.refill();
    final = bits.take(1);
    const type = bits.take(2);
    if (type == 0) failure = stored_block();
    else if (type == 1) failure = decode_symbols(scratch.fixed_litlen_table(), 9, scratch.fixed_offset_table(), 5);
    else if (type == 2) failure = dynamic_block();
    else failure = BAD_BLOCK_TYPE;
  }
  // Whatever else went wrong, with bits from behind the end it went wrong there.
  const position = bits.input_position();
  if (position > bits.input_end) return INPUT_EXHAUSTED;
  if (failure != 0) return failure;
  if (bits.output > bits.output_end) return OUTPUT_TOO_LONG;
  if (bits.output < bits.output_end) return OUTPUT_TOO_SHORT;
  return position < bits.input_end ? UNUSED_INPUT : 0;
}

function dynamic_block(): i32 {
  const found = read_codes();
  if (found < 0) return found;
  return decode_symbols(scratch.litlen_table(), found & 15, scratch.offset_table(), found >> 4);
}

function stored_block(): i32 {
  bits.align_to_byte();
  const input = bits.input;
  if (input + 4 > bits.input_end) return INPUT_EXHAUSTED;
  const length: usize = load<u16>(input);
  if (length != (load<u16>(input, 2) ^ 0xffff)) return STORED_LENGTH_MISMATCH;
  if (length > bits.input_end - (input + 4)) return INPUT_EXHAUSTED;
  if (bits.output > bits.output_end || length > bits.output_end - bits.output) return OUTPUT_TOO_LONG;
  memory.copy(bits.output, input + 4, length);
  bits.save(0, 0, input + 4 + length, bits.output + length);
  return 0;
}
