/** Numbers of variable length, seven bits a byte, the lowest first. */

@inline
export function put_varint(to: usize, value: u64): usize {
  while (value >= 0x80) {
    store<u8>(to, <u8>value | 0x80);
    value >>= 7;
    to += 1;
  }
  store<u8>(to, <u8>value);
  return to + 1;
}

/** Small numbers of either sign become small numbers without one. */
@inline
export function put_zigzag(to: usize, value: i64): usize {
  return put_varint(to, <u64>((value << 1) ^ (value >> 63)));
}
