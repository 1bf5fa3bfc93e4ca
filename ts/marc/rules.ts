/** The rules that say what is in the columns of a wide table. Python parses what users write; here they are checked, and laid out for the kernel. */
import { Fault } from "../bridge/errors.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { MarcRule } from "../kernels/marc_rules.ts";
import { rule_bytes, rule_flag, rule_kind, slice_end_max, writeNames, writeRule } from "../kernels/marc_rules.ts";

/** Columns that aren't taken from a field. */
const own_kinds = ["record", "offset", "length", "encoding", "raw"] as const;
type OwnKind = (typeof own_kinds)[number];

/** A column, as the request has it. */
export interface WideColumn {
  readonly name: string;
  readonly kind: "field" | OwnKind;
  /** "LDR" for the leader; an X stands for any character. */
  readonly tag: string;
  readonly repeated: boolean;
  /** One character each, or empty for any. */
  readonly ind1: string;
  readonly ind2: string;
  /** Empty for all. */
  readonly codes: string;
  /** First and last character wanted, or null. */
  readonly from: number | null;
  readonly to: number | null;
}

function wrong(value: unknown): Fault {
  return new Fault("OptionError", "MARC_RULE", `this is no rule for a column: ${JSON.stringify(value)}`, {
    hint: 'rules look like "245ab", "650*a", "008/35-37" or "500[ind1=1]a"',
  });
}

const isText = (value: unknown, pattern: RegExp): value is string => typeof value === "string" && pattern.test(value);
const isPlace = (value: unknown): value is number | null =>
  value === null || (Number.isSafeInteger(value) && (value as number) >= 0);

/** In the request a column is a list of its values, in the order of the interface. */
function parseColumn(value: unknown): WideColumn {
  if (!Array.isArray(value)) throw wrong(value);
  const [name, kind, tag, repeated, ind1, ind2, codes, from, to] = value as readonly unknown[];
  const known = kind === "field" || own_kinds.some((own) => own === kind);
  const sound =
    known &&
    typeof name === "string" &&
    typeof repeated === "boolean" &&
    isText(tag, kind === "field" ? /^[0-9A-Za-z]{3}$/ : /^$/) &&
    isText(ind1, /^[ -~]?$/) &&
    isText(ind2, /^[ -~]?$/) &&
    isText(codes, /^[!-~]*$/) &&
    isPlace(from) &&
    isPlace(to);
  if (!sound) throw wrong(value);
  return { name, kind: kind as WideColumn["kind"], tag, repeated, ind1, ind2, codes, from, to };
}

export function parseColumns(value: unknown): readonly WideColumn[] {
  if (!Array.isArray(value) || value.length === 0) throw wrong(value);
  return value.map(parseColumn);
}

const isControl = (tag: string): boolean => tag.startsWith("00");

function packTag(tag: string): { tag: number; mask: number } {
  let packed = 0;
  let mask = 0;
  for (const [i, letter] of [...tag].entries()) {
    if (letter === "X") continue;
    packed |= letter.charCodeAt(0) << (i * 8);
    mask |= 0xff << (i * 8);
  }
  return { tag: packed, mask };
}

function packColumn(column: WideColumn): MarcRule {
  const { tag, codes } = column;
  const whole = { from: 0, to: slice_end_max, tag: 0, mask: 0, ind1: 0, ind2: 0, codes: "", flags: 0 };
  if (column.kind === "encoding") return { ...whole, kind: rule_kind.encoding };
  if (column.kind === "raw") return { ...whole, kind: rule_kind.raw };
  const flags =
    (column.repeated ? rule_flag.repeated : 0) |
    (codes.length === 1 ? rule_flag.separate : 0) |
    (codes === "" ? rule_flag.all_codes : 0);
  const kind = tag === "LDR" ? rule_kind.leader : isControl(tag) ? rule_kind.control : rule_kind.data;
  return {
    ...packTag(tag),
    kind,
    flags,
    ind1: column.ind1.charCodeAt(0) || 0,
    ind2: column.ind2.charCodeAt(0) || 0,
    from: column.from ?? 0,
    to: column.to === null ? slice_end_max : column.to + 1,
    codes,
  };
}

/** Whether the kernel makes a column; the others are numbers that rows have. */
export const isExtracted = ({ kind }: WideColumn): boolean => kind === "field" || kind === "encoding" || kind === "raw";

/** Lay the rules of the extracted columns out in memory, in their order, with the names of the encodings behind them. */
export function layRules(
  columns: readonly WideColumn[],
  encodings: readonly string[],
  memory: RequestMemory,
  thread: ThreadMemory,
): SharedRegion {
  const extracted = columns.filter(isExtracted);
  const names = encodings.map((name) => Buffer.from(name));
  const names_bytes = names.reduce((sum, name) => sum + name.length, 0);
  const region = new SharedRegion(memory, extracted.length * rule_bytes + names_bytes + 16);
  let address = region.address + extracted.length * rule_bytes;
  const places = names.map((name) => {
    thread.bytes.set(name, address);
    address += name.length;
    return { address: address - name.length, length: name.length };
  });
  for (const [i, column] of extracted.entries()) {
    const at = region.address + i * rule_bytes;
    writeRule(thread.data, at, packColumn(column));
    if (column.kind === "encoding") writeNames(thread.data, at, places);
  }
  return region;
}
