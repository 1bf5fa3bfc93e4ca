/** Faults as they cross threads, and the operating system's errors as faults. */

import type { FaultData, FaultPlace } from "../bridge/errors.ts";
import { Fault } from "../bridge/errors.ts";

export const faultFrom = (data: FaultData, place: FaultPlace = {}): Fault =>
  new Fault(data.kind, data.code, data.message, { ...data.place, ...place });

/** Errors cross bundles and threads, where `instanceof` fails: look at the shape. */
export function isFault(error: unknown): error is Fault {
  return error instanceof Error && "kind" in error && "code" in error && "place" in error;
}

export function faultData(error: unknown): FaultData {
  if (isFault(error)) return { kind: error.kind, code: error.code, message: error.message, place: error.place };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: "EngineError", code: "ENGINE_INTERNAL", message, place: {} };
}

const input_missing = new Set(["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM", "ELOOP", "ENAMETOOLONG"]);

const errnoOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "EIO";

export function inputFault(error: unknown, name: string): Fault {
  const errno = errnoOf(error);
  if (errno === "ENOENT" || errno === "ENOTDIR") {
    return new Fault("InputNotFoundError", "INPUT_NOT_FOUND", "the input file does not exist", { path: name, errno });
  }
  if (errno === "EMFILE" || errno === "ENFILE") {
    const hint = "too many files are open: close streams that are no longer read, or raise `ulimit -n`";
    return new Fault("InputError", "INPUT_IO", `the input can't be opened (${errno})`, { path: name, errno, hint });
  }
  const code = input_missing.has(errno) ? "INPUT_UNREADABLE" : "INPUT_IO";
  return new Fault("InputError", code, `the input can't be read (${errno})`, {
    path: name,
    errno,
    hint: "check that it is a file, and that you may read it",
  });
}

const output_hints: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: free some space, or write to another one",
  EDQUOT: "the disk quota is used up: free some space, or write to another disk",
  EFBIG: "the file size limit is reached: see `ulimit -f`",
  EACCES: "you may not write there: choose another folder",
  EROFS: "the file system is read-only: choose another folder",
  ENOENT: "the folder does not exist: make it first",
};

export function outputFault(error: unknown, name: string): Fault {
  const errno = errnoOf(error);
  return new Fault("OutputError", "OUTPUT_IO", `the output can't be written (${errno})`, {
    path: name,
    errno,
    hint: output_hints[errno] ?? "check the folder and the disk",
  });
}
