/** The engine as a process: what it says first, what it ignores, and when it leaves. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { type ControlMap, decodeMap, encodeMap } from "../../ts/bridge/control.ts";
import { encodeHeader, type Frame, FrameReader, Kind, protocol } from "../../ts/bridge/frames.ts";

const entry = join(import.meta.dirname, "../../ts/main.ts");
const request = { operation: "count", format: "tape", sources: [], options: {}, sink: null, threads: 1 };

class EngineProcess {
  readonly child: ChildProcess;
  readonly closed: Promise<unknown[]>;
  stdout = "";
  stderr = "";
  readonly #reader = new FrameReader();
  readonly #frames: Frame[] = [];
  #wake: () => void = () => {};

  constructor(settings: ControlMap, flags: string[] = []) {
    const all = { protocol, version: manifest.version, threads: 2, channel: 3, ...settings };
    this.child = spawn(process.execPath, [...flags, entry, JSON.stringify(all)], {
      stdio: ["pipe", "pipe", "pipe", "pipe"],
    });
    this.closed = once(this.child, "close");
    onTestFinished(() => void this.child.kill("SIGKILL"));
    (this.child.stdio[3] as Readable).on("data", (piece: Buffer) => {
      this.#frames.push(...this.#reader.push(piece));
      this.#wake();
    });
    this.child.stdout?.on("data", (text) => {
      this.stdout += text;
    });
    this.child.stderr?.on("data", (text) => {
      this.stderr += text;
    });
  }

  send(kind: Kind, id: number, map: ControlMap): void {
    const payload = encodeMap(map);
    this.child.stdin?.write(Buffer.concat([encodeHeader(kind, id, payload.length), payload]));
  }

  async next(): Promise<{ kind: Kind; request: number; map: ControlMap }> {
    while (this.#frames.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    const { kind, request, payload } = this.#frames.shift() as Frame;
    return { kind, request, map: decodeMap(payload) };
  }
}

describe("the engine", () => {
  it("says HELLO first", async () => {
    const engine = new EngineProcess({});
    expect(await engine.next()).toEqual({
      kind: Kind.HELLO,
      request: 0,
      map: {
        version: manifest.version,
        protocol,
        threads: 2,
        pid: engine.child.pid,
        node: process.versions.node,
      },
    });
  });

  it("answers a request that was sent before it was up", async () => {
    const engine = new EngineProcess({});
    engine.send(Kind.REQUEST, 5, request);
    expect((await engine.next()).kind).toBe(Kind.HELLO);
    const { kind, request: id, map } = await engine.next();
    expect([kind, id, map["kind"]]).toEqual([Kind.ERROR, 5, "OptionError"]);
  });

  it("ignores Ctrl-C", async () => {
    const engine = new EngineProcess({});
    await engine.next();
    engine.child.kill("SIGINT");
    engine.send(Kind.REQUEST, 1, request);
    expect((await engine.next()).kind).toBe(Kind.ERROR);
  });

  it("leaves at the end of its input, without a word", async () => {
    const engine = new EngineProcess({});
    await engine.next();
    engine.child.stdin?.end();
    await engine.closed;
    expect(engine.stdout + engine.stderr).toBe("");
  });

  it("leaves at the end of its input even when that comes before it is up", async () => {
    const engine = new EngineProcess({});
    engine.child.stdin?.end();
    await engine.closed;
    expect((await engine.next()).kind).toBe(Kind.HELLO);
  });

  it.each([{ protocol: 2 }, { version: "9.9.9" }])("says HELLO and leaves when asked for %o", async (settings) => {
    const engine = new EngineProcess(settings);
    expect((await engine.next()).map).toMatchObject({ protocol, version: manifest.version });
    await engine.closed;
    expect(engine.child.exitCode).toBe(0);
  });

  it("serves a parent that doesn't mind its version", async () => {
    const engine = new EngineProcess({ version: null });
    await engine.next();
    engine.send(Kind.REQUEST, 1, request);
    expect((await engine.next()).kind).toBe(Kind.ERROR);
  });

  it("ends with a word on stderr when its input makes no sense", async () => {
    const engine = new EngineProcess({});
    await engine.next();
    engine.child.stdin?.write("this is no frame at all");
    await engine.closed;
    expect(engine.child.exitCode).not.toBe(0);
    expect(engine.stderr).toMatch(/No frame starts with/);
  });

  it.each(["throw new Error('broken')", "Promise.reject(new Error('broken'))"])(
    "ends at once, and says why, on %s",
    async (failure) => {
      const failing = `setTimeout(() => { ${failure} }, 500)`;
      const engine = new EngineProcess({}, ["--import", `data:text/javascript,${encodeURIComponent(failing)}`]);
      await engine.next();
      await engine.closed;
      expect(engine.child.exitCode).toBe(1);
      expect(engine.stderr).toMatch(/broken/);
    },
  );

  it("keeps its console, and anything printed, off stdout", async () => {
    const noise = 'setInterval(()=>{console.log("a");console.table([1]);process.stdout.write("b\\n")},5)';
    const engine = new EngineProcess({}, ["--import", `data:text/javascript,${encodeURIComponent(noise)}`]);
    await engine.next();
    await expect.poll(() => engine.stderr).toMatch(/a\n[\s\S]*b\n/);
    expect(engine.stdout).toBe("");
  });
});
