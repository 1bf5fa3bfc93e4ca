/** A thread's BAM kernel. */
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { BamKernel } from "../kernels/bam.ts";
import { bam_scratch_bytes, compileKernel, instantiateBam } from "../kernels/load.ts";
import { conditionJudge } from "./host_conditions.ts";

export const bamKernel = (thread: ThreadMemory): BamKernel =>
  thread.kernel("bam", bam_scratch_bytes, (memory, scratch) => {
    const judge = conditionJudge(
      () => thread.data,
      () => thread.bytes,
    );
    return instantiateBam(compileKernel("bam"), memory, scratch, judge);
  });
