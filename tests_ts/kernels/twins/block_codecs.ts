/** Snappy and LZ4 blocks, written from a list of literals and matches, and read plainly: null for what isn't valid. */

/** A literal, or a match: `distance` back, `length` long. */
export type Piece = Uint8Array | { readonly distance: number; readonly length: number };

/** What pieces stand for. */
export function expand(pieces: readonly Piece[]): Uint8Array {
  const out: number[] = [];
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) out.push(...piece);
    else for (let i = 0; i < piece.length; i++) out.push(out[out.length - piece.distance] as number);
  }
  return Uint8Array.from(out);
}

function varint(value: number): number[] {
  const out: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return [...out, left];
    out.push((left & 127) | 128);
  }
}

/** Matches are of 1 to 64 bytes. The kind with 11 bits of distance is taken where it fits. */
export function writeSnappy(pieces: readonly Piece[]): Uint8Array {
  const out = varint(expand(pieces).length);
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      if (piece.length === 0) continue;
      const less = piece.length - 1;
      if (less < 60) out.push(less << 2);
      else if (less < 256) out.push(60 << 2, less);
      else out.push(61 << 2, less & 255, less >> 8);
      out.push(...piece);
    } else if (piece.length >= 4 && piece.length < 12 && piece.distance < 2048) {
      out.push(1 | ((piece.length - 4) << 2) | ((piece.distance >> 8) << 5), piece.distance & 255);
    } else if (piece.distance < 65536 && piece.length % 2 === 0) {
      out.push(2 | ((piece.length - 1) << 2), piece.distance & 255, piece.distance >> 8);
    } else {
      out.push(
        3 | ((piece.length - 1) << 2),
        piece.distance & 255,
        (piece.distance >> 8) & 255,
        piece.distance >> 16,
        0,
      );
    }
  }
  return Uint8Array.from(out);
}

export function readSnappy(source: Uint8Array, length: number): Uint8Array | null {
  let at = 0;
  const byte = (): number => source[at++] ?? Number.NaN;
  let announced = 0;
  for (let i = 0; ; i++) {
    const one = byte();
    if (Number.isNaN(one) || i > 4) return null;
    announced += (one & 127) * 128 ** i;
    if (one < 128) break;
  }
  if (announced !== length) return null;
  const out: number[] = [];
  while (at < source.length) {
    const tag = byte();
    let count = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      if (count > 60) {
        const extra = count - 60;
        count = 1;
        for (let i = 0; i < extra; i++) count += byte() * 256 ** i;
      }
      if (!(at + count <= source.length && out.length + count <= length)) return null;
      for (let i = 0; i < count; i++) out.push(byte());
      continue;
    }
    let distance = byte();
    if ((tag & 3) === 1) {
      count = 4 + ((tag >> 2) & 7);
      distance += (tag >> 5) * 256;
    } else {
      distance += byte() * 256;
      if ((tag & 3) === 3) distance += byte() * 65536 + byte() * 2 ** 24;
    }
    if (!(distance > 0 && distance <= out.length && out.length + count <= length)) return null;
    for (let i = 0; i < count; i++) out.push(out[out.length - distance] as number);
  }
  return out.length === length ? Uint8Array.from(out) : null;
}

function lz4Length(value: number): number[] {
  const out: number[] = [];
  for (let left = value - 15; left >= 0; left -= 255) {
    out.push(Math.min(left, 255));
    if (left < 255) break;
  }
  return out;
}

/** Literal and match by turns, a literal at the end; matches are of 4 bytes or more. */
export function writeLz4(pieces: readonly Piece[]): Uint8Array {
  const out: number[] = [];
  let literal: number[] = [];
  const sequence = (match: { distance: number; length: number } | null): void => {
    const count = match === null ? 0 : match.length - 4;
    out.push((Math.min(literal.length, 15) << 4) | Math.min(count, 15), ...lz4Length(literal.length), ...literal);
    if (match !== null) out.push(match.distance & 255, match.distance >> 8, ...lz4Length(count));
    literal = [];
  };
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) literal.push(...piece);
    else sequence(piece);
  }
  sequence(null);
  return Uint8Array.from(out);
}

export function readLz4(source: Uint8Array, length: number): Uint8Array | null {
  let at = 0;
  const out: number[] = [];
  const byte = (): number => source[at++] ?? Number.NaN;
  const long = (start: number): number => {
    let count = start;
    if (start === 15) {
      for (let more = 255; more === 255; ) {
        more = byte();
        count += more;
      }
    }
    return count;
  };
  while (at < source.length) {
    const token = byte();
    const literals = long(token >> 4);
    if (!(at + literals <= source.length && out.length + literals <= length)) return null;
    for (let i = 0; i < literals; i++) out.push(byte());
    if (at === source.length) return out.length === length ? Uint8Array.from(out) : null;
    const distance = byte() + byte() * 256;
    const count = long(token & 15) + 4;
    if (!(distance > 0 && distance <= out.length && out.length + count <= length)) return null;
    for (let i = 0; i < count; i++) out.push(out[out.length - distance] as number);
  }
  return null;
}
