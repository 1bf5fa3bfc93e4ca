/**
 * The garbage collector, asked for by hand: it sees small objects where megabytes hang on them.
 *
 * Node's own flag for this, --expose-gc, would make V8 refuse the compiled code that Node carries of itself: 5 ms at each start of the engine
 * and as much of each thread. So the function is had from a context that is made while the flag is set.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options?: { readonly type: "minor" }) => void;

let collect: Collect | null = null;

function expose(): Collect | null {
  setFlagsFromString("--expose-gc");
  // Flags are the process's: another thread that does the same may have taken it back already. Then the next call will find it.
  const found: unknown = runInNewContext("globalThis.gc");
  setFlagsFromString("--no-expose-gc");
  return typeof found === "function" ? (found as Collect) : null;
}

/** Collect now: everything, or what is new. */
export function collectGarbage(what: "all" | "new" = "all"): void {
  collect ??= expose();
  if (what === "all") collect?.();
  else collect?.({ type: "minor" });
}
