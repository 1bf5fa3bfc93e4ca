/** The channel: whole frames from any memory, through a slow reader, and silence once the reader has gone. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Channel } from "../../ts/bridge/channel.ts";
import { FrameReader, header_bytes, Kind } from "../../ts/bridge/frames.ts";
import { makeFifo, temporaryFolder } from "./files.ts";

const nothing = (): void => {};

describe("a frame", () => {
  it("is its header and its parts, one after the other", () => {
    const path = join(temporaryFolder(), "channel");
    const channel = new Channel(openSync(path, "w"), nothing);
    // More parts than one system call takes, some of them empty.
    const parts = Array.from({ length: 2_000 }, (_, i) => new Uint8Array(i % 7).fill(i % 251));
    channel.send(Kind.BATCH, 9, parts);
    channel.send(Kind.CANCEL, 10, []);
    const frames = new FrameReader().push(readFileSync(path));
    expect(frames.map(({ kind, request }) => [kind, request])).toEqual([
      [Kind.BATCH, 9],
      [Kind.CANCEL, 10],
    ]);
    expect(Buffer.compare(frames[0]?.payload as Uint8Array, Buffer.concat(parts))).toBe(0);
  });

  it("comes straight from shared memory", () => {
    const path = join(temporaryFolder(), "channel");
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    const bytes = new Uint8Array(memory.buffer, 100, 1_000).fill(7);
    new Channel(openSync(path, "w"), nothing).send(Kind.BATCH, 1, [bytes, bytes.subarray(0, 3)]);
    expect(readFileSync(path).subarray(header_bytes).equals(Buffer.alloc(1_003, 7))).toBe(true);
  });

  it("is refused when it is larger than its kind may be", () => {
    const path = join(temporaryFolder(), "channel");
    const channel = new Channel(openSync(path, "w"), nothing);
    expect(() => channel.send(Kind.LOG, 1, [new Uint8Array(2 ** 24 + 1)])).toThrow(/larger than one frame/);
    // Nothing of it was sent: the channel stays in step.
    expect(readFileSync(path).length).toBe(0);
  });
});

describe("a reader", () => {
  it("that is slow, on a descriptor that doesn't block, gets everything", async () => {
    const path = makeFifo();
    const copy = join(temporaryFolder(), "copy");
    const reader = spawn("sh", ["-c", 'sleep 0.2; exec cat "$0" > "$1"', path, copy], { stdio: "ignore" });
    // Opened for reading too, so that it opens before the reader has come.
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const payload = Buffer.alloc(3_000_000, "0123456789");
    new Channel(fd, nothing).send(Kind.BATCH, 3, [payload.subarray(0, 1_234_567), payload.subarray(1_234_567)]);
    closeSync(fd);
    await once(reader, "close");
    const [frame] = new FrameReader().push(readFileSync(copy));
    expect(frame?.kind).toBe(Kind.BATCH);
    expect(payload.equals(frame?.payload as Uint8Array)).toBe(true);
  });

  it("that has gone is told of once, and later frames are dropped", () => {
    const path = makeFifo();
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const fd = openSync(path, constants.O_WRONLY);
    let broken = 0;
    const channel = new Channel(fd, () => {
      broken += 1;
    });
    channel.send(Kind.CANCEL, 1, []);
    expect(broken).toBe(0);
    closeSync(reader);
    for (let i = 0; i < 3; i += 1) channel.send(Kind.CANCEL, 1, []);
    expect(broken).toBe(1);
    closeSync(fd);
  });

  it("any other failure is an error", () => {
    const fd = openSync("/dev/null", "r");
    expect(() => new Channel(fd, nothing).send(Kind.CANCEL, 1, [])).toThrow(/EBADF/);
    closeSync(fd);
  });
});
