/** What the CSF kernels report beside their return value, and where an instance keeps its tables. See ../csf.ts for the layout. */

/** Why a CSF can't be parsed: twins of `reject_reason` in ../csf.ts. */
export const TOTAL_J: u32 = 1;
export const SUBSHELL_TWICE: u32 = 2;
export const ELECTRONS: u32 = 3;
export const TOO_MANY: u32 = 4;
export const PARITY: u32 = 5;

/** More subshells than this in one CSF are not parsed: relativistic subshells up to n = 15 are 225. */
export const BLOCKS_MAX: u32 = 256;

const TARGETS: usize = 0; // u32 × 3072
const STAMPS: usize = 12288; // u32 × 1024
const OCCUPIED: usize = 16384; // 20 bytes × 256
const REJECTS: usize = 21504; // (row, reason) u32 × 2 × 512

let scratch: usize = 0;
let rejects: u32 = 0;
let unknown: u32 = 0;

export function set_scratch(address: usize): void {
  scratch = address;
  memory.fill(scratch + STAMPS, 0, 4096);
}

@inline export function targets(): usize { return scratch + TARGETS; }
@inline export function stamps(): usize { return scratch + STAMPS; }
@inline export function occupied(): usize { return scratch + OCCUPIED; }

/** CSFs that could not be parsed in what was written last. */
export function reject_count(): u32 {
  return rejects;
}

/** Subshells that were skipped in what was written last, because they are no peel subshells. */
export function unknown_count(): u32 {
  return unknown;
}

@inline
export function begin_turn(): void {
  rejects = 0;
  unknown = 0;
}

@inline
export function skip_unknown(): void {
  unknown++;
}

@inline
export function reject(row: u32, reason: u32): void {
  const entry = scratch + REJECTS + (<usize>rejects << 3);
  store<u32>(entry, row);
  store<u32>(entry, reason, 4);
  rejects++;
}

/** Take the row's bit out of a validity bitmap; 0 is the address of none. */
@inline
export function clear_bit(validity: usize, row: u32): void {
  if (validity == 0) return;
  const byte = validity + (row >> 3);
  store<u8>(byte, load<u8>(byte) & ~(<u8>1 << <u8>(row & 7)));
}
