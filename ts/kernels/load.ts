import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BamKernel } from "./bam.ts";
import type { CsfKernel } from "./csf.ts";
import type { EncodeKernel } from "./encode.ts";
import { asciiWriter, keptFloatText } from "./float_text.ts";
import type { InflateKernel } from "./inflate.ts";
import type { MarcKernel } from "./marc.ts";
import type { ParquetReadKernel } from "./parquet_read.ts";

export type { BamKernel, CsfKernel, EncodeKernel, InflateKernel, MarcKernel, ParquetReadKernel };

/** Bytes of scratch an inflate instance needs, aligned to 16. Not to be shared: every instance has its own. */
export const inflate_scratch_bytes = 16_384;
/** Bytes of scratch a BAM instance needs, aligned to 16. */
export const bam_scratch_bytes = 64;
/** The same of a MARC instance. */
export const marc_scratch_bytes = 128;

/** Beside this file when run unbuilt; beside the bundle once bundled (as CommonJS, where import.meta is empty). */
const folder = import.meta.dirname ?? __dirname;

const modules = new Map<string, WebAssembly.Module>();

/** Compiled once a thread; the machine code behind it is shared by all threads. */
export function compileKernel(
  name: "inflate" | "bam" | "encode" | "parquet_read" | "marc" | "csf",
): WebAssembly.Module {
  let module = modules.get(name);
  if (module === undefined) {
    module = new WebAssembly.Module(readFileSync(join(folder, `${name}.wasm`)));
    modules.set(name, module);
  }
  return module;
}

function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
  host: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory, ...host } });
  const init = exports["init"] as (scratch: number) => void;
  init(scratch);
  return exports;
}

/** `scratch` is the address of `inflate_scratch_bytes` bytes that belong to this instance as long as it lives. */
export function instantiateInflate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
): InflateKernel {
  return instantiate(module, memory, scratch) as unknown as InflateKernel;
}

/** Judges a condition that no kernel knows: see `measure` in bam.ts. */
export type JudgeCondition = (record: number, where: number, number: number) => number;

/** `scratch` is the address of `bam_scratch_bytes` bytes that belong to this instance as long as it lives. */
export function instantiateBam(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
  condition: JudgeCondition,
): BamKernel {
  const textOf = keptFloatText();
  const write = asciiWriter(memory);
  const float_text = (value: number, single: number, to: number): number => {
    const text = textOf(value, single !== 0);
    if (to !== 0) write(text, to >>> 0);
    return text.length;
  };
  const judge: JudgeCondition = (record, where, number) => condition(record >>> 0, where >>> 0, number);
  return instantiate(module, memory, scratch, { float_text, condition: judge }) as unknown as BamKernel;
}

/** It keeps nothing between two calls. */
export function instantiateEncode(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
): EncodeKernel {
  return instantiate(module, memory, scratch) as unknown as EncodeKernel;
}

/** It keeps nothing in memory: any scratch will do. */
export function instantiateParquetRead(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  scratch: number,
): ParquetReadKernel {
  return instantiate(module, memory, scratch) as unknown as ParquetReadKernel;
}

/** `scratch` is the address of `marc_scratch_bytes` bytes that belong to this instance as long as it lives. */
export function instantiateMarc(module: WebAssembly.Module, memory: WebAssembly.Memory, scratch: number): MarcKernel {
  return instantiate(module, memory, scratch) as unknown as MarcKernel;
}

/** `scratch` is the address of `csf_scratch.bytes` bytes that belong to this instance as long as it lives. */
export function instantiateCsf(module: WebAssembly.Module, memory: WebAssembly.Memory, scratch: number): CsfKernel {
  return instantiate(module, memory, scratch) as unknown as CsfKernel;
}
