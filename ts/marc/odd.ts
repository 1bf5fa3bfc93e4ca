/**
 * Records that aren't as ISO 2709 has them, or that the kernel leaves to us: where they begin and end, what is wrong with them, and
 * what of their fields can be told. This is the only place that guesses, and whatever it guessed carries an error.
 */
import type { MarcField } from "../kernels/marc_rows.ts";
import { damage } from "./faults.ts";

export const leader_bytes = 24;
export const record_end = 0x1d;
export const field_end = 0x1e;
const entry_bytes = 12;
/** The largest length that the five digits of a leader can tell. */
const told_length_max = 99_999;
/** The smallest record: leader, the directory's terminator and its own. */
const record_bytes_min = leader_bytes + 2;

export interface OddRecord {
  readonly start: number;
  readonly length: number;
  readonly error: number;
  readonly detail: number;
  readonly fields: readonly MarcField[];
}

/** `null`: nothing but filler was left. "more": the record's end isn't in these bytes. */
export type OddResult = OddRecord | "more" | null;

/** Newlines, NUL and the end-of-file mark of old systems may stand between records. */
const isFiller = (byte: number): boolean => byte === 0x0a || byte === 0x0d || byte === 0 || byte === 0x1a;

const byte_order_mark = [0xef, 0xbb, 0xbf];

/** What an editor may have put in front of a file's first record: UTF-8's byte order mark. */
export function skipMark(bytes: Uint8Array, from: number, end: number): number {
  const marked = from + byte_order_mark.length <= end && byte_order_mark.every((byte, i) => bytes[from + i] === byte);
  return marked ? from + byte_order_mark.length : from;
}

export function skipFiller(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isFiller(bytes[at] as number)) at += 1;
  return at;
}

function number(bytes: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const digit = (bytes[i] ?? 0) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether a record seems to begin here: its length leads to a terminator, or beyond what we have, and its base address behind a directory. */
function plausible(bytes: Uint8Array, at: number, end: number, eof: boolean): boolean {
  if (at + record_bytes_min > end) return false;
  const length = number(bytes, at, 5);
  const base = number(bytes, at + 12, 5);
  if (length < record_bytes_min || base < leader_bytes + 1 || base >= length) return false;
  if (at + base <= end && bytes[at + base - 1] !== field_end) return false;
  return at + length > end ? !eof : bytes[at + length - 1] === record_end;
}

interface Extent {
  readonly length: number;
  readonly error: number;
  readonly detail: number;
}

/** How long the record is: what its length field, the terminators and what follows agree on best. */
function extent(bytes: Uint8Array, start: number, end: number, eof: boolean): Extent | "more" {
  const terminator = bytes.subarray(start, end).indexOf(record_end);
  const told = number(bytes, start, 5);
  if (told >= record_bytes_min && start + told < end && (terminator < 0 || told <= terminator)) {
    // The terminator is damaged, but the next record begins where the length says.
    if (bytes[start + told - 1] !== record_end && plausible(bytes, start + told, end, eof)) {
      return { length: told, error: damage.terminator, detail: 0 };
    }
  }
  if (terminator < 0) return eof ? { length: end - start, error: damage.cut, detail: 0 } : "more";
  const length = terminator + 1;
  if (told === length) return { length, error: 0, detail: 0 };
  const beyond = told > length && start + told <= end && bytes[start + told - 1] === record_end;
  if (beyond && !plausible(bytes, start + length, end, eof)) {
    return { length: told, error: damage.embedded_terminator, detail: terminator };
  }
  return { length, error: length > told_length_max ? 0 : damage.length, detail: 0 };
}

/** Where the fields' text begins, counted from the record's start, or -1 where there is no directory to be found. */
function textStart(bytes: Uint8Array, start: number, end: number): { base: number; told: boolean } {
  const fits = (base: number): boolean =>
    base > leader_bytes &&
    start + base <= end &&
    bytes[start + base - 1] === field_end &&
    (base - leader_bytes - 1) % entry_bytes === 0;
  const told = number(bytes, start + 12, 5);
  const found = bytes.subarray(start + leader_bytes, end).indexOf(field_end) + leader_bytes + 1;
  // Both agree in a whole record: no directory holds a field terminator. Only one of 8,331 entries is too long for its number.
  const agreed = told === found || (found > told_length_max && told === 0);
  if (agreed && fits(found)) return { base: found, told: true };
  return { base: found > leader_bytes && fits(found) ? found : -1, told: false };
}

interface Entry {
  readonly tag: number;
  /** Is it three printable characters? */
  readonly named: boolean;
  readonly length: number;
  readonly start: number;
}

function readEntry(bytes: Uint8Array, at: number): Entry {
  const isPrintable = (letter: number): boolean => letter >= 0x20 && letter < 0x7f;
  const letters = bytes.subarray(at, at + 3);
  // What is no character has a question mark in its place: tags are text.
  const [a = 0, b = 0, c = 0] = letters.map((letter) => (isPrintable(letter) ? letter : 0x3f));
  return {
    tag: a | (b << 8) | (c << 16),
    named: letters.every(isPrintable),
    length: number(bytes, at + 3, 4),
    start: number(bytes, at + 7, 5),
  };
}

/** The pieces between the field terminators; a last one without a terminator counts. */
function piecesOf(bytes: Uint8Array, from: number, end: number): { address: number; length: number }[] {
  const pieces: { address: number; length: number }[] = [];
  for (let at = from; at < end; ) {
    const found = bytes.subarray(at, end).indexOf(field_end);
    const length = found < 0 ? end - at : found;
    pieces.push({ address: at, length });
    at += length + 1;
  }
  return pieces;
}

/** In a record or a field too long for its directory, a field's numbers may be cut to their last digits or say their largest value or none. */
function overflown(entry: Entry, piece: { address: number; length: number }, text: number): boolean {
  const length = piece.length + 1;
  const start = piece.address - text;
  const length_told = entry.length === length || (length > 9_999 && [0, 9_999, length % 10_000].includes(entry.length));
  const start_told =
    entry.start === start || (start > told_length_max && [0, told_length_max, start % 100_000].includes(entry.start));
  return length_told && start_told;
}

function readFields(
  bytes: Uint8Array,
  start: number,
  base: number,
  end: number,
  long: boolean,
): { fields: MarcField[]; bad: number } {
  const count = (base - leader_bytes - 1) / entry_bytes;
  const text = start + base;
  const entries = Array.from({ length: count }, (_, i) => readEntry(bytes, start + leader_bytes + i * entry_bytes));
  const pieces = piecesOf(bytes, text, end);
  const whole = pieces.length === 0 || bytes[end - 1] === field_end;
  const large = long || pieces.some(({ length }) => length >= 9_999);
  if (large && whole && count === pieces.length) {
    const wrong = entries.findIndex(
      (entry, i) => !entry.named || !overflown(entry, pieces[i] as { address: number; length: number }, text),
    );
    if (long || wrong < 0)
      return {
        fields: entries.map(({ tag }, i) => ({ tag, ...(pieces[i] as { address: number; length: number }) })),
        bad: wrong,
      };
  }
  const by_start = new Map(pieces.map((piece) => [piece.address - text, piece]));
  const matched = entries.map((entry) => {
    const piece = by_start.get(entry.start);
    if (piece === undefined || piece.length + 1 !== entry.length || !entry.named) return null;
    // No two entries may have the same field.
    by_start.delete(entry.start);
    return { tag: entry.tag, ...piece };
  });
  const wrong = matched.indexOf(null);
  if (wrong < 0 && whole && count === pieces.length) return { fields: matched as MarcField[], bad: -1 };
  // As many pieces as tags: they are in their order in all likelihood.
  const fields =
    count === pieces.length
      ? entries.map(({ tag }, i) => ({ tag, ...(pieces[i] as { address: number; length: number }) }))
      : matched.filter((field) => field !== null);
  return { fields, bad: wrong < 0 ? Math.min(count, pieces.length) : wrong };
}

/** Look at the record that begins at or, behind filler, after `from`. At the end of the input `eof` is true. */
export function readOdd(bytes: Uint8Array, from: number, end: number, eof: boolean): OddResult {
  const start = skipFiller(bytes, from, end);
  if (start === end) return null;
  const found = extent(bytes, start, end, eof);
  if (found === "more") return "more";
  const { length } = found;
  let { error, detail } = found;
  const blame = (what: number, about: number): void => {
    if (error === 0) [error, detail] = [what, about];
  };
  const last = start + length;
  const text_end = bytes[last - 1] === record_end ? last - 1 : last;
  const leader = bytes.subarray(start, Math.min(start + leader_bytes, last));
  const strange = leader.findIndex((byte) => byte < 0x20 || byte > 0x7e);
  if (strange >= 0) blame(damage.leader, strange);
  const { base, told } = textStart(bytes, start, text_end);
  if (!told) blame(damage.base_address, 0);
  let fields: readonly MarcField[] = [];
  if (base >= 0) {
    const read = readFields(bytes, start, base, text_end, length > told_length_max);
    fields = read.fields;
    if (read.bad >= 0) blame(damage.directory, read.bad);
  }
  return { start, length, error, detail, fields };
}
