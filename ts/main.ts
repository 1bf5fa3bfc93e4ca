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

  const [{ Channel }, { Requests }] = await Promise.all([
    import("./bridge/channel.ts"),
    import("./bridge/requests.ts"),
  ]);
  const channel = new Channel(settings.channel, () => void end());
  const requests = new Requests(channel, async () => (await import("./core/operation.ts")).run);
  const reader = new FrameReader();
  // fs.read would start two milliseconds faster, but waits in a thread of Node's that an exit waits for in turn: an engine
  // that fails would hang instead of ending.
  process.stdin.on("data", (piece: Buffer) => {
    for (const frame of reader.push(piece)) requests.take(frame);
  });
  process.stdin.on("end", () => void end());
  process.stdin.on("error", () => void end());

  async function end(): Promise<void> {
    setTimeout(leave, abort_ms_max);
    await requests.abort();
    leave();
  }
}

void main();
