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

/** Cuts the frames out of a stream of bytes that arrives in pieces of any size. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #bytes = 0;
  #header: Header | undefined;

  /** Bytes that wait for the rest of their frame. */
  get pending(): number {
    return this.#bytes + (this.#header === undefined ? 0 : header_bytes);
  }

  push(piece: Uint8Array): Frame[] {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    const frames: Frame[] = [];
    for (;;) {
      if (this.#header === undefined) {
        if (this.#bytes < header_bytes) return frames;
        this.#header = decodeHeader(this.#take(header_bytes));
      }
      const { kind, request, length } = this.#header;
      if (this.#bytes < length) return frames;
      frames.push({ kind, request, payload: this.#take(length) });
      this.#header = undefined;
    }
  }

  #take(length: number): Uint8Array {
    const joined = this.#pieces.length === 1 ? (this.#pieces[0] as Uint8Array) : Buffer.concat(this.#pieces);
    this.#pieces = joined.length > length ? [joined.subarray(length)] : [];
    this.#bytes -= length;
    return joined.subarray(0, length);
  }
}
