/** The thread's own instance of the MARC kernels. */
import type { ThreadMemory } from "../core/thread_memory.ts";
import { compileKernel, instantiateMarc, marc_scratch_bytes } from "../kernels/load.ts";
import type { MarcKernel } from "../kernels/marc.ts";

export const marcKernel = (thread: ThreadMemory): MarcKernel =>
  thread.kernel("marc", marc_scratch_bytes, (memory, scratch) =>
    instantiateMarc(compileKernel("marc"), memory, scratch),
  );
