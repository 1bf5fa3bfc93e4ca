/** One of the threads of memory_edges.test.ts: inflates the same stream again and again, answers how often that failed. */
import { parentPort, workerData } from "node:worker_threads";
import { instantiateInflate } from "../../ts/kernels/load.ts";

const rounds = 200;

interface Work {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  place: { scratch: number; source: number; source_bytes: number; target: number; target_bytes: number };
}

const { module, memory, place } = workerData as Work;
const kernel = instantiateInflate(module, memory, place.scratch);
let failures = 0;
for (let i = 0; i < rounds; i++) {
  if (kernel.inflate(place.source, place.source_bytes, place.target, place.target_bytes) !== 0) failures++;
}
parentPort?.postMessage(failures);
