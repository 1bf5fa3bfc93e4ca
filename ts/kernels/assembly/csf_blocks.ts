/** The blocks of nine characters that a CSF's lines are made of: `  5f-( 3)`. */
import { is_blank, trim_end, trimmed_number, UNREADABLE } from "./csf_numbers";
import { BLOCKS_MAX } from "./csf_result";

export const BLOCK_BYTES: u32 = 9;
const NAME_BYTES: u32 = 5;
const ELECTRONS_AT: u32 = 6;

/** Blocks of a first line; none where there are too many to be parsed. */
export function count_blocks(begin: usize, length: u32): u32 {
  const blocks = (<u32>(trim_end(begin, begin + length) - begin) + BLOCK_BYTES - 1) / BLOCK_BYTES;
  return blocks > BLOCKS_MAX ? 0 : blocks;
}

/** A block's name without blanks, left-aligned in the low five bytes; 0 for none. `available`: the block's bytes. */
@inline
export function block_name(at: usize, available: u32): u64 {
  let begin = at;
  let end = trim_end(at, at + min(available, NAME_BYTES));
  while (begin < end && is_blank(load<u8>(begin))) begin++;
  return begin == end ? 0 : load<u64>(begin) & ((<u64>1 << (<u64>(end - begin) << 3)) - 1);
}

/** How many bytes a name has. */
@inline
export function name_length(name: u64): u32 {
  return <u32>((71 - clz(name)) >> 3);
}

/** The non-relativistic name: without the minus at its end. */
@inline
export function plain_name(name: u64): u64 {
  const length = name_length(name);
  if (length < 2) return name;
  const last: u64 = <u64>(length - 1) << 3;
  return (name >> last) == 0x2d ? name & ((<u64>1 << last) - 1) : name;
}

/** The electrons of a block; `UNREADABLE` where there is no number or no room for one. */
@inline
export function block_electrons(at: usize, available: u32): i32 {
  return available < 8 ? UNREADABLE : trimmed_number(at + ELECTRONS_AT, at + ELECTRONS_AT + 2);
}

/** The bytes of all names of a first line. */
export function name_bytes(begin: usize, length: u32): u32 {
  const blocks = count_blocks(begin, length);
  const end = trim_end(begin, begin + length);
  let bytes: u32 = 0;
  for (let block: u32 = 0; block < blocks; block++) {
    const at = begin + block * BLOCK_BYTES;
    bytes += name_length(block_name(at, <u32>(end - at)));
  }
  return bytes;
}

export function configuration_bytes(begin: usize, length: u32): u32 {
  return configuration(begin, length, 0);
}

/**
 * The non-relativistic configuration as `3d(6).4p(1)`: the two subshells of a shell are taken together where they stand side by side, and
 * what has no electrons is left out. Written to `to` unless that is 0. Returns its bytes.
 */
export function configuration(begin: usize, length: u32, to: usize): u32 {
  const blocks = count_blocks(begin, length);
  const end = trim_end(begin, begin + length);
  let bytes: u32 = 0;
  let name: u64 = 0;
  let electrons: i32 = 0;
  for (let block: u32 = 0; block <= blocks; block++) {
    const at = begin + block * BLOCK_BYTES;
    const next = block < blocks ? plain_name(block_name(at, <u32>(end - at))) : 0;
    const more = block < blocks ? max(block_electrons(at, <u32>(end - at)), 0) : 0;
    if (block == 0 || (next == name && block < blocks)) {
      name = next;
      electrons += more;
      continue;
    }
    if (electrons > 0) bytes += write_shell(to, bytes, name, <u32>electrons);
    name = next;
    electrons = more;
  }
  return bytes;
}

function write_shell(to: usize, bytes: u32, name: u64, electrons: u32): u32 {
  const length = name_length(name);
  const digits: u32 = electrons > 9 ? (electrons > 99 ? (electrons > 999 ? (electrons > 9999 ? 5 : 4) : 3) : 2) : 1;
  const dot: u32 = bytes > 0 ? 1 : 0;
  if (to != 0) {
    let at = to + bytes;
    if (dot) store<u8>(at++, 0x2e);
    for (let i: u32 = 0; i < length; i++) store<u8>(at++, <u8>(name >> (<u64>i << 3)));
    store<u8>(at, 0x28);
    at += digits;
    for (let i: u32 = 0; i < digits; i++) {
      store<u8>(at--, 0x30 + (electrons % 10));
      electrons /= 10;
    }
    store<u8>(at + 1 + digits, 0x29);
  }
  return dot + length + digits + 2;
}
