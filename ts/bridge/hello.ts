/**
 * The first frame, encoded by hand: it is on the user's clock, and loading the msgpack codec would take
 * four of the milliseconds that an empty Node needs to start.
 */
import { encodeHeader, Kind } from "./frames.ts";

const str8_bytes_max = 255;

/** A msgpack map of at most 15 entries, strings of up to 255 bytes and unsigned integers of 32 bits. */
export function encodeSmallMap(map: Readonly<Record<string, string | number>>): Uint8Array {
  const entries = Object.entries(map);
  if (entries.length > 15) throw new RangeError(`A small map has at most 15 entries, not ${entries.length}`);
  const parts: Uint8Array[] = [Uint8Array.of(0x80 | entries.length)];
  for (const [key, value] of entries) {
    parts.push(encodeString(key), typeof value === "string" ? encodeString(value) : encodeUint32(value));
  }
  return Buffer.concat(parts);
}

function encodeString(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  if (bytes.length > str8_bytes_max) throw new RangeError(`A string of ${bytes.length} bytes is too long here`);
  return Buffer.concat([Uint8Array.of(0xd9, bytes.length), bytes]);
}

function encodeUint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes[0] = 0xce;
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

/** The whole HELLO frame. */
export function encodeHello(map: Readonly<Record<string, string | number>>): Uint8Array {
  const payload = encodeSmallMap(map);
  return Buffer.concat([encodeHeader(Kind.HELLO, 0, payload.length), payload]);
}
