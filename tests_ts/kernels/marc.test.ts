/** The MARC kernel against a plain reader: the one that looks at odd records takes any. */
import { isUtf8 } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RequestMemory } from "../../ts/core/memory.ts";
import { ThreadMemory } from "../../ts/core/thread_memory.ts";
import { decode_mode, scan_reason } from "../../ts/kernels/marc.ts";
import { field_bytes, MarcRow, row_bytes, row_flag } from "../../ts/kernels/marc_rows.ts";
import { marcKernel } from "../../ts/marc/kernel.ts";
import { readOdd } from "../../ts/marc/odd.ts";

type Field = readonly [tag: string, data: Buffer];

const memory = new RequestMemory(null);
const thread = new ThreadMemory(memory.memory);
const kernel = marcKernel(thread);
const room = memory.allocate(2 ** 20);
const rows_at = memory.allocate(64 * row_bytes).address;
const fields_room = memory.allocate(4096 * field_bytes);

function record(fields: readonly Field[], declared: string): Buffer {
  let at = 0;
  const directory = fields.map(([tag, data]) => {
    at += data.length + 1;
    return `${tag}${String(data.length + 1).padStart(4, "0")}${String(at - data.length - 1).padStart(5, "0")}`;
  });
  const base = 25 + directory.length * 12;
  const leader = `${String(base + at + 1).padStart(5, "0")}cam ${declared}22${String(base).padStart(5, "0")} a 4500`;
  const text = fields.flatMap(([, data]) => [data, Buffer.from([0x1e])]);
  return Buffer.concat([Buffer.from(`${leader}${directory.join("")}\u001e`), ...text, Buffer.from([0x1d])]);
}

/** Any bytes may be in a field, but for the terminators. */
const withoutTerminators = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.filter((byte) => byte !== 0x1d && byte !== 0x1e));
const anyBytes = fc.uint8Array({ maxLength: 60 }).map(withoutTerminators);
const someText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => withoutTerminators(Buffer.from(text))),
  anyBytes,
  fc.constantFrom(..."\u001b(B,&#x41;,&,&#,é,\u{1f600},\ud7ff".split(",").map((text) => Buffer.from(text))),
);
const field = fc.tuple(
  fc.constantFrom("001", "008", "245", "9XX"),
  fc.array(someText, { maxLength: 4 }).map(Buffer.concat),
);
const someRecord = fc.tuple(fc.array(field, { maxLength: 9 }), fc.constantFrom("a", " "));

function scan(bytes: Buffer, mode: number): { rows: MarcRow[]; reason: number; at: number } {
  thread.bytes.fill(0xff, room.address, room.address + bytes.length + 64);
  thread.bytes.set(bytes, room.address);
  const end = room.address + bytes.length;
  const limit = fields_room.address + fields_room.bytes;
  const count = kernel.scan(room.address, end, end, room.address, rows_at, 64, 0, fields_room.address, limit, mode);
  const rows = Array.from({ length: count }, (_, i) => new MarcRow(thread.data, rows_at + i * row_bytes));
  return { rows, reason: kernel.scan_reason(), at: kernel.scan_position() - room.address };
}

const fieldsOf = (row: MarcRow): unknown[] => Array.from({ length: row.count }, (_, i) => row.field(i));

test("takes whole records as the plain reader does, and tells which texts are UTF-8", () => {
  fc.assert(
    fc.property(fc.array(someRecord, { maxLength: 8 }), (records) => {
      const parts = records.map(([fields, declared]) => record(fields, declared));
      const { rows, reason, at } = scan(Buffer.concat(parts), decode_mode.escapes_undeclared);
      expect(reason).toBe(scan_reason.done);
      expect(rows.length).toBe(parts.length);
      let from = room.address;
      for (const [i, row] of rows.entries()) {
        const part = parts[i] as Buffer;
        const plain = readOdd(thread.bytes, from, from + part.length, true);
        if (plain === null || plain === "more") throw new Error("no record");
        expect([plain.error, plain.start, plain.length]).toEqual([0, row.address, row.length]);
        expect(fieldsOf(row)).toEqual(plain.fields);
        const [fields, declared] = records[i] as (typeof records)[number];
        const text = Buffer.concat(fields.map(([, data]) => Buffer.concat([data, Buffer.from([0x1e])])));
        const escapes = declared !== "a" && (text.includes(0x1b) || text.includes("&#x"));
        expect(row.flags === row_flag.decode).toBe(!isUtf8(text) || escapes);
        from += part.length;
      }
      expect(at).toBe(from - room.address);
      const bytes = Buffer.concat(parts);
      if (!isUtf8(bytes)) return;
      // Where that is known, fewer questions are asked.
      const found = rows.map((row) => [row.flags, ...fieldsOf(row)]);
      for (const mode of [decode_mode.escapes_undeclared, decode_mode.escapes, 0]) {
        const asked = scan(bytes, mode).rows.map((row) => [row.flags, ...fieldsOf(row)]);
        const known = scan(bytes, mode | decode_mode.known_utf8).rows.map((row) => [row.flags, ...fieldsOf(row)]);
        expect(known).toEqual(asked);
        if (mode === decode_mode.escapes_undeclared) expect(asked).toEqual(found);
      }
    }),
    { numRuns: 300 },
  );
});

test("leaves to the plain reader whatever a byte makes wrong", () => {
  const records = [0, 1, 2].map((i) =>
    record(
      [
        ["001", Buffer.from(`id${i}`)],
        ["245", Buffer.from("10\u001faTítulo")],
      ],
      "a",
    ),
  );
  const [, middle] = records as [Buffer, Buffer, Buffer];
  fc.assert(
    fc.property(fc.nat(middle.length - 1), fc.nat(255), (place, byte) => {
      const damaged = Buffer.from(middle);
      damaged[place] = byte;
      const mode = isUtf8(damaged) ? decode_mode.known_utf8 : 0;
      const { rows, reason } = scan(Buffer.concat([records[0] as Buffer, damaged, records[2] as Buffer]), mode);
      const plain = readOdd(damaged, 0, damaged.length, true);
      if (plain === null || plain === "more") {
        expect(reason).toBe(scan_reason.odd);
        return;
      }
      if (reason === scan_reason.done) {
        expect(plain.error).toBe(0);
        expect(rows.length).toBe(3);
      } else {
        expect(rows.length).toBe(1);
      }
    }),
    { numRuns: 400 },
  );
});

test("takes fields that begin anywhere, and no wrong entry at any place of the directory", () => {
  const long = record(
    Array.from({ length: 13 }, (_, i) => ["500", Buffer.from("x".repeat(i < 9 ? 9998 - i : i))] as const),
    "a",
  );
  const short = record(
    Array.from({ length: 7 }, (_, i) => ["500", Buffer.from("y".repeat(i))] as const),
    "a",
  );
  for (const [bytes, count] of [
    [long, 13],
    [short, 7],
  ] as const) {
    const plain = readOdd(bytes, 0, bytes.length, true);
    if (plain === null || plain === "more") throw new Error("no record");
    const { rows } = scan(bytes, decode_mode.known_utf8);
    const fields = plain.fields.map((field) => ({ ...field, address: field.address + room.address }));
    expect(rows.map(fieldsOf)).toEqual([fields]);
    for (let place = 24; place < 24 + 12 * count; place++) {
      for (const byte of [0x2f, 0x3a, 0x1e, 0x7f, 0x80, 0x30 + ((bytes[place] as number) & 15) + 1]) {
        const damaged = Buffer.from(bytes);
        damaged[place] = byte;
        const in_tag = (place - 24) % 12 < 3 && byte > 0x20 && byte < 0x7f;
        if (damaged[place] === bytes[place]) continue;
        expect(scan(damaged, decode_mode.known_utf8).rows.length, `${byte} at ${place}`).toBe(in_tag ? 1 : 0);
      }
    }
  }
});

test("takes no field without a byte, though terminators and entries are as many", () => {
  const text = "ab\u001ecd\u001e\u001d";
  for (const directory of ["001000000000245000600000", "001000600000245000000006"]) {
    const bytes = Buffer.from(`00056cam a2200049 a 4500${directory}\u001e${text}`);
    expect(scan(bytes, decode_mode.known_utf8)).toMatchObject({ rows: [], reason: scan_reason.odd });
  }
});

test("UTF-8 is told from what is not, wherever in a record it stands", () => {
  const cases = [
    "c3a9",
    "e28082",
    "f09f9880",
    "c0af",
    "e080af",
    "eda080",
    "f4908080",
    "f8888080",
    "c3",
    "e282",
    "f09f98",
    "80",
    "ff",
  ];
  for (const one of cases) {
    for (let before = 0; before < 40; before++) {
      const bytes = Buffer.concat([Buffer.alloc(before, "x"), Buffer.from(one, "hex")]);
      const { rows } = scan(record([["500", bytes]], "a"), 0);
      expect(rows[0]?.flags, `${one} at ${before}`).toBe(isUtf8(bytes) ? row_flag.plain : row_flag.decode);
    }
  }
});

/** Whether a field is what its parts give again: the kernel looks at all of a record at once. */
function isRegular([tag, data]: Field, declared: string): boolean {
  const bytes = [...data, 0x1e];
  const coded = bytes.every((byte, i) => byte !== 0x1f || ((bytes[i + 1] ?? 0) >= 0x20 && (bytes[i + 1] ?? 0) < 0x80));
  const control = bytes.some((byte) => byte < 0x1e || byte === 0x7f);
  const isIndicator = (byte = 0): boolean => byte < 0x80 && byte !== 0x1f && byte !== 0x1e;
  const headed = isIndicator(bytes[0]) && isIndicator(bytes[1]) && bytes[2] === 0x1f;
  return coded && (/^00[0-9]$/.test(tag) || headed) && (declared === "a" || !control);
}

test("takes no record for regular whose leader counts by other than digits", () => {
  for (const place of [10, 11]) {
    const bytes = record([["245", Buffer.from("10\u001faT")]], "a");
    expect(scan(bytes, decode_mode.irregular).rows[0]?.flags).toBe(row_flag.plain);
    bytes[place] = 0x58;
    expect(scan(bytes, decode_mode.irregular).rows[0]?.flags).toBe(row_flag.decode);
    expect(scan(bytes, 0).rows[0]?.flags).toBe(row_flag.plain);
  }
});

test("tells which records are regular, if asked", () => {
  const value = fc.oneof(
    fc.constantFrom("title", "été", "\u001fb", "\u001f", "\u007f", "\t", "", "a much longer text than the others"),
    fc.string({ maxLength: 20 }),
  );
  const data = fc
    .tuple(fc.constantFrom("10", "  ", "1", "é1", "\u001f1", "1\u001f", "100"), fc.array(value, { maxLength: 3 }))
    .map(([indicators, values]) => withoutTerminators(Buffer.from([indicators, ...values].join("\u001fa"))));
  const one = fc.tuple(fc.constantFrom("001", "245", "00X"), fc.oneof(data, anyBytes));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(one, { maxLength: 4 }), fc.constantFrom("a", " ")), { maxLength: 4 }),
      (records) => {
        const bytes = Buffer.concat(records.map(([fields, declared]) => record(fields, declared)));
        const { rows } = scan(bytes, decode_mode.irregular);
        expect(rows.length).toBe(records.length);
        for (const [i, [fields, declared]] of records.entries()) {
          const regular = fields.length > 0 && fields.every((each) => isRegular(each, declared));
          const utf8 = fields.every(([, text]) => isUtf8(text));
          expect(rows[i]?.flags === row_flag.plain).toBe(regular && utf8);
        }
      },
    ),
    { numRuns: 500 },
  );
});
