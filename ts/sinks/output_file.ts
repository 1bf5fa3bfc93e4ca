/** A file that an output writes. It has the name that Python chose for it while it grows; Python renames it when it is whole. */
import { closeSync, fstatSync, openSync, unlinkSync } from "node:fs";
import { Fault } from "../bridge/errors.ts";
import { outputFault } from "../core/faults.ts";
import type { SinkContext } from "../core/sink.ts";
import { writeAll } from "./encode_ipc.ts";

export class OutputFile {
  readonly fd: number;
  readonly name: string;
  /** How long it is: what was appended here, or written by worker threads. */
  bytes = 0;
  readonly #path: Buffer;
  #open = true;

  constructor(target: SinkContext["target"]) {
    if (target === null) throw new Fault("OptionError", "SINK", "the output has no path", {});
    this.#path = target.path;
    this.name = target.name;
    try {
      // "wx" fails where the name is taken: nobody's file is overwritten.
      this.fd = openSync(target.path, "wx");
    } catch (error) {
      throw outputFault(error, target.name);
    }
  }

  append(bytes: Uint8Array): void {
    writeAll(this.fd, bytes, this.bytes, this.name);
    this.bytes += bytes.length;
  }

  /** All has been written: check that it is there. */
  finish(): void {
    const { size } = fstatSync(this.fd);
    if (size !== this.bytes) {
      throw new Fault("OutputError", "OUTPUT_SIZE", `the output has ${size} bytes instead of ${this.bytes}`, {
        path: this.name,
        hint: "something else wrote to the file, or the file system lost data",
      });
    }
    this.#open = false;
    try {
      closeSync(this.fd);
    } catch (error) {
      throw outputFault(error, this.name);
    }
  }

  abort(): void {
    if (this.#open) closeSync(this.fd);
    this.#open = false;
    try {
      unlinkSync(this.#path);
    } catch {
      // It is gone already, which is what was wanted.
    }
  }
}
