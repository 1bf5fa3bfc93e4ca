/** Opens a file to be read in parts. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { Fault } from "../bridge/errors.ts";
import { inputFault } from "../core/faults.ts";
import type { InputFile } from "../core/source.ts";

/** A file that is open for reading. */
export interface OpenFile {
  readonly fd: number;
  readonly name: string;
  readonly file_bytes: number;
}

export function openFile(input: InputFile): OpenFile {
  let fd: number;
  try {
    fd = openSync(input.path, "r");
  } catch (error) {
    throw inputFault(error, input.name);
  }
  const stat = fstatSync(fd);
  if (stat.isFile()) return { fd, name: input.name, file_bytes: stat.size };
  closeSync(fd);
  throw new Fault("InputError", "INPUT_NOT_A_FILE", "the input is no regular file", {
    path: input.name,
    hint: stat.isDirectory() ? "name a file, not a folder" : "a pipe can't be read yet: write it to a file first",
  });
}
