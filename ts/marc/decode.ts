/** Decoding the texts of rows that aren't UTF-8 as they stand, into the slot's own room. */
import type { ThreadMemory } from "../core/thread_memory.ts";
import { MarcRow, row_bytes, row_flag } from "../kernels/marc_rows.ts";
import type { EncodingChoice } from "./encoding.ts";
import { chooseEncoding, decodeField, encoding_number } from "./encoding.ts";
import { damage } from "./faults.ts";

const declares_utf8 = 0x61;

/** Nothing but ASCII that means itself, or UTF-8 that the choice allows, stays where it is. */
function decodeRow(thread: ThreadMemory, choice: EncodingChoice, row: MarcRow, to: number, limit: number): number {
  const { bytes } = thread;
  const { count } = row;
  const fields = Array.from({ length: count }, (_, i) => row.field(i));
  const texts = fields.map(({ address, length }) => Buffer.from(bytes.subarray(address, address + length)));
  const declared = bytes[row.address + 9] === declares_utf8;
  const encoding = chooseEncoding(choice, declared, Buffer.concat(texts));
  row.encoding = encoding;
  let at = to;
  let bad_field = -1;
  let moved = false;
  for (const [i, text] of texts.entries()) {
    const decoded = decodeField(text, encoding, choice.name);
    if (decoded.replaced > 0 && bad_field < 0) bad_field = i;
    const out = Buffer.from(decoded.text);
    if (out.equals(text)) continue;
    if (at + out.length > limit) return -1;
    bytes.set(out, at);
    row.moveField(i, at, out.length);
    at += out.length;
    moved = true;
  }
  let flags = row.flags & ~row_flag.decode;
  const sound = (flags & 0xff) === 0;
  if (bad_field >= 0 && sound) {
    flags |= damage.text;
    row.detail = bad_field;
  }
  // Only fields in the directory's order, one behind the other, can be found without their table.
  const in_order = fields.every(
    (field, i) => i === 0 || field.address === (fields[i - 1]?.address ?? 0) + (fields[i - 1]?.length ?? 0) + 1,
  );
  const told = row.length <= 99_999;
  // What the kernel found irregular stays so.
  if (!choice.regular && !moved && sound && bad_field < 0 && in_order && told && encoding === encoding_number.utf8)
    flags |= row_flag.plain;
  row.flags = flags;
  return at;
}

/** Decode what has to be. Returns how many rows are ready: fewer than `count` where the room `[to, limit)` is used up. */
export function decodeRows(
  thread: ThreadMemory,
  choice: EncodingChoice,
  rows: number,
  count: number,
  to: number,
  limit: number,
): number {
  const { data } = thread;
  let at = to;
  for (let i = 0; i < count; i++) {
    const place = rows + i * row_bytes;
    if ((data.getUint32(place + 16, true) & row_flag.decode) === 0) continue;
    const next = decodeRow(thread, choice, new MarcRow(data, place), at, limit);
    // One record always fits into an empty room: it is three times as large as the bytes, and no character grows more.
    if (next < 0) return i;
    at = next;
  }
  return count;
}
