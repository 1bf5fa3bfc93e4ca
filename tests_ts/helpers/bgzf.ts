/** BGZF blocks made by hand, right ones and wrong ones. */
import { crc32, deflateRawSync } from "node:zlib";

export interface BlockOptions {
  /** Compression level; "stored" keeps the data byte for byte behind a header of known length. */
  readonly level?: number | "stored";
  /** Extra subfields before and after BC. */
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  /** What the block says instead of the truth. */
  readonly crc?: number;
  readonly isize?: number;
  readonly block_bytes?: number;
}

/** The most data that one stored block can hold. */
export const stored_bytes_max = 65536 - 18 - 5 - 8;

/** Bytes before the data of a stored block without further subfields. */
export const stored_prefix_bytes = 18 + 5;

function storedDeflate(data: Uint8Array): Uint8Array {
  const out = Buffer.alloc(5 + data.length);
  out[0] = 1;
  out.writeUInt16LE(data.length, 1);
  out.writeUInt16LE(~data.length & 0xffff, 3);
  out.set(data, 5);
  return out;
}

/** An extra subfield. */
export function subfield(id: string, data: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4);
  head.write(id, "latin1");
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

export function block(data: Uint8Array, options: BlockOptions = {}): Uint8Array {
  const { level = 6, before = new Uint8Array(0), after = new Uint8Array(0) } = options;
  const deflated = level === "stored" ? storedDeflate(data) : deflateRawSync(data, { level });
  const size = Buffer.alloc(2);
  const bytes = 12 + before.length + 6 + after.length + deflated.length + 8;
  size.writeUInt16LE((options.block_bytes ?? bytes) - 1);
  const head = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 0, 0]);
  head.writeUInt16LE(before.length + 6 + after.length, 10);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(options.crc ?? crc32(data), 0);
  tail.writeUInt32LE(options.isize ?? data.length, 4);
  return Buffer.concat([head, before, subfield("BC", size), after, deflated, tail]);
}

/** The end-of-file marker. */
export const end_of_file = block(new Uint8Array(0));

export interface FileOptions extends BlockOptions {
  /** Sizes of the blocks' data, used in turn. */
  readonly sizes?: readonly number[];
  readonly marker?: boolean;
}

/** Data as a BGZF file. */
export function bgzf(data: Uint8Array, options: FileOptions = {}): Uint8Array {
  const { sizes = [65280], marker = true, ...rest } = options;
  const blocks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < data.length; i++) {
    const size = sizes[i % sizes.length] as number;
    blocks.push(block(data.subarray(at, at + size), rest));
    at += size;
  }
  if (marker) blocks.push(end_of_file);
  return Buffer.concat(blocks);
}
