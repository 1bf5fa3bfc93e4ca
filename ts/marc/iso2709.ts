/** A record as ISO 2709 has it: leader, directory, fields. */
import { Fault } from "../bridge/errors.ts";

export const leader_bytes = 24;
export const field_end = 0x1e;
const entry_bytes = 12;
const record_end = 0x1d;
/** All that four and five digits can say. */
const field_bytes_max = 9_999;
const record_bytes_max = 99_999;

export interface WriterOptions {
  readonly path: string;
  /** Zeros stand for numbers that have too many digits; else they are an error. */
  readonly zero: boolean;
}

/** What a record is put together of. */
export interface RecordParts {
  readonly record: number;
  readonly leader: Uint8Array;
  /** Of each field: its tag's bytes, the first one lowest, and its length with the terminator. */
  readonly tags: readonly number[];
  readonly lengths: readonly number[];
  /** All fields, each with its terminator. */
  readonly data: Uint8Array;
}

export const tagText = (tag: number): string => String.fromCharCode(tag & 255, (tag >> 8) & 255, (tag >> 16) & 255);

export const recordBytes = (fields: number, data_bytes: number): number =>
  leader_bytes + fields * entry_bytes + 1 + data_bytes + 1;

/** Write a record, as UTF-8. Returns where it ends. */
export function putTogether(parts: RecordParts, options: WriterOptions, to: Uint8Array, at: number): number {
  const { tags, lengths, data } = parts;
  const length = recordBytes(tags.length, data.length);
  if (!options.zero) refuseLarge(parts, length, options.path);
  to.set(parts.leader, at);
  digits(to, at, 5, length);
  to[at + 9] = 0x61;
  digits(to, at + 12, 5, leader_bytes + tags.length * entry_bytes + 1);
  let entry = at + leader_bytes;
  let offset = 0;
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i] as number;
    const bytes = lengths[i] as number;
    to[entry] = tag & 255;
    to[entry + 1] = (tag >> 8) & 255;
    to[entry + 2] = (tag >> 16) & 255;
    digits(to, entry + 3, 4, bytes);
    digits(to, entry + 7, 5, offset);
    entry += entry_bytes;
    offset += bytes;
  }
  to[entry] = field_end;
  to.set(data, entry + 1);
  to[at + length - 1] = record_end;
  return at + length;
}

/** A number of so many digits; one that has more becomes zeros. */
function digits(to: Uint8Array, at: number, count: number, value: number): void {
  let left = value < 10 ** count ? value : 0;
  for (let i = at + count - 1; i >= at; i--) {
    const next = (left / 10) | 0;
    to[i] = 0x30 + left - next * 10;
    left = next;
  }
}

function refuseLarge({ record, tags, lengths }: RecordParts, length: number, path: string): void {
  let longest = 0;
  for (let i = 1; i < lengths.length; i++) if ((lengths[i] as number) > (lengths[longest] as number)) longest = i;
  const bytes = lengths[longest] ?? 0;
  if (bytes <= field_bytes_max && length <= record_bytes_max) return;
  const field = `field ${JSON.stringify(tagText(tags[longest] ?? 0))}`;
  const message =
    bytes > field_bytes_max
      ? `${field} has ${bytes} bytes, more than the ${field_bytes_max} that ISO 2709 can tell`
      : `it has ${length} bytes, more than the ${record_bytes_max} that ISO 2709 can tell, and most of them, ${bytes}, in ${field}`;
  throw new Fault("LimitError", "MARC_TOO_LARGE", message, {
    path,
    record,
    hint: 'shorten or split it, or write zeros for the lengths: oversize="zero"',
  });
}
