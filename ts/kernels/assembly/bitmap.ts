/** Write one bit of a validity bitmap, rows in order: a byte is stored with its eighth row, the last by `close_bitmap`. */
@inline
export function push_bit(validity: usize, row: u32, byte: u32, valid: u32): u32 {
  byte |= valid << (row & 7);
  if ((row & 7) != 7) return byte;
  store<u8>(validity + (row >> 3), byte);
  return 0;
}

@inline
export function close_bitmap(validity: usize, count: u32, byte: u32): void {
  if ((count & 7) != 0) store<u8>(validity + (count >> 3), byte);
}

/** Bits of a zeroed bitmap. */
@inline export function set_bit(validity: usize, row: u32): void {
  const byte = validity + (row >> 3);
  store<u8>(byte, load<u8>(byte) | <u8>((<u32>1) << (row & 7)));
}

/** Bits [from, to) of a zeroed bitmap. */
export function set_bits(validity: usize, from: u32, to: u32): void {
  if (from >= to) return;
  const first = validity + (from >> 3);
  const last = validity + ((to - 1) >> 3);
  const first_bits = (<u32>0xff << (from & 7)) & 0xff;
  const last_bits = <u32>0xff >> (7 - ((to - 1) & 7));
  if (first == last) {
    store<u8>(first, load<u8>(first) | <u8>(first_bits & last_bits));
    return;
  }
  store<u8>(first, load<u8>(first) | <u8>first_bits);
  for (let byte = first + 1; byte < last; byte++) store<u8>(byte, 0xff);
  store<u8>(last, load<u8>(last) | <u8>last_bits);
}
