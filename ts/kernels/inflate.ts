/** Readable bytes the inflate kernel needs behind its source. Their values don't matter. */
export const inflate_source_pad_bytes = 32;
/** Writable bytes it needs behind its target. What they hold afterwards means nothing. */
export const inflate_target_pad_bytes = 320;

export interface InflateKernel {
  /**
   * Inflate one raw DEFLATE stream of known output length. Addresses and lengths are unsigned.
   *
   * Returns 0 when exactly `target_length` bytes came out and the stream ended in the source's last byte, otherwise an
   * `inflate_code`. Accepts what zlib accepts.
   */
  inflate(source: number, source_length: number, target: number, target_length: number): number;
}

/** Why a stream was refused. */
export const inflate_code = {
  bad_block_type: -1,
  stored_length_mismatch: -2,
  bad_code_counts: -3,
  bad_repeat: -4,
  no_end_of_block: -5,
  oversubscribed_code: -6,
  incomplete_code: -7,
  bad_symbol: -8,
  distance_too_far: -9,
  output_too_long: -10,
  output_too_short: -11,
  input_exhausted: -12,
  /** The output is whole, but the stream ended before the source's last byte. */
  unused_input: -13,
} as const;

const reasons: Readonly<Record<number, string>> = {
  [inflate_code.bad_block_type]: "a block of an unknown type",
  [inflate_code.stored_length_mismatch]: "a stored block whose length and its complement disagree",
  [inflate_code.bad_code_counts]: "too many length or distance codes",
  [inflate_code.bad_repeat]: "a code length repeated beyond the codes or before the first",
  [inflate_code.no_end_of_block]: "a code without an end-of-block symbol",
  [inflate_code.oversubscribed_code]: "an over-subscribed code",
  [inflate_code.incomplete_code]: "an incomplete code",
  [inflate_code.bad_symbol]: "a codeword without a meaning",
  [inflate_code.distance_too_far]: "a distance that reaches before the start",
  [inflate_code.output_too_long]: "more output than announced",
  [inflate_code.output_too_short]: "less output than announced",
  [inflate_code.input_exhausted]: "an end in the middle of the data",
  [inflate_code.unused_input]: "bytes behind the end of the data",
};

/** For error messages: "the compressed data holds …". */
export function describeInflateCode(code: number): string {
  return reasons[code] ?? `an unknown failure (${code})`;
}
