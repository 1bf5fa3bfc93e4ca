/** Opens a file to be read in parts. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { Fault } from "../bridge/errors.ts";
import { inputFault } from "./faults.ts";
import type { InputFile } from "./source.ts";

/** A file that is open for reading. */
export interface OpenFile {
  readonly fd: number;
  readonly name: string;
  readonly file_bytes: number;
}

/** What to do with a pipe where file objects are taken. */
export const through_python = "open it in Python and pass the file object";

/** Open a regular file; `otherwise` is what to do with a pipe. */
export function openFile(
  { path, name }: Pick<InputFile, "path" | "name">,
  otherwise = "a pipe can't be read yet: write it to a file first",
): OpenFile {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    throw inputFault(error, name);
  }
  const stat = fstatSync(fd);
  if (stat.isFile()) return { fd, name, file_bytes: stat.size };
  closeSync(fd);
  throw new Fault("InputError", "INPUT_NOT_A_FILE", "the input is no regular file", {
    path: name,
    hint: stat.isDirectory() ? "name a file, not a folder" : otherwise,
  });
}
