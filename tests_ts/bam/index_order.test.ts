/** An index of a sorted file has its bins and windows in the file's order; one that hasn't is damaged. */
import { describe, expect, it } from "vitest";
import { checkOrder } from "../../ts/bam/index_order.ts";

const at = (block: number, within = 0) => ({ block, within });
const chunks = (...blocks: number[]) => blocks.map((block) => ({ begin: at(block), end: at(block + 10) }));
const check = (bins: Record<number, number[]>, linear: number[] = []) =>
  checkOrder(
    {
      bins: new Map(Object.entries(bins).map(([bin, blocks]) => [Number(bin), chunks(...blocks)])),
      linear: linear.map((block) => at(block)),
    },
    5,
  );

describe("the order of an index", () => {
  it("is that of the positions, for each size of bins", () => {
    expect(() => check({})).not.toThrow();
    const bins = { 0: [500], 585: [300, 900], 4681: [100, 400], 4682: [200], 4690: [600] };
    expect(() => check(bins, [100, 0, 200, 0, 600])).not.toThrow();
    // An empty bin, and records without a position in front of all others.
    expect(() => check({ 585: [300], 4680: [50], 4681: [], 4682: [60] })).not.toThrow();
  });

  it.each([
    ["a leaf", { 4681: [200], 4682: [100] }, "bin 4682 is out of order"],
    ["a larger bin", { 585: [300], 590: [299] }, "bin 590 is out of order"],
    ["behind an empty one", { 4681: [200], 4682: [], 4683: [100] }, "bin 4683 is out of order"],
  ])("is refused otherwise: %s", (_, bins, message) => {
    expect(() => check(bins)).toThrow(new RangeError(message));
  });

  it.each([
    ["one before its neighbour", [100, 99]],
    ["one before the last that has records", [100, 0, 99]],
    ["one behind all records", [100, 111]],
  ])("is refused otherwise: windows, %s", (_, linear) => {
    expect(() => check({ 4681: [100] }, linear)).toThrow(new RangeError("its windows are out of order"));
  });
});
