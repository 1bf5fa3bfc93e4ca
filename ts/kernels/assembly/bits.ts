/**
 * The state of one inflate call between its parts. Wasm globals belong to the instance, so threads don't share them.
 * Inner loops copy them to locals and write them back.
 */

/** The next bits of the stream, the first one lowest. Above `bit_count` it may hold further, right bits. */
export let bit_buffer: u64 = 0;
export let bit_count: u32 = 0;
/** Where the next byte will be read from. */
export let input: usize = 0;
export let input_end: usize = 0;
export let output_start: usize = 0;
/** Where the next byte will be written to. */
export let output: usize = 0;
export let output_end: usize = 0;

/**
 * Input is read in words of 8 bytes, so up to 15 bytes behind its end are looked at before a loop notices; the
 * caller's pad covers that. Once the read position is this far past the end, bits from behind it have been used.
 */
export const INPUT_SLACK: usize = 8;

export function open(source: usize, source_length: usize, target: usize, target_length: usize): void {
  bit_buffer = 0;
  bit_count = 0;
  input = source;
  input_end = source + source_length;
  output_start = target;
  output = target;
  output_end = target + target_length;
}

export function save(buffer: u64, count: u32, in_position: usize, out_position: usize): void {
  bit_buffer = buffer;
  bit_count = count;
  input = in_position;
  output = out_position;
}

/** Top up to at least 56 bits. */
@inline
export function refill(): void {
  bit_buffer |= load<u64>(input) << (<u64>bit_count);
  input += 7 - (bit_count >> 3);
  bit_count |= 56;
}

/** Take `count` bits (at most 16, after a refill). */
@inline
export function take(count: u32): u32 {
  const value = <u32>bit_buffer & ((1 << count) - 1);
  bit_buffer >>= <u64>count;
  bit_count -= count;
  return value;
}

/** The first byte of which no bit was used. */
@inline
export function input_position(): usize {
  return input - (bit_count >> 3);
}

/** Give whole unused bytes back and drop the rest of the current one: stored blocks begin at a byte. */
export function align_to_byte(): void {
  input -= bit_count >> 3;
  bit_count = 0;
  bit_buffer = 0;
}

@inline
export function advance(count: usize): void {
  input += count;
}
