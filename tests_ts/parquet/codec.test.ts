import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { inflatePage, unreadCodec } from "../../ts/parquet/codec.ts";
import { parquetKernel } from "../../ts/parquet/load.ts";
import { writeLz4, writeSnappy } from "../kernels/twins/block_codecs.ts";

const memory = new RequestMemory(null);
const thread = new ThreadMemory(memory.memory);
const source = memory.allocate(65536);
const target = memory.allocate(65536);

const text = Buffer.from("three lines make a state; ".repeat(40));
const pieces = [text];

function inflate(codec: number, bytes: Uint8Array, inflated = text.length): Uint8Array | null {
  thread.bytes.set(bytes, source.address);
  const kernel = parquetKernel(thread);
  const ok = inflatePage(kernel, thread, codec, source.address, bytes.length, target.address, inflated);
  return ok ? Uint8Array.from(thread.buffer(target.address, inflated)) : null;
}

/** Hadoop's framing of LZ4 blocks. */
function framed(...blocks: readonly Buffer[]): Buffer {
  return Buffer.concat(
    blocks.map((block) => {
      const packed = writeLz4([block]);
      const sizes = Buffer.alloc(8);
      sizes.writeUInt32BE(block.length, 0);
      sizes.writeUInt32BE(packed.length, 4);
      return Buffer.concat([sizes, packed]);
    }),
  );
}

const samples: [string, number, Uint8Array][] = [
  ["snappy", 1, writeSnappy(pieces)],
  ["gzip", 2, gzipSync(text)],
  ["gzip of two members", 2, Buffer.concat([gzipSync(text.subarray(0, 9)), gzipSync(text.subarray(9))])],
  ["brotli", 4, brotliCompressSync(text)],
  ["framed LZ4", 5, framed(text)],
  ["framed LZ4 of two blocks", 5, framed(text.subarray(0, 100), text.subarray(100))],
  ["LZ4 that should be framed", 5, writeLz4(pieces)],
  ["zstd", 6, zstdCompressSync(text)],
  ["LZ4", 7, writeLz4(pieces)],
];

describe.each(samples)("%s", (_name, codec, bytes) => {
  test("comes out", () => {
    expect(inflate(codec, bytes)).toEqual(Uint8Array.from(text));
  });

  test("of another size than stated is refused", () => {
    expect(inflate(codec, bytes, text.length - 1)).toBeNull();
    expect(inflate(codec, bytes, text.length + 1)).toBeNull();
  });

  test("cut anywhere is refused", () => {
    for (let have = 0; have < bytes.length; have += 1 + (have >> 3)) {
      expect(inflate(codec, bytes.subarray(0, have))).toBeNull();
    }
  });
});

test("what isn't read has a name", () => {
  expect([0, 1, 2, 4, 5, 6, 7].map(unreadCodec)).toEqual(new Array(7).fill(null));
  expect([unreadCodec(3), unreadCodec(8)]).toEqual(["lzo", "codec 8"]);
});
