/** What can be wrong with a MARC record. The number is what rows carry, the code what users see. */
import { Fault } from "../bridge/errors.ts";
import { record_bytes_max } from "../limits.ts";

/** What each error is about: its number is `detail`. */
type About = "field" | "byte" | "nothing";

interface Damage {
  readonly code: string;
  readonly kind: "FormatError" | "TruncatedFileError";
  readonly reason: string;
  readonly about: About;
}

export const damage = {
  length: 1,
  cut: 2,
  terminator: 3,
  leader: 4,
  base_address: 5,
  directory: 6,
  embedded_terminator: 7,
  text: 8,
} as const;

/** By number; the first one stands for nothing wrong. */
export const damages: readonly Damage[] = [
  { code: "", kind: "FormatError", reason: "", about: "nothing" },
  {
    code: "MARC_RECORD_LENGTH",
    kind: "FormatError",
    reason: "its length field doesn't lead to its terminator",
    about: "nothing",
  },
  { code: "MARC_RECORD_CUT", kind: "TruncatedFileError", reason: "the file ends within it", about: "nothing" },
  { code: "MARC_TERMINATOR", kind: "FormatError", reason: "its terminator is missing", about: "nothing" },
  {
    code: "MARC_LEADER",
    kind: "FormatError",
    reason: "its leader holds a byte that is no printable ASCII",
    about: "byte",
  },
  {
    code: "MARC_BASE_ADDRESS",
    kind: "FormatError",
    reason: "its base address doesn't lead behind its directory",
    about: "nothing",
  },
  { code: "MARC_DIRECTORY", kind: "FormatError", reason: "its directory contradicts its fields", about: "field" },
  {
    code: "MARC_EMBEDDED_TERMINATOR",
    kind: "FormatError",
    reason: "a record terminator stands within it",
    about: "byte",
  },
  {
    code: "MARC_TEXT",
    kind: "FormatError",
    reason: "its text holds bytes that its encoding doesn't know",
    about: "field",
  },
];

/** A record that is not as it should be, as plain data. */
export interface BadRecord {
  /** Number of the record, and its place in the (decompressed) input. */
  readonly record: number;
  readonly offset: number;
  readonly length: number;
  readonly code: string;
  readonly reason: string;
}

export function reasonOf(error: number, detail: number): string {
  const { reason, about } = damages[error] as Damage;
  if (about === "field") return `${reason} (field ${detail})`;
  return about === "byte" ? `${reason} (byte ${detail})` : reason;
}

const hints: Readonly<Record<number, string>> = {
  [damage.cut]: 'copy or download the file again, or go on without the record: errors="collect"',
  [damage.text]: 'name the encoding, or let such bytes be replaced: errors="collect"',
};

export function recordFault(error: number, detail: number, name: string, offset: number, record: number): Fault {
  const { code, kind } = damages[error] as Damage;
  return new Fault(kind, code, `the record is not valid: ${reasonOf(error, detail)}`, {
    path: name,
    offset,
    record,
    hint: hints[error] ?? 'correct the record, or go on without it: errors="collect"',
  });
}

export const tooLarge = (path: string, offset: number, record: number): Fault =>
  new Fault("LimitError", "MARC_RECORD_TOO_LARGE", `no record ends within ${record_bytes_max} bytes`, {
    path,
    offset,
    record,
    hint: "the file is no MARC file, or badly damaged from here on",
  });

export const stuck = (path: string, offset: number, record: number): Fault =>
  new Fault("EngineError", "MARC_NO_PROGRESS", "a record can't be taken", {
    path,
    offset,
    record,
    hint: "this is a fault of the package: please report it",
  });
