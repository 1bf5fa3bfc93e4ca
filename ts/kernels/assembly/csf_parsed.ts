/** What a CSF's lines say, as columns of its own: total J, parity, configuration, and the list of its subshells. */
import { BLOCK_BYTES, block_electrons, block_name, configuration, count_blocks, name_length } from "./csf_blocks";
import { behind_seniority } from "./csf_descriptors";
import { doubled_j, trim_end, trim_start, trimmed_number, UNREADABLE } from "./csf_numbers";
import { begin_turn, clear_bit, PARITY, reject, TOO_MANY, TOTAL_J } from "./csf_result";

// Addresses of the columns' buffers, 0 for a column that is not wanted; then the nulls found so far. See ../csf.ts.
const TWO_J: usize = 0;
const PARITY_TEXT: usize = 8;
const CONFIGURATION: usize = 20;
const LIST: usize = 32;
const NAMES: usize = 40;
const ELECTRONS: usize = 48;
const SENIORITY: usize = 56;
const MIDDLE: usize = 64;
const COUPLING: usize = 72;
const NULLS: usize = 80;

@inline
function add_null(plan: usize, node: u32): void {
  const at = plan + NULLS + (<usize>node << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** Store a number in a column of (values, validity); `UNREADABLE` is null. */
@inline
function put_number(plan: usize, column: usize, node: u32, row: u32, value: i32): void {
  const missing = value == UNREADABLE;
  store<i32>(<usize>load<u32>(plan + column) + (<usize>row << 2), missing ? 0 : value);
  if (!missing) return;
  clear_bit(load<u32>(plan + column, 4), row);
  add_null(plan, node);
}

/** The value of a block: `blank` where there is nothing, `UNREADABLE` where it is no number. */
@inline
function value_of(begin: usize, end: usize, blank: i32): i32 {
  if (begin >= end) return blank;
  end = trim_end(begin, end);
  return begin == end ? blank : doubled_j(begin, end);
}

/** What stands before the semicolon of a block of line 2, null for none. */
@inline
function seniority_of(begin: usize, end: usize): i32 {
  const behind = behind_seniority(begin, end);
  return behind == begin ? UNREADABLE : trimmed_number(begin, behind - 1);
}

/** The subshells of a row, as items from the list's end so far on. */
function put_subshells(plan: usize, row: u32, entry: usize, entry_bytes: usize, blocks: u32, total: i32): void {
  const first: usize = load<u32>(entry);
  const first_end = trim_end(first, first + load<u32>(entry, 4));
  const second: usize = load<u32>(entry + entry_bytes);
  const second_end = trim_end(second, second + load<u32>(entry + entry_bytes, 4));
  const line3: usize = load<u32>(entry + entry_bytes * 2);
  const line3_end = trim_end(line3, line3 + load<u32>(entry + entry_bytes * 2, 4));
  const whole = line3_end - line3 < 9;
  const third = whole ? line3 : line3 + 4;
  const third_end = whole ? line3_end : line3_end - 5;
  const offsets: usize = <usize>load<u32>(plan, LIST) + (<usize>row << 2);
  const name_offsets: usize = load<u32>(plan, NAMES);
  const name_data: usize = load<u32>(plan, NAMES + 4);
  let item = load<u32>(offsets);
  for (let block: u32 = 0; block < blocks; block++) {
    const offset: usize = block * BLOCK_BYTES;
    const name = block_name(first + offset, <u32>(first_end - first - offset));
    const names = name_offsets + (<usize>item << 2);
    store<u64>(name_data + load<u32>(names), name);
    store<u32>(names, load<u32>(names) + name_length(name), 4);
    put_number(plan, ELECTRONS, 4, item, block_electrons(first + offset, <u32>(first_end - first - offset)));
    const middle_end = min(second + offset + BLOCK_BYTES, second_end);
    put_number(plan, SENIORITY, 5, item, seniority_of(second + offset, middle_end));
    const middle = value_of(behind_seniority(second + offset, middle_end), middle_end, 0);
    put_number(plan, MIDDLE, 6, item, middle);
    const coupling_end = min(third + offset + BLOCK_BYTES, third_end);
    put_number(plan, COUPLING, 7, item, block + 1 == blocks ? total : value_of(third + offset, coupling_end, UNREADABLE));
    item++;
  }
  store<u32>(offsets, item, 4);
}

/** Total J and parity; returns a reject reason, or 0. */
@inline
function put_total(plan: usize, row: u32, total: i32, sign: u32): u32 {
  if (load<u32>(plan, TWO_J)) put_number(plan, TWO_J, 0, row, total);
  if (load<u32>(plan, PARITY_TEXT)) {
    const known = sign == 0x2b || sign == 0x2d;
    store<u8>(<usize>load<u32>(plan, PARITY_TEXT + 4) + row, known ? sign : 0x20);
    store<u32>(<usize>load<u32>(plan, PARITY_TEXT) + (<usize>row << 2), row + 1, 4);
    if (!known) {
      clear_bit(load<u32>(plan, PARITY_TEXT + 8), row);
      add_null(plan, 1);
      if (total != UNREADABLE) return PARITY;
    }
  }
  return total == UNREADABLE ? TOTAL_J : 0;
}

/** Write the parsed columns of some rows. The plan holds the addresses of the columns at the lot's row 0. */
export function parsed_columns(entry: usize, entry_bytes: usize, first_row: u32, rows: u32, plan: usize): u32 {
  begin_turn();
  let count: u32 = 0;
  for (let row = first_row; row < first_row + rows; row++) {
    const line3: usize = load<u32>(entry + entry_bytes * 2);
    const end = trim_end(line3, line3 + load<u32>(entry + entry_bytes * 2, 4));
    const total = end == line3 ? UNREADABLE : doubled_j(end - line3 > 5 ? end - 5 : line3, end - 1);
    let reason = put_total(plan, row, total, end == line3 ? 0 : <u32>load<u8>(end - 1));
    const first: usize = load<u32>(entry);
    const length = load<u32>(entry, 4);
    const blocks = count_blocks(first, length);
    // A blank first line is a CSF without peel electrons.
    const too_many = blocks == 0 && trim_start(first, first + length) < first + length;
    if (too_many) reason = TOO_MANY;
    if (load<u32>(plan, CONFIGURATION)) {
      const offsets: usize = <usize>load<u32>(plan, CONFIGURATION) + (<usize>row << 2);
      const bytes = configuration(first, length, <usize>load<u32>(plan, CONFIGURATION + 4) + load<u32>(offsets));
      store<u32>(offsets, load<u32>(offsets) + bytes, 4);
      if (too_many) { clear_bit(load<u32>(plan, CONFIGURATION + 8), row); add_null(plan, 2); }
    }
    if (load<u32>(plan, LIST)) {
      put_subshells(plan, row, entry, entry_bytes, blocks, total);
      if (too_many) { clear_bit(load<u32>(plan, LIST + 4), row); add_null(plan, 3); }
    }
    if (reason) { reject(row, reason); count++; }
    entry += entry_bytes * 3;
  }
  return count;
}
