/**
 * MARC-8 to Unicode: two sets of characters at a time, G0 for bytes below 0x80 and G1 above, each designated by escape sequences;
 * combining marks stand before their letter; `&#x…;` stands for what no set has. See the Library of Congress, "MARC-8 Encoding Environment".
 */
import { marc8_tables } from "./marc8_tables.ts";

export interface Decoded {
  readonly text: string;
  /** How many characters are U+FFFD because the bytes have no meaning. */
  readonly replaced: number;
}

const ascii = 0x42;
const ansel = 0x45;
const eacc = 0x31;
const escape_byte = 0x1b;
const delimiter = 0x1f;
const replacement = 0xfffd;
/** On top of a code point: this is a combining mark. */
const combining_bit = 1 << 24;

type CharacterSet = ReadonlyMap<number, number>;

const sets = new Map<number, CharacterSet | null>();

function unpack(packed: string): CharacterSet {
  const set = new Map<number, number>();
  let code = 0;
  let point = 0;
  for (const run of packed.split(" ")) {
    const [step, jump, combining = "0", count = "1"] = run.split(",") as [string, string, string?, string?];
    code += Number.parseInt(step, 36);
    point += Number.parseInt(jump, 36);
    const mark = combining === "1" ? combining_bit : 0;
    for (let i = 0; i < Number.parseInt(count, 36); i++) set.set(code + i, (point + i) | mark);
  }
  return set;
}

/** The set that a byte designates, or null where there is none such. */
function characterSet(final: number): CharacterSet | null {
  let set = sets.get(final);
  if (set === undefined) {
    const packed = marc8_tables[final];
    set = packed === undefined ? null : unpack(packed);
    sets.set(final, set);
  }
  return set;
}

/** Control characters of MARC-8 beyond ASCII's. */
const controls: ReadonlyMap<number, number> = new Map([
  [0x88, 0x98],
  [0x89, 0x9c],
  [0x8d, 0x200d],
  [0x8e, 0x200c],
]);

/** Single characters that designate a set for G0 all by themselves. */
const short_escapes: ReadonlyMap<number, number> = new Map([
  [0x67, 0x67],
  [0x62, 0x62],
  [0x70, 0x70],
  [0x73, ascii],
]);

const g0_marks = [0x28, 0x2c];
const g1_marks = [0x29, 0x2d];
const multibyte_mark = 0x24;
/** Stands between the mark and the final byte of ANSEL's sequence. */
const extension_mark = 0x21;

/** DEL is the first character that a reference can stand for: those before it are the format's own, or have codes. */
const first_referred = 0x7f;
const reference = /&#x([0-9A-Fa-f]{1,6});/y;

class Decoder {
  readonly #bytes: Uint8Array;
  #at = 0;
  #g0 = ascii;
  #g1 = ansel;
  #marks = "";
  #text = "";
  replaced = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  run(): string {
    const bytes = this.#bytes;
    while (this.#at < bytes.length) {
      const byte = bytes[this.#at] as number;
      if (byte === escape_byte) this.#escape();
      else if (byte === delimiter) this.#newSubfield();
      else if (byte === 0x26 && this.#g0 === ascii) this.#ampersand();
      else if (byte <= 0x20 || byte === 0x7f) this.#take(byte, 1);
      else if (byte >= 0x80 && byte < 0xa0) this.#take(controls.get(byte) ?? this.#unknown(), 1);
      else this.#graphic(byte);
    }
    return (this.#text + this.#marks).normalize("NFC");
  }

  /** Each subfield begins with the sets that a record begins with. */
  #newSubfield(): void {
    this.#text += `${this.#marks}\u001f`;
    this.#marks = "";
    this.#g0 = ascii;
    this.#g1 = ansel;
    this.#at += 1;
  }

  #unknown(): number {
    this.replaced += 1;
    return replacement;
  }

  #take(point: number, bytes: number): void {
    this.#at += bytes;
    const character = String.fromCodePoint(point & ~combining_bit);
    if ((point & combining_bit) !== 0) {
      this.#marks += character;
      return;
    }
    this.#text += character + this.#marks;
    this.#marks = "";
  }

  #graphic(byte: number): void {
    const upper = byte >= 0x80;
    const final = upper ? this.#g1 : this.#g0;
    const set = characterSet(final);
    if (final === eacc) {
      const [a, b, c] = [byte & 0x7f, (this.#bytes[this.#at + 1] ?? 0) & 0x7f, (this.#bytes[this.#at + 2] ?? 0) & 0x7f];
      // Delimiters are never a part of a character.
      const whole = b > 0x20 && c >= 0x20;
      const point = whole ? set?.get((a << 16) | (b << 8) | c) : undefined;
      this.#take(point ?? this.#unknown(), whole ? 3 : 1);
      return;
    }
    // The tables have each set where it is at home; both halves can have it.
    const point = set?.get(byte) ?? set?.get(byte ^ 0x80);
    this.#take(point ?? this.#unknown(), 1);
  }

  #escape(): void {
    const bytes = this.#bytes;
    let at = this.#at + 1;
    const first = bytes[at] ?? 0;
    const short = short_escapes.get(first);
    if (short !== undefined) {
      this.#g0 = short;
      this.#at = at + 1;
      return;
    }
    let upper = g1_marks.includes(first);
    if (first === multibyte_mark || upper || g0_marks.includes(first)) {
      at += 1;
      const second = bytes[at] ?? 0;
      if (first === multibyte_mark && (g0_marks.includes(second) || g1_marks.includes(second))) {
        upper = g1_marks.includes(second);
        at += 1;
      }
      if (bytes[at] === extension_mark) at += 1;
      const final = bytes[at] ?? 0;
      if (final > 0x20) {
        if (upper) this.#g1 = final;
        else this.#g0 = final;
        this.#at = at + 1;
        return;
      }
    }
    this.#take(this.#unknown(), 1);
  }

  #ampersand(): void {
    const ahead = Buffer.from(this.#bytes.subarray(this.#at, this.#at + 10)).toString("latin1");
    reference.lastIndex = 0;
    const found = reference.exec(ahead);
    const point = Number.parseInt(found?.[1] ?? "", 16);
    const real = point >= first_referred && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    if (found !== null && real) this.#take(point, found[0].length);
    else this.#take(0x26, 1);
  }
}

/** Whether a text is ASCII that means itself. */
function isPlain(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80 || byte === escape_byte || byte === 0x26) return false;
  return true;
}

/** Decode a field or a subfield. Nothing is left out: what has no meaning becomes U+FFFD, and is counted. */
export function decodeMarc8(bytes: Uint8Array): Decoded {
  if (isPlain(bytes)) return { text: Buffer.from(bytes).toString("latin1"), replaced: 0 };
  const decoder = new Decoder(bytes);
  const text = decoder.run();
  return { text, replaced: decoder.replaced };
}
