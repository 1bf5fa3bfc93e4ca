/** A memory with the Parquet kernel on it, to put bytes into and to take them out of. */
import { compileKernel, instantiateParquetRead } from "../../ts/kernels/load.ts";

const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
export const kernel = instantiateParquetRead(compileKernel("parquet_read"), memory, 64);
export const bytes = new Uint8Array(memory.buffer);
export const view = new DataView(memory.buffer);

/** Where sources and targets go, with room between them. */
export const source_at = 1 << 16;
export const target_at = 1 << 21;

/** Put a source down; what lies behind it must not matter. */
export function put(source: Uint8Array, at = source_at): number {
  bytes.fill(0xa5, at, at + source.length + 64);
  bytes.set(source, at);
  return at + source.length;
}

/** Bytes of a target, after checking that nothing was written behind it. */
export function take(length: number, at = target_at): Uint8Array {
  const behind = bytes.subarray(at + length, at + length + 64);
  if (!behind.every((byte) => byte === 0x5a)) throw new Error("written behind the target");
  return bytes.slice(at, at + length);
}

export function clear(length: number, at = target_at): void {
  bytes.fill(0x5a, at, at + length + 64);
}

export const u32s = (count: number, at = target_at): number[] =>
  Array.from({ length: count }, (_, i) => view.getUint32(at + i * 4, true));
