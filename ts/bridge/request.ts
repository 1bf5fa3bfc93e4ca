/** What a REQUEST frame says, checked field by field. Formats, their options and the sinks are the core's to judge. */
import type { ControlMap } from "./control.ts";
import { Fault } from "./errors.ts";

const operations = ["stream", "convert", "schema", "pieces", "count", "check"] as const;
export type Operation = (typeof operations)[number];

export interface RequestFile {
  /** The path as the file system has it: bytes, as names need not be UTF-8. Absolute. */
  readonly path: Uint8Array;
  /** The path as the user wrote it, for messages. */
  readonly name: string;
}

/** An input that is no path: its bytes are pulled over the bridge. */
export interface RequestInput {
  /** Its number within the request. */
  readonly input: number;
  /** What the user would know it by, for messages. */
  readonly name: string;
  /** How many bytes it has, where Python knows. */
  readonly bytes: number | null;
}

export interface RequestSink extends RequestFile {
  readonly kind: string;
  /** The sink's own. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface Request {
  readonly operation: Operation;
  readonly format: string;
  readonly sources: readonly (RequestFile | RequestInput)[];
  /** The format's own. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly sink: RequestSink | null;
  /** The request's share of the pool. */
  readonly threads: number;
  /** Seconds between PROGRESS frames. */
  readonly progress: number | null;
  /** Working memory wished for, in bytes. It never changes the output. */
  readonly memory: number | null;
}

export function parseRequest(map: ControlMap): Request {
  return {
    operation: operation(map["operation"]),
    format: text(map["format"], "format"),
    sources: list(map["sources"], "sources").map((one, i) => source(record(one, `sources[${i}]`), `sources[${i}]`)),
    options: record(map["options"] ?? {}, "options"),
    sink: sink(map["sink"] ?? null),
    threads: integer(map["threads"], "threads", 1),
    progress: map["progress"] == null ? null : positive(map["progress"], "progress"),
    memory: map["memory"] == null ? null : integer(map["memory"], "memory", 1),
  };
}

function wrong(field: string, wanted: string, value: unknown): Fault {
  return new Fault("OptionError", "REQUEST_FIELD", `The request's ${field} must be ${wanted}, not ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  return typeof value === "string" || typeof value === "number" ? JSON.stringify(value) : `a ${typeof value}`;
}

function operation(value: unknown): Operation {
  const known = operations.find((name) => name === value);
  if (known === undefined) throw wrong("operation", `one of ${operations.join(", ")}`, value);
  return known;
}

function text(value: unknown, field: string): string {
  if (typeof value !== "string") throw wrong(field, "a string", value);
  return value;
}

function bytes(value: unknown, field: string): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wrong(field, "bytes", value);
  // Copied: the codec gives a view of the frame's buffer.
  return Uint8Array.from(value);
}

function list(value: unknown, field: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(field, "a list", value);
  return value;
}

function record(value: unknown, field: string): ControlMap {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw wrong(field, "a map", value);
  }
  return value as ControlMap;
}

function integer(value: unknown, field: string, min: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < min)
    throw wrong(field, `an integer of at least ${min}`, value);
  return value as number;
}

function positive(value: unknown, field: string): number {
  if (typeof value !== "number" || !(value > 0)) throw wrong(field, "a number above 0", value);
  return value;
}

function file(map: ControlMap, field: string): RequestFile {
  return { path: bytes(map["path"], `${field}.path`), name: text(map["name"], `${field}.name`) };
}

function source(map: ControlMap, field: string): RequestFile | RequestInput {
  if (map["input"] == null) return file(map, field);
  return {
    input: integer(map["input"], `${field}.input`, 0),
    name: text(map["name"], `${field}.name`),
    bytes: map["bytes"] == null ? null : integer(map["bytes"], `${field}.bytes`, 0),
  };
}

function sink(value: unknown): RequestSink | null {
  if (value === null) return null;
  const map = record(value, "sink");
  const options = record(map["options"] ?? {}, "sink.options");
  return { kind: text(map["kind"], "sink.kind"), ...file(map, "sink"), options };
}
