import { constants, inflateRawSync } from "node:zlib";
import type { InflateKernel } from "../../ts/kernels/inflate.ts";
import { inflate_code, inflate_source_pad_bytes, inflate_target_pad_bytes } from "../../ts/kernels/inflate.ts";
import { compileKernel, inflate_scratch_bytes, instantiateInflate } from "../../ts/kernels/load.ts";

const canary = 0xa5;
const canary_bytes = 512;
export const page_bytes = 65_536;

export interface Outcome {
  code: number;
  bytes: Uint8Array;
}

/** An inflate kernel whose source or target is placed so that its pad ends with the memory, between canaries. */
export class InflateBench {
  readonly memory: WebAssembly.Memory;
  readonly bytes: Uint8Array;
  readonly kernel: InflateKernel;
  readonly #scratch_end: number;

  /** The scratch region goes to the start of the memory. */
  constructor(pages: number, scratch = 0) {
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: 65_536, shared: true });
    this.bytes = new Uint8Array(this.memory.buffer);
    this.kernel = instantiateInflate(compileKernel("inflate"), this.memory, scratch);
    this.#scratch_end = scratch + inflate_scratch_bytes;
  }

  /** Inflate with the source's pad, or the target's, ending with the memory; the other one lies low. */
  run(stream: Uint8Array, target_bytes: number, last: "source" | "target", pad = 0): Outcome {
    const end = this.bytes.length;
    const source_room = stream.length + inflate_source_pad_bytes;
    const target_room = target_bytes + inflate_target_pad_bytes;
    const source = last === "source" ? end - source_room : this.#scratch_end;
    const target = last === "target" ? end - target_room : this.#scratch_end + canary_bytes;
    this.bytes.set(stream, source);
    this.bytes.fill(pad, source + stream.length, source + source_room);
    const before = this.bytes.subarray(target - canary_bytes, target);
    const after = this.bytes.subarray(target + target_room, Math.min(target + target_room + canary_bytes, end));
    if (last === "source") before.fill(canary);
    after.fill(canary);
    const code = this.kernel.inflate(source, stream.length, target, target_bytes);
    if (last === "source" && before.some((byte) => byte !== canary)) throw new Error("wrote before its target");
    if (after.some((byte) => byte !== canary)) throw new Error("wrote behind its pad");
    if (stream.some((byte, i) => byte !== this.bytes[source + i])) throw new Error("changed its source");
    return { code, bytes: this.bytes.slice(target, target + target_bytes) };
  }
}

/** What zlib makes of a stream: its output and how much input it took, or null for one that it refuses. */
export function zlibInflate(stream: Uint8Array, output_max: number): { bytes: Uint8Array; taken: number } | null {
  try {
    // Typed as a Buffer, but with `info` it is the pair.
    const result = inflateRawSync(stream, { info: true, maxOutputLength: output_max + 1 }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return { bytes: result.buffer, taken: result.engine.bytesWritten };
  } catch {
    return null;
  }
}

/** Throws where the kernel and zlib disagree on a stream of that announced output length. Returns the kernel's code. */
export function agree(bench: InflateBench, stream: Uint8Array, target_bytes: number): number {
  const expected = zlibInflate(stream, target_bytes);
  const fits = expected !== null && expected.bytes.length === target_bytes;
  const first = bench.run(stream, target_bytes, "source", 0);
  const accepted = first.code === 0 || first.code === inflate_code.unused_input;
  if (accepted !== fits) throw new Error(`zlib ${fits ? "accepts" : "refuses"}, the kernel says ${first.code}`);
  if (fits && (first.code === 0) !== (expected.taken === stream.length)) {
    throw new Error(`zlib took ${expected.taken} of ${stream.length} bytes, the kernel says ${first.code}`);
  }
  if (fits && Buffer.compare(expected.bytes, first.bytes) !== 0) throw new Error("the bytes differ");
  const again = bench.run(stream, target_bytes, "target", 0xff);
  if (again.code !== first.code) throw new Error(`the pads made a difference: ${first.code}, then ${again.code}`);
  return first.code;
}

export const strategies = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
] as const;
