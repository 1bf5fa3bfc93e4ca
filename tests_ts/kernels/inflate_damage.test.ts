import { deflateRawSync } from "node:zlib";
import { expect, test } from "vitest";
import { inflate_code } from "../../ts/kernels/inflate.ts";
import { randomStream } from "./deflate_writer.ts";
import { agree, InflateBench, strategies } from "./inflate_bench.ts";
import { Random } from "./random.ts";
import { samples } from "./samples.ts";
import { twinInflate } from "./twins/inflate.ts";

const bench = new InflateBench(8);
const kinds = Object.values(samples);

/** Damage a copy of a stream: often in its header, where most can go wrong. */
function damaged(random: Random, stream: Uint8Array): Uint8Array {
  const kind = random.below(5);
  if (kind === 0) return stream.slice(0, random.below(stream.length + 1));
  if (kind === 1) return Uint8Array.from([...stream, ...random.bytes(1 + random.below(4))]);
  const copy = stream.slice();
  for (let i = 0; i <= random.below(3); i++) {
    const at = random.below(Math.min(copy.length, random.pick([3, 90, Number.POSITIVE_INFINITY])));
    const byte = copy[at];
    if (byte === undefined) continue;
    copy[at] = kind === 2 ? random.below(256) : byte ^ (1 << random.below(8));
  }
  return copy;
}

/** Compare with zlib, and with the twin wherever it can't depend on when too much output is noticed. */
function compare(tally: Map<number, number>, stream: Uint8Array, target_bytes: number): void {
  const code = agree(bench, stream, target_bytes);
  tally.set(code, (tally.get(code) ?? 0) + 1);
  const twin = twinInflate(stream, target_bytes).code;
  if (twin !== code && twin !== inflate_code.output_too_long) {
    throw new Error(`the twin says ${twin}, the kernel ${code}: ${Buffer.from(stream).toString("hex")}`);
  }
}

test("damaged streams: accepted and refused as by zlib, with the same bytes, for the twin's reason", {
  timeout: 60_000,
}, () => {
  const random = new Random(11);
  const tally = new Map<number, number>();
  for (let i = 0; i < 150; i++) {
    const bytes = random.below(2000);
    const content = random.pick(kinds)(random, bytes);
    const options = { level: random.below(10), strategy: random.pick(strategies), memLevel: 1 + random.below(9) };
    const stream = random.below(3) === 0 ? randomStream(random, 60) : deflateRawSync(content, options);
    for (let k = 0; k < 25; k++) compare(tally, damaged(random, stream), Math.max(0, bytes + random.below(3) - 1));
  }
  for (const code of [0, ...Object.values(inflate_code)])
    expect(tally.get(code) ?? 0, `code ${code}`).toBeGreaterThan(0);
});

test("a stream announced a byte longer or shorter than it is", () => {
  const random = new Random(13);
  for (let i = 0; i < 200; i++) {
    const bytes = 1 + random.below(700);
    const stream = deflateRawSync(random.pick(kinds)(random, bytes), { level: random.below(10) });
    expect(agree(bench, stream, bytes - 1)).toBe(inflate_code.output_too_long);
    expect(agree(bench, stream, bytes + 1)).toBe(inflate_code.output_too_short);
  }
});

test("a stream announced far shorter than it is: nothing is written behind the pad, wherever it ends", () => {
  const random = new Random(31);
  for (const sample of kinds) {
    const stream = deflateRawSync(sample(random, 4000), { memLevel: 1 + random.below(9) });
    for (let i = 0; i < 60; i++) expect(agree(bench, stream, random.below(3000))).toBe(inflate_code.output_too_long);
  }
});

test("every truncation of a stream", () => {
  const random = new Random(17);
  for (const sample of kinds) {
    const content = sample(random, 500);
    const stream = deflateRawSync(content);
    for (let length = 0; length < stream.length; length++) {
      expect(agree(bench, stream.subarray(0, length), 500)).toBe(inflate_code.input_exhausted);
    }
  }
});

test("noise, begun as a dynamic block", () => {
  const random = new Random(19);
  const tally = new Map<number, number>();
  for (let i = 0; i < 4000; i++) {
    const stream = random.bytes(1 + random.below(120));
    stream[0] = ((stream[0] ?? 0) & 0xf8) | 5;
    compare(tally, stream, random.below(300));
  }
  expect(tally.size).toBeGreaterThan(4);
});
