import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests_ts/**/*.test.ts"],
    globalSetup: ["vitest.setup.ts"],
    // Threads and child processes are what the tests are about: each file gets a process of its own.
    pool: "forks",
    testTimeout: 20_000,
    hookTimeout: 20_000,
    teardownTimeout: 10_000,
    // A test without an assertion, or one left focused, is a mistake.
    expect: { requireAssertions: true },
    allowOnly: false,
  },
});
