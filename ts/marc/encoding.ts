/** How the text of a record is decoded: what the user asked for, and what the bytes say. */
import { isUtf8 } from "node:buffer";
import { Fault } from "../bridge/errors.ts";
import { decode_mode } from "../kernels/marc.ts";
import type { Decoded } from "./marc8.ts";
import { decodeMarc8 } from "./marc8.ts";

/**
 * "auto": what the bytes are, whatever the leader says. "declared": UTF-8 or MARC-8 as position 9 of the leader says. Else a name, which
 * goes for every record; "declared/NAME" goes for those that don't declare UTF-8.
 */
export interface EncodingChoice {
  readonly rule: "auto" | "declared" | "always";
  /** Of the records that are not UTF-8. */
  readonly name: string;
  /** Whether a record that is shown as it stands has to have regular fields, too. */
  readonly regular: boolean;
}

/** Names that have no table: they are decoded here. */
const own_names = ["utf-8", "marc-8", "iso-8859-1"];

const plainName = (name: string): string => {
  const low = name.trim().toLowerCase().replaceAll("_", "-");
  if (low === "utf8") return "utf-8";
  if (low === "marc8") return "marc-8";
  // For TextDecoder they are names of Windows-1252.
  return ["latin-1", "latin1", "iso8859-1", "iso-8859-1", "l1"].includes(low) ? "iso-8859-1" : low;
};

function checkedName(given: string): string {
  const name = plainName(given);
  if (own_names.includes(name)) return name;
  try {
    const known = new TextDecoder(name).encoding;
    // Delimiters have to be the bytes that they are in ASCII.
    if (!known.startsWith("utf-16")) return name;
  } catch {
    // Told below.
  }
  throw new Fault("OptionError", "MARC_ENCODING", `there is no encoding ${JSON.stringify(given)} for MARC records`, {
    hint: "auto, declared, utf-8, marc-8, or a name such as iso-8859-1, cp866, windows-1251, gb18030, shift_jis",
  });
}

export function parseEncoding(given: unknown, regular: boolean): EncodingChoice {
  const text = typeof given === "string" ? given : "auto";
  if (text === "auto" || text === "declared") return { rule: text, name: "marc-8", regular };
  if (text.startsWith("declared/"))
    return { rule: "declared", name: checkedName(text.slice("declared/".length)), regular };
  return { rule: "always", name: checkedName(text), regular };
}

/** The names that rows refer to by their index. */
export const encodingNames = (choice: EncodingChoice): readonly string[] => ["utf-8", "marc-8", choice.name];

/** What the kernel has to leave to us. */
export function scanMode({ rule, name, regular }: EncodingChoice): number {
  const irregular = regular ? decode_mode.irregular : 0;
  const marc8 = name === "marc-8";
  if (rule === "auto") return irregular | decode_mode.escapes_undeclared;
  if (rule === "declared")
    return irregular | decode_mode.high_undeclared | (marc8 ? decode_mode.escapes_undeclared : 0);
  if (name === "utf-8") return irregular;
  return irregular | decode_mode.high | (marc8 ? decode_mode.escapes : 0);
}

const decoders = new Map<string, InstanceType<typeof TextDecoder>>();

function decodeNamed(bytes: Uint8Array, name: string): Decoded {
  if (name === "iso-8859-1") return { text: Buffer.from(bytes).toString("latin1"), replaced: 0 };
  let decoder = decoders.get(name);
  if (decoder === undefined) {
    decoder = new TextDecoder(name, { ignoreBOM: true });
    decoders.set(name, decoder);
  }
  const text = decoder.decode(bytes);
  // Where the file holds U+FFFD itself there was a replacement earlier on.
  return { text, replaced: text.includes("\ufffd") ? text.split("\ufffd").length - 1 : 0 };
}

/** The encodings' numbers: places in `encodingNames`. */
export const encoding_number = { utf8: 0, marc8: 1, named: 2 } as const;

/** Decode a field: it may hold delimiters, which stay; each subfield stands for itself. */
export function decodeField(bytes: Uint8Array, encoding: number, name: string): Decoded {
  if (encoding === encoding_number.utf8) return decodeNamed(bytes, "utf-8");
  const real = encoding === encoding_number.marc8 ? "marc-8" : name;
  return real === "marc-8" ? decodeMarc8(bytes) : decodeNamed(bytes, real);
}

const isHigh = (byte: number): boolean => byte >= 0x80;

/** Sequences of UTF-8 above ASCII that are whole, and bytes above ASCII that belong to none. */
function countSequences(bytes: Uint8Array): { whole: number; stray: number } {
  let whole = 0;
  let stray = 0;
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const wanted = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first >= 0xc2 && isUtf8(bytes.subarray(at, at + wanted)) && at + wanted <= bytes.length) {
      whole += 1;
      at += wanted;
    } else {
      stray += 1;
      at += 1;
    }
  }
  return { whole, stray };
}

/** What to decode a record's text by. `declared` is whether its leader says UTF-8. */
export function chooseEncoding(choice: EncodingChoice, declared: boolean, text: Uint8Array): number {
  const named = choice.name === "marc-8" ? encoding_number.marc8 : encoding_number.named;
  if (choice.rule === "always") return choice.name === "utf-8" ? encoding_number.utf8 : named;
  if (choice.rule === "declared") return declared ? encoding_number.utf8 : named;
  const high = text.some(isHigh);
  if (!high)
    return declared || !(text.includes(0x1b) || text.includes(0x26)) ? encoding_number.utf8 : encoding_number.marc8;
  // MARC-8 that happens to be valid UTF-8 would have to follow each letter of a kind with one of another: it doesn't.
  if (isUtf8(text)) return text.includes(0x1b) && !declared ? encoding_number.marc8 : encoding_number.utf8;
  const { whole, stray } = countSequences(text);
  // Text of the one kind looks hardly ever like the other: a few broken characters don't hide which it is.
  if (whole > (declared ? stray / 4 : stray)) return encoding_number.utf8;
  return declared && decodeMarc8(text).replaced > 0 ? encoding_number.utf8 : encoding_number.marc8;
}
