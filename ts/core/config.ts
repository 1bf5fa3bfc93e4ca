/** What the engine was started with: Python passes it as the one argument. */
export interface EngineConfig {
  readonly version: string;
  /** Threads that this process may use. */
  readonly threads: number;
  /** Pages of a request's memory, fewer than usual where the address space is limited. */
  readonly memory_pages_max: number | null;
}

export function engineConfig(argument: string | undefined = process.argv[2]): EngineConfig {
  const given = parse(argument);
  const number = (value: unknown): number | null =>
    typeof value === "number" && value >= 1 ? Math.floor(value) : null;
  return {
    version: typeof given["version"] === "string" ? given["version"] : "unbuilt",
    threads: number(given["threads"]) ?? 1,
    memory_pages_max: number(given["memory_pages_max"]),
  };
}

function parse(argument: string | undefined): Record<string, unknown> {
  // Run by a test runner, the argument is the runner's own.
  return argument?.startsWith("{") ? (JSON.parse(argument) as Record<string, unknown>) : {};
}
