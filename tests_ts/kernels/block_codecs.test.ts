import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clear, kernel, put, source_at, take, target_at } from "./parquet_memory.ts";
import type { Piece } from "./twins/block_codecs.ts";
import { expand, readLz4, readSnappy, writeLz4, writeSnappy } from "./twins/block_codecs.ts";

/** Literals and matches, every match within what is there. */
const pieces = (length_min: number, length_max: number): fc.Arbitrary<Piece[]> =>
  fc
    .array(
      fc.record({
        literal: fc.oneof(
          fc.uint8Array({ maxLength: 20 }),
          fc.uint8Array({ minLength: 50, maxLength: 80 }),
          fc.uint8Array({ minLength: 250, maxLength: 300 }),
        ),
        length: fc.integer({ min: length_min, max: length_max }),
        near: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })),
      }),
      { maxLength: 30 },
    )
    .map((steps) => {
      const out: Piece[] = [];
      let have = 0;
      for (const { literal, length, near } of steps) {
        out.push(literal);
        have += literal.length;
        if (have === 0) continue;
        out.push({ distance: 1 + ((near - 1) % have), length });
        have += length;
      }
      return out;
    });

/** Change, cut or lengthen a source at places that `seeds` choose. */
function mutate(source: Uint8Array, seeds: readonly number[]): Uint8Array {
  let bytes = Uint8Array.from(source);
  for (const seed of seeds) {
    const at = (seed >> 10) % Math.max(bytes.length, 1);
    if (seed % 8 === 0) bytes = bytes.slice(0, at);
    else if (seed % 8 === 1) bytes = Uint8Array.from([...bytes, seed & 255]);
    else if (bytes.length > 0) bytes[at] = seed & 2 ? 255 : (seed >> 3) & 255;
  }
  return bytes;
}

const codecs = {
  snappy: { run: kernel.snappy, write: writeSnappy, read: readSnappy, arbitrary: pieces(1, 64) },
  lz4: { run: kernel.lz4, write: writeLz4, read: readLz4, arbitrary: pieces(4, 700) },
};

describe.each(Object.entries(codecs))("%s", (_name, { run, write, read, arbitrary }) => {
  const decode = (source: Uint8Array, length: number): Uint8Array | null => {
    const end = put(source);
    clear(length);
    const status = run(source_at, end - source_at, target_at, length);
    // Nothing may be written behind the target, whatever the source says.
    const out = take(length);
    return status === 0 ? out : null;
  };

  test("what is valid comes out", () => {
    fc.assert(
      fc.property(arbitrary, (parts) => {
        const wanted = expand(parts);
        expect(decode(write(parts), wanted.length)).toEqual(wanted);
      }),
    );
  });

  test("another length than announced is refused", () => {
    fc.assert(
      fc.property(arbitrary, fc.constantFrom(-1, 1, 17), (parts, more) => {
        const length = expand(parts).length + more;
        if (length >= 0) expect(decode(write(parts), length)).toBeNull();
      }),
    );
  });

  test("what is damaged is read as by the twin, or refused as by it", () => {
    fc.assert(
      fc.property(arbitrary, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (parts, seeds) => {
        const source = mutate(write(parts), seeds);
        const { length } = expand(parts);
        expect(decode(source, length)).toEqual(read(source, length));
      }),
      { numRuns: 500 },
    );
  });

  test("a match may begin with the first byte, and no further back", () => {
    const literal = Uint8Array.of(1, 2, 3, 4, 5);
    const at = (distance: number): Uint8Array => write([literal, { distance, length: 8 }]);
    expect(decode(at(5), 13)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3));
    expect(decode(at(6), 13)).toBeNull();
    expect(decode(at(0), 13)).toBeNull();
  });
});
