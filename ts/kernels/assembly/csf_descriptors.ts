/** Descriptors: three numbers for each peel subshell, of a CSF's three lines. The rules are in docs/formats.md. */
import { BLOCK_BYTES, block_electrons, block_name } from "./csf_blocks";
import { doubled_j, trim_end, UNREADABLE } from "./csf_numbers";
import {
  begin_turn, BLOCKS_MAX, clear_bit, ELECTRONS, occupied, reject, skip_unknown, stamps, SUBSHELL_TWICE, targets, TOO_MANY, TOTAL_J,
} from "./csf_result";

// The table of peel subshells, see ../csf.ts.
const MASK: usize = 0;
const COUNT: usize = 4;
const SLOTS: usize = 16;
const NAME_MASK: u64 = 0xffffffffff;

// An occupied subshell.
const COLUMN: usize = 0;
const N: usize = 4;
const MIDDLE: usize = 8;
const COUPLING: usize = 12;
const CAPACITY: usize = 16;
const OCCUPIED_BYTES: usize = 20;

/** The slot of a name as it stands in the line, 0 for none. */
@inline
function find(table: usize, name: u64): usize {
  const mask = load<u32>(table, MASK);
  let slot: u32 = <u32>((name * 0x9e3779b97f4a7c15) >> 40) & mask;
  while (true) {
    const at = table + SLOTS + (<usize>slot << 4);
    const found = load<u64>(at);
    if (found == name) return name == 0 ? 0 : at;
    if (found == 0) return 0;
    slot = (slot + 1) & mask;
  }
}

@inline
function peel_slot(table: usize, at: usize, available: u32): usize {
  if (available >= 5) {
    // Names are known with the blanks that usually stand around them.
    const slot = find(table, load<u64>(at) & NAME_MASK);
    if (slot) return slot;
  }
  return find(table, block_name(at, available));
}

/** The value of a block of line 2 or 3 without what stands before `;`; `blank` where there is nothing but blanks, 0 where it can't be read. */
@inline
function block_value(begin: usize, end: usize, blank: i32): i32 {
  // Most blocks are blank, or blank but for a few characters on the right.
  while (begin + 4 <= end && load<u32>(begin) == 0x20202020) begin += 4;
  end = trim_end(begin, end);
  if (begin >= end) return blank;
  const value = doubled_j(begin, end);
  return value == UNREADABLE ? 0 : value;
}

/** Behind the first semicolon of a block of line 2, where there is one: before it stands the seniority. */
@inline
export function behind_seniority(begin: usize, end: usize): usize {
  for (let at = begin; at < end; at++) if (load<u8>(at) == 0x3b) return at + 1;
  return begin;
}

/** The occupied peel subshells of a CSF, into the instance's list; their number, or -1 - a reject reason. */
function parse(entry: usize, entry_bytes: usize, table: usize, normalize: bool, stamp: u32): i32 {
  const first: usize = load<u32>(entry);
  const first_bytes = <u32>(trim_end(first, first + load<u32>(entry, 4)) - first);
  const second: usize = load<u32>(entry + entry_bytes);
  const second_end = trim_end(second, second + load<u32>(entry + entry_bytes, 4));
  const line3: usize = load<u32>(entry + entry_bytes * 2);
  const line3_end = trim_end(line3, line3 + load<u32>(entry + entry_bytes * 2, 4));
  const line3_bytes = <u32>(line3_end - line3);
  const total = line3_bytes == 0 ? UNREADABLE : doubled_j(line3_bytes > 5 ? line3_end - 5 : line3, line3_end - 1);
  if (total == UNREADABLE) return -1 - <i32>TOTAL_J;
  const third = line3_bytes < 9 ? line3 : line3 + 4;
  const third_end = line3_bytes < 9 ? line3_end : line3_end - 5;
  const blocks = (first_bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
  if (blocks > BLOCKS_MAX) return -1 - <i32>TOO_MANY;
  let list = occupied();
  let count: i32 = 0;
  for (let block: u32 = 0; block < blocks; block++) {
    const offset: usize = block * BLOCK_BYTES;
    const available = first_bytes - <u32>offset;
    const slot = peel_slot(table, first + offset, available);
    if (slot == 0) { skip_unknown(); continue; }
    const column = load<u32>(slot, 8);
    const mark = stamps() + (<usize>column << 2);
    if (load<u32>(mark) == stamp) return -1 - <i32>SUBSHELL_TWICE;
    store<u32>(mark, stamp);
    const electrons = block_electrons(first + offset, available);
    if (electrons == 0 || electrons == UNREADABLE) continue;
    const capacity = load<u32>(slot, 12);
    if (normalize && <u32>electrons > capacity) return -1 - <i32>ELECTRONS;
    const middle_end = min(second + offset + BLOCK_BYTES, second_end);
    const middle = block_value(behind_seniority(second + offset, middle_end), middle_end, 0);
    let coupling = total;
    if (block + 1 < blocks) {
      coupling = block_value(third + offset, min(third + offset + BLOCK_BYTES, third_end), middle);
    }
    store<u32>(list, column, COLUMN);
    store<i32>(list, electrons, N);
    store<i32>(list, middle, MIDDLE);
    store<i32>(list, coupling, COUPLING);
    store<u32>(list, capacity, CAPACITY);
    list += OCCUPIED_BYTES;
    count++;
  }
  return count;
}

/** Where the three values of a column's subshell go in a row. */
@inline
function put_raw(list: usize, count: i32, offset: usize): void {
  for (; count > 0; count--) {
    const target = targets() + <usize>load<u32>(list, COLUMN) * 12;
    store<i32>(<usize>load<u32>(target) + offset, load<i32>(list, N));
    store<i32>(<usize>load<u32>(target, 4) + offset, load<i32>(list, MIDDLE));
    store<i32>(<usize>load<u32>(target, 8) + offset, load<i32>(list, COUPLING));
    list += OCCUPIED_BYTES;
  }
}

/** Put the list into the peel subshells' order, which it nearly always has. */
function sort(list: usize, count: i32): void {
  for (let i: i32 = 1; i < count; i++) {
    let at = list + <usize>i * OCCUPIED_BYTES;
    while (at > list && load<u32>(at - OCCUPIED_BYTES, COLUMN) > load<u32>(at, COLUMN)) {
      for (let field: usize = 0; field < OCCUPIED_BYTES; field += 4) {
        const one = load<u32>(at + field);
        store<u32>(at + field, load<u32>(at + field - OCCUPIED_BYTES));
        store<u32>(at + field - OCCUPIED_BYTES, one);
      }
      at -= OCCUPIED_BYTES;
    }
  }
}

/** n / g, 2J / u and coupling / min(what the subshells so far can couple to, what those behind can couple back), u = n (g - n). */
function put_normalized(list: usize, count: i32, offset: usize): void {
  if (count == 0) return;
  sort(list, count);
  const end = list + <usize>count * OCCUPIED_BYTES;
  let behind: i32 = load<i32>(end - OCCUPIED_BYTES, COUPLING);
  for (let at = list; at < end; at += OCCUPIED_BYTES) {
    behind += load<i32>(at, N) * (load<i32>(at, CAPACITY) - load<i32>(at, N));
  }
  let before: i32 = 0;
  for (; list < end; list += OCCUPIED_BYTES) {
    const electrons = load<i32>(list, N);
    const capacity = load<i32>(list, CAPACITY);
    const u = electrons * (capacity - electrons);
    before += u;
    behind -= u;
    const bound = min(before, behind);
    const target = targets() + <usize>load<u32>(list, COLUMN) * 12;
    store<f32>(<usize>load<u32>(target) + offset, <f32>electrons / <f32>capacity);
    store<f32>(<usize>load<u32>(target, 4) + offset, u == 0 ? 0 : <f32>load<i32>(list, MIDDLE) / <f32>u);
    store<f32>(<usize>load<u32>(target, 8) + offset, bound == 0 ? 0 : <f32>load<i32>(list, COUPLING) / <f32>bound);
  }
}

/** Zero some rows: only what isn't zero is written. */
function clear(table: usize, first_row: u32, rows: u32, row_bytes: u32): void {
  const values = load<u32>(table, COUNT) * 3;
  if (row_bytes > 4) {
    memory.fill(<usize>load<u32>(targets()) + <usize>first_row * row_bytes, 0, <usize>rows * row_bytes);
    return;
  }
  for (let value: u32 = 0; value < values; value++) {
    memory.fill(<usize>load<u32>(targets() + (<usize>value << 2)) + (<usize>first_row << 2), 0, <usize>rows << 2);
  }
}

let stamp: u32 = 0;

/**
 * Write the descriptors of some rows, from the entry of the first one's first line on. The instance's targets are the addresses of the
 * columns at the lot's row 0; a row is `row_bytes` behind the one before. `validity` is 0, or a bitmap of ones in which rejects become zeros.
 */
export function descriptors(
  entry: usize, entry_bytes: usize, first_row: u32, rows: u32, row_bytes: u32, validity: usize, table: usize, normalize: u32,
): u32 {
  begin_turn();
  clear(table, first_row, rows, row_bytes);
  let count: u32 = 0;
  for (let row = first_row; row < first_row + rows; row++) {
    if (++stamp == 0) {
      memory.fill(stamps(), 0, 4096);
      stamp = 1;
    }
    const found = parse(entry, entry_bytes, table, normalize != 0, stamp);
    if (found < 0) {
      reject(row, <u32>(-1 - found));
      clear_bit(validity, row);
      count++;
    } else if (normalize) put_normalized(occupied(), found, <usize>row * row_bytes);
    else put_raw(occupied(), found, <usize>row * row_bytes);
    entry += entry_bytes * 3;
  }
  return count;
}
