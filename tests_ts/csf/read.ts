/** Reads a list through the whole engine, without a bridge. */
import type { Request, Run } from "../../ts/bridge/requests.ts";
import { ask, request } from "../helpers/operations.ts";

export interface Read {
  readonly rows: Record<string, unknown>[];
  readonly statistics: Readonly<Record<string, unknown>> | null;
  readonly error: unknown;
}

/** Vectors, structs and typed arrays as plain values. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return [...(value as unknown as Iterable<unknown>)];
  if ("toJSON" in value && !(Symbol.iterator in value && "get" in value)) {
    return plain((value as { toJSON(): unknown }).toJSON());
  }
  if (Array.isArray(value) || "length" in value) return [...(value as unknown as Iterable<unknown>)].map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

export async function read(
  run: Run,
  path: string,
  options: Record<string, unknown> = {},
  fields: Partial<Request> = {},
): Promise<Read> {
  const { reply, statistics, error } = await ask(run, request([path], { format: "csf", options, ...fields }));
  const rows =
    reply.schemas.length === 0 ? [] : reply.table.toArray().map((row) => plain(row) as Record<string, unknown>);
  return { rows, statistics, error };
}
