/** Bytes come out as they went in, however they were split; and no more of them are asked for than may wait. */
import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteInput, FileInput } from "../../ts/core/byte_input.ts";
import { input_piece_bytes_max, input_window_bytes } from "../../ts/limits.ts";
import { temporaryFolder } from "../bridge/files.ts";

const numbered = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, i) => i);

function counted(): { input: ByteInput; asked: () => number } {
  let asked = 0;
  const input = new ByteInput("x", null, (bytes) => {
    expect(bytes).toBe(input_piece_bytes_max);
    asked += 1;
  });
  return { input, asked: () => asked };
}

describe("bytes that arrive", () => {
  it("are the same in any pieces, looked at or taken", () => {
    const sizes = fc.array(fc.nat(40), { maxLength: 30 });
    fc.assert(
      fc.property(sizes, sizes, (pieces, steps) => {
        const { input } = counted();
        let pushed = 0;
        let taken = 0;
        const out: number[] = [];
        for (const [i, piece] of pieces.entries()) {
          input.push(numbered(pushed + piece).subarray(pushed));
          pushed += piece;
          const step = steps[i] ?? 0;
          const front = input.peek(step);
          expect(front === null).toBe(step > pushed - taken);
          const target = new Uint8Array(step);
          const got = input.take(i % 3 === 0 ? step : target);
          expect(got).toBe(Math.min(step, pushed - taken));
          if (front !== null && i % 3 !== 0) expect([...target]).toEqual([...front]);
          out.push(...(i % 3 === 0 ? numbered(taken + got).subarray(taken) : target.subarray(0, got)));
          taken += got;
          expect([input.offset, input.available]).toEqual([taken, pushed - taken]);
        }
        expect(out).toEqual([...numbered(taken)]);
      }),
    );
  });

  it("are asked for as far as a window goes, and again as they are taken", () => {
    const { input, asked } = counted();
    input.peek(1);
    expect(asked()).toBe(4);
    for (let i = 0; i < 4; i++) input.push(new Uint8Array(input_piece_bytes_max));
    expect([asked(), input.available]).toEqual([4, input_window_bytes]);
    input.take(1);
    expect(asked()).toBe(5);
  });

  it("are asked for beyond the window where so many are needed at once", () => {
    const { input, asked } = counted();
    input.peek(10 * input_piece_bytes_max);
    expect(asked()).toBe(10);
  });

  it("are waited for, until they are there, the end is there, or there is no hope", async () => {
    const { input } = counted();
    let done = false;
    const waiting = input.wait(3).then(() => {
      done = true;
    });
    input.push(Uint8Array.of(1, 2));
    await Promise.resolve();
    expect(done).toBe(false);
    input.push(Uint8Array.of(3));
    await waiting;
    const end = input.wait(100);
    input.end();
    await end;
    expect([input.ended, input.available]).toEqual([true, 3]);
    const failing = counted().input;
    const hopeless = failing.wait(1);
    failing.fail(new Error("gone"));
    await expect(hopeless).rejects.toThrow("gone");
    expect(() => failing.peek(1)).toThrow("gone");
    failing.push(Uint8Array.of(1));
    expect(() => failing.take(1)).toThrow("gone");
  });

  it("are asked for no more once the end has come", () => {
    const { input, asked } = counted();
    input.push(new Uint8Array(5));
    input.end();
    const before = asked();
    expect(input.peek(6)).toBeNull();
    input.take(5);
    expect(asked()).toBe(before);
  });
});

describe("a file", () => {
  const file = (bytes: number): string => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, numbered(bytes));
    return path;
  };

  it("is read to its end", async () => {
    const input = new FileInput(Buffer.from(file(2_500_000)), "file");
    expect(input.bytes_total).toBe(2_500_000);
    const target = new Uint8Array(2_500_000);
    for (let done = 0; done < target.length; done += input.take(target.subarray(done))) await input.wait(1);
    expect(Buffer.compare(target, numbered(2_500_000))).toBe(0);
    await input.wait(1);
    expect([input.ended, input.available]).toEqual([true, 0]);
    input.close();
    input.close();
  });

  it("that was cut meanwhile ends early", async () => {
    const path = file(3_000_000);
    const input = new FileInput(Buffer.from(path), "file");
    truncateSync(path, 10);
    await input.wait(11);
    expect([input.ended, input.available]).toEqual([true, 10]);
    input.close();
  });

  it("that is none, or not there, is said to be so", () => {
    expect(() => new FileInput(Buffer.from(temporaryFolder()), "it")).toThrow(/no regular file/);
    expect(() => new FileInput(Buffer.from("/nowhere/at/all"), "it")).toThrow(/does not exist/);
  });
});
