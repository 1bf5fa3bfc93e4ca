/** Errors that a user can meet. The Python side maps `kind` to its exception class of the same name. */
export type FaultKind =
  | "FormatError"
  | "TruncatedFileError"
  | "LimitError"
  | "EngineError"
  | "InputNotFoundError"
  | "InputError"
  | "OutputError"
  | "OptionError"
  | "Cancelled";

export interface FaultPlace {
  /** The file as the user named it. */
  path?: string;
  /** Byte offset in that file (for compressed input: in the compressed bytes). */
  offset?: number;
  /** Number of the record concerned, counted from 0. */
  record?: number;
  /** What the user can do about it. */
  hint?: string;
  /** The operating system's error name, such as ENOSPC. */
  errno?: string;
}

/** The one error class of the engine: typed, with a stable code and a place. */
export class Fault extends Error {
  readonly kind: FaultKind;
  /** Stable and greppable, such as BGZF_CRC or BAM_RECORD_LENGTHS. Listed in docs/errors.md. */
  readonly code: string;
  readonly place: FaultPlace;

  constructor(kind: FaultKind, code: string, message: string, place: FaultPlace = {}) {
    super(message);
    this.name = kind;
    this.kind = kind;
    this.code = code;
    this.place = place;
  }
}

/** A fault as plain data: what crosses from a worker thread, where classes don't survive. */
export interface FaultData {
  readonly kind: FaultKind;
  readonly code: string;
  readonly message: string;
  readonly place: FaultPlace;
}
