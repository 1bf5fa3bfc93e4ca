/** Whole numbers as decimal digits. */

/** How many characters `value` takes, its sign included. */
@inline
export function decimal_bytes(value: i64): u32 {
  let left: u64 = value < 0 ? <u64>-value : <u64>value;
  let bytes: u32 = value < 0 ? 2 : 1;
  for (; left > 9; left /= 10) bytes++;
  return bytes;
}

/** Write them from `to` on; returns where they end. */
@inline
export function write_decimal(value: i64, to: usize): usize {
  const end = to + decimal_bytes(value);
  let left: u64 = value < 0 ? <u64>-value : <u64>value;
  if (value < 0) store<u8>(to, 45);
  let at = end;
  do {
    store<u8>(--at, <u8>(48 + (left % 10)));
    left /= 10;
  } while (left > 0);
  return end;
}
