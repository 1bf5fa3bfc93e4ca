/**
 * The frames that Python and the engine exchange. Twin of `python/rogtk_bridge/_frames.py`: same order, same constants.
 *
 * A frame is a 16-byte little-endian header (magic `RS`, kind, flags, request id, payload length) and its payload.
 * SCHEMA and BATCH carry Arrow IPC messages as they stand, INPUT bytes of an input (`input.ts`); every other payload is a msgpack map.
 */
import { control_payload_bytes_max, done_payload_bytes_max, schema_payload_bytes_max } from "../limits.ts";

export const protocol = 1;

export const header_bytes = 16;
const magic_first = 0x52;
const magic_second = 0x53;

export const Kind = {
  HELLO: 1,
  REQUEST: 2,
  INPUT: 3,
  SCHEMA: 4,
  BATCH: 5,
  CREDIT: 6,
  CANCEL: 7,
  PROGRESS: 8,
  DONE: 9,
  ERROR: 10,
  LOG: 11,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

const kind_first = Kind.HELLO;
const kind_last = Kind.LOG;

/** The largest payload that the header may announce, by kind. */
export function payloadBytesMax(kind: Kind): number {
  if (kind === Kind.BATCH) return 0xffff_ffff;
  if (kind === Kind.SCHEMA) return schema_payload_bytes_max;
  if (kind === Kind.DONE) return done_payload_bytes_max;
  return control_payload_bytes_max;
}

export interface Header {
  readonly kind: Kind;
  /** 0: the connection itself. */
  readonly request: number;
  /** Payload length in bytes. */
  readonly length: number;
}

export interface Frame {
  readonly kind: Kind;
  readonly request: number;
  readonly payload: Uint8Array;
}

/** Bytes that are no frame of this protocol. There is no way to find the next one, so the connection is over. */
export class FrameError extends Error {}

export function encodeHeader(kind: Kind, request: number, length: number): Uint8Array {
  const header = new Uint8Array(header_bytes);
  header[0] = magic_first;
  header[1] = magic_second;
  header[2] = kind;
  const view = new DataView(header.buffer);
  view.setUint32(4, request, true);
  view.setBigUint64(8, BigInt(length), true);
  return header;
}

export function decodeHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, header_bytes);
  if (bytes[0] !== magic_first || bytes[1] !== magic_second) {
    throw new FrameError(`No frame starts with the bytes ${Buffer.from(bytes.subarray(0, 4)).toString("hex")}`);
  }
  const kind = view.getUint8(2);
  if (kind < kind_first || kind > kind_last) throw new FrameError(`Unknown kind of frame ${kind}`);
  if (view.getUint8(3) !== 0) throw new FrameError(`Unknown flags ${view.getUint8(3)} in a frame of kind ${kind}`);
  const length = Number(view.getBigUint64(8, true));
  if (length > payloadBytesMax(kind as Kind)) throw new FrameError(`A frame of kind ${kind} announces ${length} bytes`);
  return { kind: kind as Kind, request: view.getUint32(4, true), length };
}

/** Cuts the frames out of a stream of bytes that arrives in pieces of any size. Payloads are copies: the pieces' memory may be used again. */
export class FrameReader {
  readonly #head = new Uint8Array(header_bytes);
  #header: Header | undefined;
  #payload = new Uint8Array(0);
  /** Of the header or the payload, whichever it is at. */
  #have = 0;

  /** Bytes that wait for the rest of their frame. */
  get pending(): number {
    return this.#have + (this.#header === undefined ? 0 : header_bytes);
  }

  push(piece: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (let at = 0; ; ) {
      const target = this.#header === undefined ? this.#head : this.#payload;
      const part = piece.subarray(at, at + target.length - this.#have);
      target.set(part, this.#have);
      at += part.length;
      this.#have += part.length;
      if (this.#have < target.length) return frames;
      this.#have = 0;
      if (this.#header === undefined) {
        this.#header = decodeHeader(this.#head);
        // Not zeroed first: every byte of it is written.
        this.#payload = Buffer.allocUnsafeSlow(this.#header.length);
        continue;
      }
      const { kind, request } = this.#header;
      frames.push({ kind, request, payload: this.#payload });
      this.#header = undefined;
    }
  }
}
