/** Bitmaps: the first bit is the lowest of the first byte. */

const ones_of_byte = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) ones += 1;
  return ones;
});

/** How many of the first `count` bits are set. */
export function countBits(bytes: Uint8Array, address: number, count: number): number {
  const whole = count >> 3;
  let ones = 0;
  for (let i = 0; i < whole; i++) ones += ones_of_byte[bytes[address + i] as number] as number;
  const rest = count & 7;
  if (rest > 0) ones += ones_of_byte[(bytes[address + whole] as number) & ((1 << rest) - 1)] as number;
  return ones;
}

/** Copy `count` bits from bit `start` on to the first bit of `target`; what is left of the last byte is zeroed. */
export function copyBits(bytes: Uint8Array, source: number, start: number, target: number, count: number): void {
  const length = Math.ceil(count / 8);
  const first = source + (start >> 3);
  const shift = start & 7;
  if (shift === 0) bytes.copyWithin(target, first, first + length);
  else {
    // The last byte needs no byte behind it where its bits are in this one.
    const last = source + ((start + count - 1) >> 3);
    for (let i = 0; i < length; i++) {
      const high = first + i + 1 <= last ? (bytes[first + i + 1] as number) : 0;
      bytes[target + i] = ((bytes[first + i] as number) >> shift) | (high << (8 - shift));
    }
  }
  clearRest(bytes, target, count);
}

export function setBits(bytes: Uint8Array, target: number, count: number): void {
  bytes.fill(0xff, target, target + Math.ceil(count / 8));
  clearRest(bytes, target, count);
}

function clearRest(bytes: Uint8Array, target: number, count: number): void {
  const rest = count & 7;
  if (rest > 0) bytes[target + (count >> 3)] = (bytes[target + (count >> 3)] as number) & ((1 << rest) - 1);
}
