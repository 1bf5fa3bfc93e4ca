/** What can be wrong with an Arrow stream, in words. */
import type { FaultKind } from "../../bridge/errors.ts";
import { Fault } from "../../bridge/errors.ts";

const damaged = "write it again: no Arrow library writes this";

/** Without its place: the source knows the name and the offset. */
export const bad = (code: string, message: string, hint = damaged): Fault =>
  new Fault("FormatError", code, message, { hint });

export const unsupported = (column: string, what: string): Fault =>
  bad(
    "ARROW_TYPE",
    `the column ${JSON.stringify(column)} is of the type ${what}, which can't be read`,
    "cast it, or leave it out",
  );

export function placed(error: unknown, path: string, offset: number, record: number): Error {
  if (!(error instanceof Fault)) return error as Error;
  return new Fault(error.kind as FaultKind, error.code, error.message, { ...error.place, path, offset, record });
}
