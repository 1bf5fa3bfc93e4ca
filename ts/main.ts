/**
 * The engine's entry. Kept tiny, as its start is on the user's clock: HELLO goes out first, then the rest is loaded.
 *
 *     node engine.cjs '{"protocol":1,"version":"0.1.0","threads":2,"channel":3}'
 */
import "./bridge/guard.ts";
import { writeSync } from "node:fs";
import manifest from "../package.json" with { type: "json" };
import { FrameReader, protocol } from "./bridge/frames.ts";
import { encodeHello } from "./bridge/hello.ts";

interface Settings {
  readonly protocol: number;
  /** The version that the parent was built with; null from a parent that doesn't mind. */
  readonly version: string | null;
  readonly threads: number;
  /** The descriptor to answer on. */
  readonly channel: number;
}

/** Bytes read at a time: what a pipe holds at most where the system doesn't say otherwise. */
const requests_read_bytes = 1024 * 1024;

/** What an aborted request gets to remove its files before the engine leaves anyway. */
const abort_ms_max = 10_000;

const settings = JSON.parse(process.argv[2] ?? "{}") as Settings;

/** Leaves for certain and at once: process.exit would wait for a worker that sits in a system call. */
function leave(): void {
  process.kill(process.pid, "SIGKILL");
}

async function main(): Promise<void> {
  writeSync(
    settings.channel,
    encodeHello({
      version: manifest.version,
      protocol,
      threads: settings.threads,
      pid: process.pid,
      node: process.versions.node,
    }),
  );
  // Python reads the same in HELLO and says so to its user.
  if (settings.protocol !== protocol || (settings.version ?? manifest.version) !== manifest.version) return;

  const [{ Socket }, { Channel }, { Requests }] = await Promise.all([
    import("node:net"),
    import("./bridge/channel.ts"),
    import("./bridge/requests.ts"),
  ]);
  const channel = new Channel(settings.channel, () => void end());
  const requests = new Requests(channel, async () => (await import("./core/operation.ts")).run);
  const reader = new FrameReader();
  // fs.read would start two milliseconds faster, but waits in a thread of Node's that an exit waits for in turn: an engine
  // that fails would hang instead of ending.
  // Inputs come this way: one buffer is used again and again, where process.stdin makes one for every 64 KiB.
  const onread = {
    buffer: Buffer.allocUnsafeSlow(requests_read_bytes),
    callback: (bytes: number, piece: Uint8Array): boolean => {
      for (const frame of reader.push(piece.subarray(0, bytes))) requests.take(frame);
      return true;
    },
  };
  const input = new Socket({ fd: 0, readable: true, writable: false, onread });
  input.on("end", () => void end());
  input.on("error", () => void end());
  input.resume();

  async function end(): Promise<void> {
    setTimeout(leave, abort_ms_max);
    await requests.abort();
    leave();
  }
}

void main();
