/** Why a stream was refused. Twin of `inflate_code` in ../inflate.ts. */
export const BAD_BLOCK_TYPE: i32 = -1;
export const STORED_LENGTH_MISMATCH: i32 = -2;
export const BAD_CODE_COUNTS: i32 = -3;
export const BAD_REPEAT: i32 = -4;
export const NO_END_OF_BLOCK: i32 = -5;
export const OVERSUBSCRIBED_CODE: i32 = -6;
export const INCOMPLETE_CODE: i32 = -7;
export const BAD_SYMBOL: i32 = -8;
export const DISTANCE_TOO_FAR: i32 = -9;
export const OUTPUT_TOO_LONG: i32 = -10;
export const OUTPUT_TOO_SHORT: i32 = -11;
export const INPUT_EXHAUSTED: i32 = -12;
export const UNUSED_INPUT: i32 = -13;
