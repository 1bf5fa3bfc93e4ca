import * as bits from "./bits";
import { BAD_SYMBOL, DISTANCE_TOO_FAR, INPUT_EXHAUSTED, OUTPUT_TOO_LONG } from "./codes";
import { END_OF_BLOCK, EXCEPTIONAL, LITERAL, NO_MATCH, SUBTABLE, patterns, strides } from "./scratch";

/** Where the entries of an index of so many bits can be, as a mask of byte offsets. */
@inline
function offsets_of(index_bits: u32): usize {
  return ((1 << index_bits) - 1) << 2;
}

@inline
function lookup(table: usize, buffer: u64, offset_mask: usize): u32 {
  return load<u32>(table + (<usize>buffer & offset_mask));
}

/** The entry in a sub-table that `pointer` leads to. */
@inline
function lookup_long(table: usize, buffer: u64, pointer: u32): u32 {
  return lookup(table + ((pointer >> 16) << 2), buffer, offsets_of((pointer >> 8) & 15));
}

/** The extra bits behind a codeword: `saved` is the buffer before the codeword was taken. */
@inline
function extra_bits(saved: u64, entry: u32): u32 {
  // Two more on either side, for the buffer's lowest two bits, which aren't the stream's.
  return <u32>((saved & ~((<u64>-4) << (<u64>entry))) >> (<u64>(entry >> 8)));
}

/** By how many bytes the read position moves when the buffer is topped up. */
@inline
function refilled(count: u32): usize {
  return (63 - (count & 63)) >> 3;
}

/**
 * Decode symbols up to the end of the block. Longer than other functions because locals are registers: a call would
 * spill the bit buffer. Measured, each against the version without it (docs/adr/0002-inflate.md):
 *
 * - a literal and the length behind it are one entry, and a byte is stored without asking whether there is one: +9 %;
 * - one refill a turn, unless literals or long codewords were taken: +7 %;
 * - the buffer is kept two bits to the left, so that its masked low end is a byte offset into a table of u32: +2 %;
 * - the next symbol's entry is looked up before the refill: see the bits below;
 * - two vectors are copied without asking, most matches are shorter: +2.5 %.
 *
 * A refill leaves 54 bits. An entry with a length takes at most 16 (its codewords are within the index of 11), a distance of the main
 * table 21, and 11 are looked at for the next entry. Where a literal, a sub-table or a long distance takes more, there is a refill more:
 * at most 31 bits go before it, and 20 of a long distance and the 11 after it. A turn writes at most 2 literals and a match of 258
 * bytes, the last vector of which runs over by at most 15; it refills at most three times, so it reads at most 30 bytes behind the end.
 * Shifts of a u64 use the low six bits of their distance alone, which spares masking the entry; for the same reason
 * only the low six bits of `count` mean anything.
 */
export function decode_symbols(litlens: usize, litlen_bits: u32, offsets: usize, offset_bits: u32): i32 {
  const litlen_mask = offsets_of(litlen_bits);
  const offset_mask = offsets_of(offset_bits);
  const input_limit = bits.input_end + bits.INPUT_SLACK;
  const output_start = bits.output_start;
  const output_end = bits.output_end;
  // Whole bytes are given back first: a buffer with all of its bits in use has no room for the two.
  let buffer = bits.bit_buffer << 2;
  let count = (bits.bit_count & 7) + 2;
  let input = bits.input_position();
  let output = bits.output;
  let failure: i32 = 0;

  buffer |= load<u64>(input) << (<u64>count);
  input += refilled(count);
  count |= 56;
  let entry = lookup(litlens, buffer, litlen_mask);
  for (;;) {
    if (output > output_end) { failure = OUTPUT_TOO_LONG; break; }
    if (input > input_limit) { failure = INPUT_EXHAUSTED; break; }
    let saved = buffer;
    buffer >>= <u64>entry;
    count -= entry;
    store<u8>(output, entry >> 16);
    output += (entry >> 6) & 1;
    if (entry & NO_MATCH) {
      if (entry & LITERAL) {
        entry = lookup(litlens, buffer, litlen_mask);
        saved = buffer;
        buffer >>= <u64>entry;
        count -= entry;
        store<u8>(output, entry >> 16);
        output += (entry >> 6) & 1;
        if (entry & LITERAL && entry & NO_MATCH) {
          entry = lookup(litlens, buffer, litlen_mask);
          buffer |= load<u64>(input) << (<u64>count);
          input += refilled(count);
          count |= 56;
          continue;
        }
      }
      if (entry & NO_MATCH) {
        if (entry & SUBTABLE) {
          entry = lookup_long(litlens, buffer, entry);
          saved = buffer;
          buffer >>= <u64>entry;
          count -= entry;
          if (entry & LITERAL) {
            store<u8>(output, entry >> 16);
            output++;
            entry = lookup(litlens, buffer, litlen_mask);
            buffer |= load<u64>(input) << (<u64>count);
            input += refilled(count);
            count |= 56;
            continue;
          }
        }
        if (entry & NO_MATCH) {
          if (!(entry & END_OF_BLOCK)) failure = BAD_SYMBOL;
          break;
        }
      }
      buffer |= load<u64>(input) << (<u64>count);
      input += refilled(count);
      count |= 56;
    }
    const length: usize = (entry >> 24) + 3 + extra_bits(saved, entry);

    entry = lookup(offsets, buffer, offset_mask);
    saved = buffer;
    buffer >>= <u64>entry;
    count -= entry;
    if (entry & EXCEPTIONAL) {
      if (entry & SUBTABLE) {
        buffer |= load<u64>(input) << (<u64>count);
        input += refilled(count);
        count |= 56;
        entry = lookup_long(offsets, buffer, entry);
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
    input += refilled(count);
    count |= 56;

    let from = output - distance;
    let to = output;
    output += length;
    if (distance >= 16) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      if (length > 32) {
        to += 32;
        from += 32;
        do {
          v128.store(to, v128.load(from));
          from += 16;
          to += 16;
        } while (to < output);
      }
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
  bits.save(buffer >> 2, (count & 63) - 2, input, output);
  return failure;
}
