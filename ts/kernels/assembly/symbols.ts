import * as bits from "./bits";
import { BAD_SYMBOL, DISTANCE_TOO_FAR, INPUT_EXHAUSTED, OUTPUT_TOO_LONG } from "./codes";
import { END_OF_BLOCK, EXCEPTIONAL, LITERAL, SUBTABLE, patterns, strides } from "./scratch";

@inline
function lookup(table: usize, buffer: u64, mask: usize): u32 {
  return load<u32>(table + ((<usize>buffer & mask) << 2));
}

/** The extra bits behind a codeword: `saved` is the buffer before the codeword was taken. */
@inline
function extra_bits(saved: u64, entry: u32): u32 {
  return <u32>((saved & ~((<u64>-1) << (<u64>entry))) >> (<u64>(entry >> 8)));
}

/**
 * Decode symbols up to the end of the block. Longer than other functions because locals are registers: a call would
 * spill the bit buffer.
 *
 * A turn takes at most 48 bits before its distance (two literals of the main table, then a length with a sub-table)
 * and writes at most 2 literals and a match of 258 bytes, the last vector of which may run over by 15: 275 bytes. Shifts
 * of a u64 use the low six bits of their count alone, which spares masking the entry; for the same reason only the
 * low six bits of `count` mean anything here.
 */
export function decode_symbols(litlens: usize, litlen_bits: u32, offsets: usize, offset_bits: u32): i32 {
  const litlen_mask: usize = (1 << litlen_bits) - 1;
  const offset_mask: usize = (1 << offset_bits) - 1;
  const input_limit = bits.input_end + bits.INPUT_SLACK;
  const output_start = bits.output_start;
  const output_end = bits.output_end;
  let buffer = bits.bit_buffer;
  let count = bits.bit_count;
  let input = bits.input;
  let output = bits.output;
  let failure: i32 = 0;

  buffer |= load<u64>(input) << (<u64>count);
  input += 7 - ((count >> 3) & 7);
  count |= 56;
  let entry = lookup(litlens, buffer, litlen_mask);
  for (;;) {
    if (output > output_end) { failure = OUTPUT_TOO_LONG; break; }
    if (input > input_limit) { failure = INPUT_EXHAUSTED; break; }
    let saved = buffer;
    buffer >>= <u64>entry;
    count -= entry;
    if (entry & LITERAL) {
      store<u8>(output, entry >> 16);
      output++;
      entry = lookup(litlens, buffer, litlen_mask);
      saved = buffer;
      buffer >>= <u64>entry;
      count -= entry;
      if (entry & LITERAL) {
        store<u8>(output, entry >> 16);
        output++;
        entry = lookup(litlens, buffer, litlen_mask);
        saved = buffer;
        buffer >>= <u64>entry;
        count -= entry;
        if (entry & LITERAL) {
          store<u8>(output, entry >> 16);
          output++;
          entry = lookup(litlens, buffer, litlen_mask);
          buffer |= load<u64>(input) << (<u64>count);
          input += 7 - ((count >> 3) & 7);
          count |= 56;
          continue;
        }
      }
    }
    if (entry & EXCEPTIONAL) {
      if (entry & SUBTABLE) {
        entry = lookup(litlens + ((entry >> 16) << 2), buffer, (1 << ((entry >> 8) & 15)) - 1);
        saved = buffer;
        buffer >>= <u64>entry;
        count -= entry;
        if (entry & LITERAL) {
          store<u8>(output, entry >> 16);
          output++;
          buffer |= load<u64>(input) << (<u64>count);
          input += 7 - ((count >> 3) & 7);
          count |= 56;
          entry = lookup(litlens, buffer, litlen_mask);
          continue;
        }
      }
      if (entry & EXCEPTIONAL) {
        if (!(entry & END_OF_BLOCK)) failure = BAD_SYMBOL;
        break;
      }
    }
    let length: usize = (entry >> 16) + extra_bits(saved, entry);

    buffer |= load<u64>(input) << (<u64>count);
    input += 7 - ((count >> 3) & 7);
    count |= 56;
    entry = lookup(offsets, buffer, offset_mask);
    saved = buffer;
    buffer >>= <u64>entry;
    count -= entry;
    if (entry & EXCEPTIONAL) {
      if (entry & SUBTABLE) {
        entry = lookup(offsets + ((entry >> 16) << 2), buffer, (1 << ((entry >> 8) & 15)) - 1);
        saved = buffer;
        buffer >>= <u64>entry;
        count -= entry;
      }
      if (entry & EXCEPTIONAL) { failure = BAD_SYMBOL; break; }
    }
    const distance: usize = (entry >> 16) + extra_bits(saved, entry);
    if (distance > output - output_start) { failure = DISTANCE_TOO_FAR; break; }

    // Look the next symbol up now: its latency hides behind the copy.
    entry = lookup(litlens, buffer, litlen_mask);
    buffer |= load<u64>(input) << (<u64>count);
    input += 7 - ((count >> 3) & 7);
    count |= 56;

    let from = output - distance;
    let to = output;
    output += length;
    if (distance >= 16) {
      do {
        v128.store(to, v128.load(from));
        from += 16;
        to += 16;
      } while (to < output);
    } else {
      // A short period: repeat it to fill a vector, then step by a whole number of periods.
      const pattern = i8x16.swizzle(v128.load(from), v128.load(patterns() + (distance << 4)));
      const stride: usize = load<u8>(strides() + distance);
      do {
        v128.store(to, pattern);
        to += stride;
      } while (to < output);
    }
  }
  bits.save(buffer, count & 63, input, output);
  return failure;
}
