/** The descriptor on which the engine answers. Written by the main thread alone, one whole frame at a time. */
import { writevSync } from "node:fs";
import { Fault } from "./errors.ts";
import { encodeHeader, type Kind, payloadBytesMax } from "./frames.ts";

const retry_wait_ms = 0.2;

const retry_cell = new Int32Array(new SharedArrayBuffer(4));

export class Channel {
  readonly #fd: number;
  readonly #onBroken: () => void;
  #broken = false;

  /** `onBroken` is called once, when the reader has gone away. Later frames are dropped. */
  constructor(fd: number, onBroken: () => void) {
    this.#fd = fd;
    this.#onBroken = onBroken;
  }

  /** Sends one frame, its payload straight from where the parts lie (shared memory included). Blocks until it is out. */
  send(kind: Kind, request: number, parts: readonly Uint8Array[]): void {
    if (this.#broken) return;
    let length = 0;
    for (const part of parts) length += part.length;
    if (length > payloadBytesMax(kind)) {
      throw new Fault("LimitError", "FRAME_BYTES", `An answer of ${length} bytes is larger than one frame may be`, {
        hint: "Ask for smaller batches.",
      });
    }
    try {
      writeAll(this.#fd, [encodeHeader(kind, request, length), ...parts]);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== "EPIPE" && code !== "ECONNRESET") throw error;
      this.#broken = true;
      this.#onBroken();
    }
  }
}

function writeAll(fd: number, parts: Uint8Array[]): void {
  let first = 0;
  while (first < parts.length) {
    let written = writeSome(fd, parts.slice(first));
    while (first < parts.length && written >= (parts[first] as Uint8Array).length) {
      written -= (parts[first] as Uint8Array).length;
      first += 1;
    }
    if (written > 0) parts[first] = (parts[first] as Uint8Array).subarray(written);
  }
}

function writeSome(fd: number, parts: Uint8Array[]): number {
  for (;;) {
    try {
      return writevSync(fd, parts);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      // Only a standard stream that somebody made non-blocking gets here.
      Atomics.wait(retry_cell, 0, 0, retry_wait_ms);
    }
  }
}
