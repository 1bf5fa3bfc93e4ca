/** Channels into files and FIFOs, and what has been written into them. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Channel } from "../../ts/bridge/channel.ts";
import { type ControlMap, decodeMap } from "../../ts/bridge/control.ts";
import { FrameReader, Kind } from "../../ts/bridge/frames.ts";

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rogtk-shim-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

export function makeFifo(): string {
  const path = join(temporaryFolder(), "fifo");
  execFileSync("mkfifo", [path]);
  return path;
}

export interface Sent {
  readonly kind: Kind;
  readonly request: number;
  readonly content: ControlMap | Uint8Array;
}

/** A channel whose frames can be looked at. */
export class FileChannel extends Channel {
  readonly #path: string;

  constructor() {
    const path = join(temporaryFolder(), "channel");
    super(openSync(path, "w"), () => {});
    this.#path = path;
  }

  get sent(): Sent[] {
    return new FrameReader().push(readFileSync(this.#path)).map(({ kind, request, payload }) => {
      const isData = kind === Kind.SCHEMA || kind === Kind.BATCH;
      return { kind, request, content: isData ? payload : decodeMap(payload) };
    });
  }
}
