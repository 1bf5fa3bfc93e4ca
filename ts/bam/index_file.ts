/** Finds and reads the index of a BAM file, and keeps those read last. */
import type { Stats } from "node:fs";
import { closeSync, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { Fault } from "../bridge/errors.ts";
import { inputFault } from "../core/faults.ts";
import type { InputFile } from "../core/source.ts";
import { index_bytes_max, indexes_kept_bytes_max, indexes_kept_max } from "../limits.ts";
import { BamIndex } from "./index_parse.ts";

/** What was given: a path, the bytes themselves, or null for what lies beside the file. */
export type IndexWish = InputFile | { readonly bytes: Uint8Array; readonly name: string } | null;

export interface FoundIndex {
  readonly index: BamIndex;
  readonly name: string;
}

export function parseIndexWish(raw: unknown): IndexWish {
  if (raw === undefined || raw === null) return null;
  const [name, path, bytes] = Array.isArray(raw) ? (raw as unknown[]) : [];
  if (typeof name === "string" && path instanceof Uint8Array) return { path: Buffer.from(path), name };
  if (typeof name === "string" && bytes instanceof Uint8Array) return { bytes, name };
  throw new Fault("OptionError", "OPTION", "index is neither a path nor bytes", { hint: "name a .bai or .csi file" });
}

/** Where an index is looked for: beside the file, by its name with and without its suffix. */
export function besides({ path, name }: InputFile): InputFile[] {
  const bare = path.subarray(-4).toString("latin1").toLowerCase() === ".bam" ? 4 : 0;
  const make = (suffix: string, less: number): InputFile => ({
    path: Buffer.concat([path.subarray(0, path.length - less), Buffer.from(suffix)]),
    name: name.slice(0, name.length - less) + suffix,
  });
  return [".bai", ".csi"].flatMap((suffix) => (bare > 0 ? [make(suffix, 0), make(suffix, bare)] : [make(suffix, 0)]));
}

/** The one that is there, or null. What can't be looked at is told when it is opened. */
function existing({ path, name }: InputFile): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A name that is too long with its suffix is nobody's.
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
    throw inputFault(error, name);
  }
}

function missing(bam: InputFile, what: string, looked: readonly InputFile[]): Fault {
  const names = looked.map((one) => one.name).join(", ");
  return new Fault("InputNotFoundError", "INDEX_NOT_FOUND", `${what}: no ${names}`, {
    path: bam.name,
    errno: "ENOENT",
    hint: `make one with \`samtools index ${bam.name}\`, or name it with index=`,
  });
}

export function damaged(name: string, bam: string, what: string): Fault {
  return new Fault("FormatError", "INDEX_DAMAGED", `the index can't be used: ${what}`, {
    path: name,
    hint: `make it again with \`samtools index ${bam}\``,
  });
}

interface Kept {
  readonly stamp: string;
  readonly index: BamIndex;
}

/** By path; the one used last stands last. */
const kept = new Map<string, Kept>();

function keep(key: string, one: Kept): void {
  kept.delete(key);
  kept.set(key, one);
  let bytes = [...kept.values()].reduce((sum, { index }) => sum + index.bytes, 0);
  for (const [oldest, { index }] of kept) {
    if (kept.size <= indexes_kept_max && bytes <= indexes_kept_bytes_max) return;
    bytes -= index.bytes;
    kept.delete(oldest);
  }
}

function parse(bytes: Uint8Array, name: string, bam: string): BamIndex {
  try {
    return new BamIndex(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw damaged(name, bam, error.message);
    throw error;
  }
}

function read(file: InputFile, bam: string): { index: BamIndex; stat: Stats } {
  let fd: number;
  try {
    fd = openSync(file.path, "r");
  } catch (error) {
    throw inputFault(error, file.name);
  }
  try {
    const stat = fstatSync(fd);
    const key = file.path.toString("latin1");
    const stamp = [stat.dev, stat.ino, stat.size, stat.mtimeMs].join(" ");
    const known = kept.get(key);
    if (known?.stamp === stamp) {
      keep(key, known);
      return { index: known.index, stat };
    }
    if (stat.size > index_bytes_max) throw damaged(file.name, bam, `it is larger than ${index_bytes_max} bytes`);
    const index = parse(readFileSync(fd), file.name, bam);
    keep(key, { stamp, index });
    return { index, stat };
  } catch (error) {
    throw error instanceof Error && "syscall" in error ? inputFault(error, file.name) : error;
  } finally {
    closeSync(fd);
  }
}

/** The index of a file, which was changed last at that time (in ms). One that is older than its file is warned of. */
export function findIndex(
  bam: InputFile,
  wish: IndexWish,
  changed_ms: number,
  warn: (message: string) => void,
): FoundIndex {
  const found = indexIfAny(bam, wish, changed_ms, warn);
  if (found === null) throw missing(bam, "a region needs an index, and there is none", besides(bam));
  return found;
}

/** The same; null where none is named and none lies beside the file. */
export function indexIfAny(
  bam: InputFile,
  wish: IndexWish,
  changed_ms: number,
  warn: (message: string) => void,
): FoundIndex | null {
  if (wish !== null && "bytes" in wish) return { index: parse(wish.bytes, wish.name, bam.name), name: wish.name };
  const looked = wish === null ? besides(bam) : [wish];
  const file = looked.find((one) => existing(one) !== null);
  if (file === undefined && wish !== null) throw missing(bam, "the index that was named isn't there", looked);
  if (file === undefined) return null;
  const { index, stat } = read(file, bam.name);
  if (stat.mtimeMs < changed_ms) {
    warn(`${file.name}: the index is older than its file; if that was changed since, \`samtools index ${bam.name}\``);
  }
  return { index, name: file.name };
}
