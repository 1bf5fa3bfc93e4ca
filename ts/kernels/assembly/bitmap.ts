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

export function set_bits(validity: usize, from: u32, to: u32): void {
  for (; from < to && (from & 7) != 0; from++) set_bit(validity, from);
  for (; from + 8 <= to; from += 8) store<u8>(validity + (from >> 3), 0xff);
  for (; from < to; from++) set_bit(validity, from);
}
