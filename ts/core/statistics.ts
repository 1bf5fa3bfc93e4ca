type Counts = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Counts =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** Over several inputs: numbers are summed up, lists joined, maps likewise key by key, and of anything else the last one stays. */
export function addStatistics(to: Record<string, unknown>, from: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(from)) {
    const before = to[key];
    if (typeof before === "number" && typeof value === "number") to[key] = before + value;
    else if (Array.isArray(before) && Array.isArray(value)) to[key] = [...before, ...value];
    else if (isMap(before) && isMap(value)) {
      const sum = { ...before };
      addStatistics(sum, value);
      to[key] = sum;
    } else to[key] = value;
  }
}
