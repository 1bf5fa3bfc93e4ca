/** Numbers of a CSF's lines, read from their bytes. */

/** No number stands where one was looked for. */
export const UNREADABLE: i32 = i32.MIN_VALUE;

/** Space and the control characters from tab to carriage return. */
@inline
export function is_blank(byte: u32): bool {
  return byte == 0x20 || byte - 9 < 5;
}

/** The end of what is left of `begin … end` without blanks at the end. */
@inline
export function trim_end(begin: usize, end: usize): usize {
  while (end > begin && is_blank(load<u8>(end - 1))) end--;
  return end;
}

@inline
export function trim_start(begin: usize, end: usize): usize {
  while (begin < end && is_blank(load<u8>(begin))) begin++;
  return begin;
}

/** A whole number with an optional sign and nothing around it: at most nine characters, so it fits. */
@inline
export function whole_number(begin: usize, end: usize): i32 {
  let negative = false;
  if (begin < end) {
    const sign = load<u8>(begin);
    negative = sign == 0x2d;
    if (negative || sign == 0x2b) begin++;
  }
  if (begin == end) return UNREADABLE;
  let value: i32 = 0;
  do {
    const digit: u32 = <u32>load<u8>(begin) - 0x30;
    if (digit > 9) return UNREADABLE;
    value = value * 10 + <i32>digit;
  } while (++begin < end);
  return negative ? -value : value;
}

/** A number with blanks around it. */
@inline
export function trimmed_number(begin: usize, end: usize): i32 {
  end = trim_end(begin, end);
  return whole_number(trim_start(begin, end), end);
}

/** A J as text, doubled: `a/b` is a, else a whole number, of which trailing signs are dropped. */
export function doubled_j(begin: usize, end: usize): i32 {
  end = trim_end(begin, end);
  begin = trim_start(begin, end);
  for (let at = begin; at < end; at++) {
    if (load<u8>(at) == 0x2f) return whole_number(begin, trim_end(begin, at));
  }
  while (end > begin) {
    const last = load<u8>(end - 1);
    if (last != 0x2b && last != 0x2d) break;
    end--;
  }
  const value = whole_number(begin, trim_end(begin, end));
  return value == UNREADABLE ? UNREADABLE : value * 2;
}
