/** Over several inputs: numbers are summed up, lists joined, and of anything else the last one stays. */
export function addStatistics(to: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(from)) {
    const before = to[key];
    if (typeof before === "number" && typeof value === "number") to[key] = before + value;
    else if (Array.isArray(before) && Array.isArray(value)) to[key] = [...before, ...value];
    else to[key] = value;
  }
}
