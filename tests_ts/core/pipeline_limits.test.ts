import { expect, test } from "vitest";
import { pipelineLimits } from "../../ts/core/pipeline_limits.ts";

const MiB = 2 ** 20;
const encoded = { rows_max: null, raw_bytes_max: 16 * MiB, encoding_bytes_max: 64 * MiB };

test("a format that needs less ahead gets less, and never too little to go on", () => {
  const usual = pipelineLimits(2, null, null, encoded);
  const less = pipelineLimits(2, null, null, encoded, { slots: 3, filled_bytes: 21 * MiB });
  expect([less.slots_max, less.filled_bytes_max]).toEqual([6, 42 * MiB]);
  expect(less.slots_max).toBeLessThan(usual.slots_max);
  expect(less.filled_bytes_max).toBeLessThan(usual.filled_bytes_max);
  expect(pipelineLimits(1, null, null, encoded, { slots: 1, filled_bytes: 21 * MiB }).slots_max).toBe(4);
});

test("what a format needs ahead is no reason to give it more", () => {
  const usual = pipelineLimits(2, null, null, encoded);
  expect(pipelineLimits(2, null, null, encoded, { slots: 100, filled_bytes: 1000 * MiB })).toEqual(usual);
});

test("while a large lot is filled, the next can be loaded", () => {
  for (const raw_bytes_max of [12 * MiB, 32 * MiB]) {
    const { slots_max, filled_bytes_max } = pipelineLimits(2, null, null, { rows_max: null, raw_bytes_max });
    // A load of short reads brings two MiB.
    expect(slots_max * 2 * MiB).toBeGreaterThanOrEqual(raw_bytes_max);
    expect(filled_bytes_max).toBeGreaterThanOrEqual(raw_bytes_max / 2);
  }
});
