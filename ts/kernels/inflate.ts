/** Readable bytes the inflate kernel needs behind its source. Their values don't matter. */
export const inflate_source_pad_bytes = 32;
/** Writable bytes it needs behind its target. What they hold afterwards means nothing. */
export const inflate_target_pad_bytes = 320;

export interface InflateKernel {
  /**
   * Inflate one raw DEFLATE stream of known output length. Addresses and lengths are unsigned.
   *
   * Returns 0 when exactly `target_length` bytes came out and the stream ended in the source's last byte, otherwise an
   * `InflateCode`. Accepts what zlib accepts.
   */
  inflate(source: number, source_length: number, target: number, target_length: number): number;
}

/** Why a stream was refused. */
export const InflateCode = {
  BAD_BLOCK_TYPE: -1,
  STORED_LENGTH_MISMATCH: -2,
  BAD_CODE_COUNTS: -3,
  BAD_REPEAT: -4,
  NO_END_OF_BLOCK: -5,
  OVERSUBSCRIBED_CODE: -6,
  INCOMPLETE_CODE: -7,
  BAD_SYMBOL: -8,
  DISTANCE_TOO_FAR: -9,
  OUTPUT_TOO_LONG: -10,
  OUTPUT_TOO_SHORT: -11,
  INPUT_EXHAUSTED: -12,
  /** The output is whole, but the stream ended before the source's last byte. */
  UNUSED_INPUT: -13,
} as const;

const reasons: Readonly<Record<number, string>> = {
  [InflateCode.BAD_BLOCK_TYPE]: "a block of an unknown type",
  [InflateCode.STORED_LENGTH_MISMATCH]: "a stored block whose length and its complement disagree",
  [InflateCode.BAD_CODE_COUNTS]: "too many length or distance codes",
  [InflateCode.BAD_REPEAT]: "a code length repeated beyond the codes or before the first",
  [InflateCode.NO_END_OF_BLOCK]: "a code without an end-of-block symbol",
  [InflateCode.OVERSUBSCRIBED_CODE]: "an over-subscribed code",
  [InflateCode.INCOMPLETE_CODE]: "an incomplete code",
  [InflateCode.BAD_SYMBOL]: "a codeword without a meaning",
  [InflateCode.DISTANCE_TOO_FAR]: "a distance that reaches before the start",
  [InflateCode.OUTPUT_TOO_LONG]: "more output than announced",
  [InflateCode.OUTPUT_TOO_SHORT]: "less output than announced",
  [InflateCode.INPUT_EXHAUSTED]: "an end in the middle of the data",
  [InflateCode.UNUSED_INPUT]: "bytes behind the end of the data",
};

/** For error messages: "the compressed data holds …". */
export function describeInflateCode(code: number): string {
  return reasons[code] ?? `an unknown failure (${code})`;
}
