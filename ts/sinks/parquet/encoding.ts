/** Which encoding a column chunk gets. */
import type { ThreadMemory } from "../../core/thread_memory.ts";
import type { EncodeKernel } from "../../kernels/encode.ts";
import type { RoomPlan } from "./room.ts";
import { bitsFor, dictionary_bytes_max, dictionary_entries_max, isText, table_slots, valueBytes } from "./room.ts";
import type { LeafType } from "./schema.ts";
import type { Extremes } from "./statistics.ts";
import type { Values } from "./values.ts";

/** Numbers of values of a fixed width stand in the place of the values. */
export interface Dictionary {
  readonly kind: "dictionary";
  readonly entries: number;
  /** Of the dictionary page. */
  readonly bytes: number;
  /** Of a number. */
  readonly bits: number;
  /** What is number 0, where the integers themselves count from there on. */
  readonly least: number;
}

export type Encoding = Dictionary | { readonly kind: "plain" } | { readonly kind: "delta" };

/** Tried first. */
const small_table_slots = 4096;
/** What the kernel says of texts when the table is the limit. */
const too_many = -2;
/** A dictionary has to save this part of the plain bytes: what it saves, a codec saves too for the most part. */
const dictionary_share_max = 0.75;
/** Ascending values with fewer repetitions than this are better off as differences. */
const repetitions_min = 16;
const range_max = dictionary_entries_max - 1;
/** So many values mostly show already how many bits the distinct ones take. */
const sample_rows = 2048;

export interface EncodingContext {
  readonly kernel: EncodeKernel;
  readonly thread: ThreadMemory;
  /** Absolute addresses. */
  readonly room: RoomPlan;
}

/** Where a dictionary is chosen, the values are numbered. */
export function chooseEncoding(context: EncodingContext, type: LeafType, values: Values, extremes: Extremes): Encoding {
  if (type.kind === "bool") return { kind: "plain" };
  const other = { kind: isText(type) || isAscending(values, extremes) ? "delta" : "plain" } as const;
  return (isText(type) ? textDictionary(context, values) : numberDictionary(context, type, values, extremes)) ?? other;
}

const isAscending = (values: Values, extremes: Extremes): boolean =>
  extremes.ascending && values.count > repetitions_min;

interface Found {
  readonly entries: number;
  readonly bytes: number;
  readonly least?: number;
}

function whereItPays(found: Found, count: number, plain_bytes: number): Dictionary | null {
  // One value needs no bits, but not every reader knows that.
  const bits = Math.max(1, bitsFor(found.entries - 1));
  const pays = found.bytes + (count * bits) / 8 < plain_bytes * dictionary_share_max;
  return pays ? { kind: "dictionary", least: 0, ...found, bits } : null;
}

function numberDictionary(
  context: EncodingContext,
  type: LeafType,
  values: Values,
  extremes: Extremes,
): Dictionary | null {
  const { address, count } = values;
  const bytes = valueBytes(type);
  /** Ascending values want many repetitions. */
  const worth = (found: Found): Dictionary | null =>
    isAscending(values, extremes) && found.entries * repetitions_min > count
      ? null
      : whereItPays(found, count, count * bytes);
  if (type.kind === "int" && bytes === 4 && extremes.min !== null && extremes.max !== null) {
    const least = new DataView(extremes.min.buffer).getUint32(0, true);
    const range = (new DataView(extremes.max.buffer).getUint32(0, true) - least) >>> 0;
    if (range <= range_max && range <= 4 * count) return rangeDictionary(context, values, least, range, worth);
  }
  const entries_max = Math.min(dictionary_entries_max, count >>> 1);
  if (entries_max === 0) return null;
  const { kernel, room } = context;
  const make = bytes === 4 ? kernel.dictionary_32 : kernel.dictionary_64;
  // Most columns have few values: a small table is sooner zeroed, and stays in the cache.
  for (const slots of [small_table_slots, table_slots]) {
    kernel.zero(room.table, 4 * slots);
    const entries = make(address, count, room.table, slots, Math.min(entries_max, slots >>> 1), room.dictionary);
    if (entries < 0) continue;
    const dictionary = worth({ entries, bytes: entries * bytes });
    if (dictionary === null) (bytes === 4 ? kernel.values_32 : kernel.values_64)(address, count, room.dictionary);
    return dictionary;
  }
  return null;
}

/** Where all values of the range take no more bits than those that occur, all of them are the dictionary: the values are numbers as they are. */
function rangeDictionary(
  { kernel, thread, room }: EncodingContext,
  values: Values,
  least: number,
  range: number,
  worth: (found: Found) => Dictionary | null,
): Dictionary | null {
  const { address, count } = values;
  const occurring = (of_count: number): number => {
    kernel.zero(room.table, 4 * (range + 1));
    return kernel.dictionary_range(address, of_count, least, range, room.table, room.dictionary);
  };
  const bits = bitsFor(range);
  if (bits <= 8) {
    const some = bitsFor(occurring(Math.min(count, sample_rows)) - 1) === bits;
    if (some || bitsFor(occurring(count) - 1) === bits) {
      for (let i = 0; i <= range; i++) thread.data.setUint32(room.dictionary + 4 * i, least + i, true);
      return worth({ entries: range + 1, bytes: 4 * (range + 1), least });
    }
  }
  const entries = occurring(count);
  const dictionary = worth({ entries, bytes: 4 * entries });
  if (dictionary !== null) kernel.ids_range(address, count, least, room.table);
  return dictionary;
}

/** The texts' numbers stand in the room's `ids`. */
function textDictionary(context: EncodingContext, values: Values): Dictionary | null {
  const { thread, room } = context;
  const { address, count } = values;
  const entries = numberTexts(context, values);
  if (entries < 0) return null;
  const bytes = thread.data.getUint32(room.places + 4 * entries, true);
  const text_bytes = thread.data.getUint32(address + 4 * count, true) - thread.data.getUint32(address, true);
  return whereItPays({ entries, bytes }, count, text_bytes + 4 * count);
}

/** How many distinct ones there are; less than none where a dictionary can't pay. */
function numberTexts({ kernel, thread, room }: EncodingContext, { address, data, count }: Values): number {
  const entries_max = Math.min(dictionary_entries_max, count >>> 1);
  if (entries_max === 0) return -1;
  const { table, dictionary, places, ids } = room;
  const width = kernel.text_width(address, count);
  if (width > 0) {
    const first = data + thread.data.getUint32(address, true);
    const slots = small_table_slots;
    const entries = kernel.dictionary_narrow(first, count, width, table, slots, entries_max, dictionary, places, ids);
    if (entries >= 0) return entries;
  }
  for (const slots of [small_table_slots, table_slots]) {
    const max = Math.min(entries_max, slots >>> 1);
    const bytes_max = dictionary_bytes_max;
    const entries = kernel.dictionary_text(address, data, count, table, slots, max, bytes_max, dictionary, places, ids);
    if (entries !== too_many || max === entries_max) return entries;
  }
  return -1;
}
