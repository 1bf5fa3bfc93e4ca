import type { ThreadMemory } from "../core/thread_memory.ts";
import type { EncodeKernel } from "../kernels/encode.ts";
import { compileKernel, instantiateEncode } from "../kernels/load.ts";

/** The thread's own; it keeps nothing between two calls. */
export const encodeKernel = (thread: ThreadMemory): EncodeKernel =>
  thread.kernel("encode", 16, (memory, scratch) => instantiateEncode(compileKernel("encode"), memory, scratch));
