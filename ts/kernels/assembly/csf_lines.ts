/** Where the lines of a piece of text are. */
import { is_blank } from "./csf_numbers";
import { configuration_bytes, count_blocks, name_bytes } from "./csf_blocks";

/** An entry: address and length of a line, and the lengths of it and of every third line before it; then the same sums of what is parsed. */
const LENGTH: usize = 4;
const SUM: usize = 8;
const BLOCKS: usize = 12;
const NAMES: usize = 16;
const CONFIGURATION: usize = 20;
const PLAIN_BYTES: usize = 12;

/** Why the walk ended before the last line: twins of `line_stop` in ../csf.ts. */
const WHOLE: u32 = 0;
const FULL: u32 = 1;
const TOO_LONG: u32 = 2;
const NOT_ASCII: u32 = 3;

let stop: u32 = 0;
let cut: u32 = 0;
let separators: u32 = 0;
let next: usize = 0;

export function lines_stop(): u32 { return stop; }
export function lines_cut(): u32 { return cut; }
export function lines_separators(): u32 { return separators; }
export function lines_end(): usize { return next; }

/** Whether a line is an asterisk and blanks: what stands between two blocks. */
function is_separator(begin: usize, end: usize): bool {
  let stars = 0;
  for (; begin < end; begin++) {
    const byte = load<u8>(begin);
    if (byte == 0x2a) stars++;
    else if (!is_blank(byte)) return false;
  }
  return stars == 1;
}

@inline
function write_entry(entry: usize, begin: usize, length: u32, entry_bytes: usize): void {
  const third = entry - entry_bytes * 3;
  store<u32>(entry, <u32>begin);
  store<u32>(entry, length, LENGTH);
  store<u32>(entry, load<u32>(third, SUM) + length, SUM);
  if (entry_bytes == PLAIN_BYTES) return;
  // Which line of three this is nobody knows yet: it is measured as if it were the first.
  store<u32>(entry, load<u32>(third, BLOCKS) + count_blocks(begin, length), BLOCKS);
  store<u32>(entry, load<u32>(third, NAMES) + name_bytes(begin, length), NAMES);
  store<u32>(entry, load<u32>(third, CONFIGURATION) + configuration_bytes(begin, length), CONFIGURATION);
}

/**
 * Write an entry for each line that begins in `begin … end`; the last may end behind it, up to `have`. Three entries of zeros come before
 * the first. Lines are cut at `cut_bytes`. `marks` takes the numbers of the separators from its start, and from its middle those of lines
 * that were cut; each half has room for `lines_max`. Returns the number of lines.
 */
export function index_lines(
  begin: usize, end: usize, have: usize, lines_max: u32, line_bytes_max: u32, cut_bytes: u32,
  entries: usize, entry_bytes: usize, marks: usize,
): u32 {
  const newlines = i8x16.splat(0x0a);
  const asterisks = i8x16.splat(0x2a);
  const cuts = marks + (<usize>lines_max << 2);
  memory.fill(entries, 0, entry_bytes * 3);
  let entry = entries + entry_bytes * 3;
  let count: u32 = 0;
  let at = begin;
  let block: usize = begin;
  // Of the 16 bytes at `block`, those that are still to be taken: line ends, asterisks, bytes above 0x7f.
  let ends: u32 = 0;
  let stars: u32 = 0;
  let highs: u32 = 0;
  let fresh: bool = true;
  stop = WHOLE;
  cut = 0;
  separators = 0;
  while (at < end) {
    if (count == lines_max) { stop = FULL; break; }
    // What of the line's bytes has to be looked at closely.
    let odd: u32 = stars | highs;
    while (ends == 0) {
      if (!fresh) block += 16;
      fresh = false;
      if (block >= have) break;
      const bytes = v128.load(block);
      ends = i8x16.bitmask(i8x16.eq(bytes, newlines));
      stars = i8x16.bitmask(i8x16.eq(bytes, asterisks));
      highs = i8x16.bitmask(bytes);
      if (have - block < 16) {
        const mask: u32 = (1 << <u32>(have - block)) - 1;
        ends &= mask;
        stars &= mask;
        highs &= mask;
      }
      odd |= stars | highs;
    }
    let line_end = have;
    if (ends) {
      const bit = ctz(ends);
      line_end = block + bit;
      const behind: u32 = ~((2 << bit) - 1);
      ends &= behind;
      stars &= behind;
      highs &= behind;
    }
    if (line_end - at > <usize>line_bytes_max) { stop = TOO_LONG; break; }
    let kept: u32 = <u32>(line_end - at);
    if (kept && line_end < have && load<u8>(line_end - 1) == 0x0d) kept--;
    if (odd) {
      if (!is_ascii(at, line_end)) { stop = NOT_ASCII; break; }
      if (is_separator(at, at + kept)) {
        store<u32>(marks + (<usize>separators << 2), count);
        separators++;
      }
    }
    if (kept > cut_bytes) {
      kept = cut_bytes;
      store<u32>(cuts + (<usize>cut << 2), count);
      cut++;
    }
    write_entry(entry, at, kept, entry_bytes);
    entry += entry_bytes;
    count++;
    at = line_end + 1;
  }
  next = min(at, have);
  return count;
}

function is_ascii(begin: usize, end: usize): bool {
  for (; begin < end; begin++) if (load<u8>(begin) > 0x7f) return false;
  return true;
}
