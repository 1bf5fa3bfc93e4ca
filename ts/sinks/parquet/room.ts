/**
 * Memory behind a batch's columns: first what goes to the file, then the encoder's working areas. It is counted from the layout alone, before
 * anything is filled, so it is what could be needed at most; pages that are never touched cost nothing.
 */
import type { BatchLayout } from "../../arrow/layout.ts";
import { alignUp } from "../../arrow/layout.ts";
import { match_table_bytes } from "../../kernels/encode.ts";
import { page_raw_bytes_max } from "../../limits.ts";
import { compressedBytesMax } from "./codecs.ts";
import { page_header_bytes_max } from "./metadata.ts";
import type { Leaf, LeafType } from "./schema.ts";

/** No dictionary has more entries, or bytes. */
export const dictionary_entries_max = 65_536;
export const dictionary_bytes_max = 2 ** 20;
export const table_slots = 2 * dictionary_entries_max;
/** A page of narrow values ends here. */
export const page_rows_max = page_raw_bytes_max / 4;

/** Where each area begins, from the start of the room. */
export interface RoomPlan {
  readonly output_bytes: number;
  readonly page: number;
  readonly ids: number;
  readonly levels: number;
  readonly selection: number;
  readonly widened: number;
  readonly table: number;
  readonly dictionary: number;
  readonly places: number;
  readonly compressed: number;
  readonly matches: number;
  readonly result: number;
  readonly bytes: number;
}

interface LeafSize {
  readonly values: number;
  /** Values, and what stands for nulls and empty lists. */
  readonly entries: number;
  /** Uncompressed, whatever the encoding; and of one page at most. */
  readonly bytes: number;
  readonly page_bytes: number;
  readonly page_entries: number;
  readonly pages: number;
}

export const isText = (type: LeafType): boolean => type.kind === "utf8" || type.kind === "binary";

/** Bytes of a value in a page; a bool counts as a byte, a text has a length. */
export function valueBytes(type: LeafType): number {
  if (type.kind === "bool") return 1;
  return type.kind === "int" || type.kind === "float" ? Math.max(4, type.bits / 8) : 4;
}

export const bitsFor = (value: number): number => 32 - Math.clz32(value);

/** Eight levels make a run at worst, or a group with a head of its own. */
function levelBytes(leaf: Leaf, entries: number): number {
  const bits = [leaf.definition_max, leaf.repetition_max].filter((max) => max > 0).map(bitsFor);
  return bits.reduce((sum, one) => sum + 4 + Math.ceil(entries / 8) * (3 + one), 0);
}

/** Differences are at most as wide as the values, with a head for each 128 of them. */
const valuesBytes = (leaf: Leaf, values: number): number =>
  valueBytes(leaf.type) * values + Math.ceil(values / 128) * 16 + 64;

function leafSize(layout: BatchLayout, leaf: Leaf): LeafSize {
  const values = layout.lengths[leaf.node] as number;
  const data = isText(leaf.type) ? (layout.buffers[leaf.buffer + 1]?.bytes ?? 0) : 0;
  const nested = leaf.repetition_max > 0;
  const entries = nested ? layout.rows + values + emptyMax(layout, leaf) : values;
  const size = (of_values: number, of_entries: number): number =>
    data + valuesBytes(leaf, of_values) + levelBytes(leaf, of_entries);
  // Every page but the last is full, or the next row would not fit.
  const pages = 2 + 2 * Math.ceil((data + 8 * entries) / page_raw_bytes_max);
  const bytes = size(values, entries) + pages * (64 + levelBytes(leaf, 0));
  const page_entries = nested ? entries : Math.min(values, page_rows_max);
  const page_bytes = nested ? bytes : size(page_entries, page_entries);
  return { values, entries, bytes, page_bytes, page_entries, pages };
}

/** Lists that could be empty or null on the way from the rows to the leaf. */
function emptyMax(layout: BatchLayout, leaf: Leaf): number {
  return leaf.steps.reduce(
    (sum, step) => sum + (step.kind === "nullable" ? 0 : (layout.lengths[step.node] as number)),
    0,
  );
}

export function planRoom(layout: BatchLayout, leaves: readonly Leaf[]): RoomPlan {
  let output_bytes = 0;
  let page_bytes = 0;
  let numbers = 0;
  let level_entries = 0;
  let selected = 0;
  let narrow_values = 0;
  for (const leaf of leaves) {
    const size = leafSize(layout, leaf);
    output_bytes += compressedBytesMax(size.bytes) + size.pages * (page_header_bytes_max + 1024);
    page_bytes = Math.max(page_bytes, size.page_bytes);
    // Texts are all numbered before the first page.
    numbers = Math.max(numbers, isText(leaf.type) ? size.values : 0);
    level_entries = Math.max(level_entries, leaf.definition_max > 0 ? size.page_entries : 0);
    selected = Math.max(selected, leaf.definition_max > 0 ? size.values : 0);
    if (leaf.type.kind === "int" && leaf.type.bits < 32) narrow_values = Math.max(narrow_values, size.values);
  }
  let end = 0;
  const area = (bytes: number): number => {
    const begin = end;
    end += alignUp(bytes + 64);
    return begin;
  };
  area(output_bytes);
  return {
    output_bytes,
    page: area(page_bytes),
    ids: area(4 * numbers),
    levels: area(level_entries),
    selection: area(Math.ceil(selected / 8)),
    widened: area(4 * narrow_values),
    table: area(4 * table_slots),
    dictionary: area(dictionary_bytes_max),
    places: area(4 * (dictionary_entries_max + 1)),
    compressed: area(compressedBytesMax(Math.max(page_bytes, dictionary_bytes_max))),
    matches: area(match_table_bytes),
    result: area(32),
    bytes: end,
  };
}
