import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The tests run the TypeScript as it is; only the kernels have to be compiled. */
export default function buildKernels(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "scripts/build-kernels.mjs")], { stdio: "inherit" });
}
