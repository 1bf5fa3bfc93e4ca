import { expect, test } from "vitest";
import { addStatistics } from "../../ts/core/statistics.ts";

test("over several inputs numbers are summed up, lists joined, maps likewise, and the last of anything else stays", () => {
  const all: Record<string, unknown> = {};
  const first = { records: 2, names: ["a"], filtered: { where: 1, deep: { x: 1 } }, coordinates: "1-based" };
  addStatistics(all, first);
  addStatistics(all, {
    records: 3,
    names: ["b"],
    filtered: { where: 4, duplicate: 5, deep: { x: 2 } },
    coordinates: "0",
  });
  expect(all).toEqual({
    records: 5,
    names: ["a", "b"],
    filtered: { where: 5, duplicate: 5, deep: { x: 3 } },
    coordinates: "0",
  });
  // What was given stays as it was.
  expect(first.filtered).toEqual({ where: 1, deep: { x: 1 } });
});
