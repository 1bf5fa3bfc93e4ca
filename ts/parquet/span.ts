/** A piece of a row group, as plain data, and the memory that loading it takes: known from the pages' headers, before anything is read. */
import type { OpenFile } from "../core/open_file.ts";
import { parquet_source_pad_bytes } from "../kernels/parquet_read.ts";
import { parquet_built_bytes_min } from "../limits.ts";
import type { Leaf } from "./leaf.ts";
import { physical, valueBytes } from "./leaf.ts";
import type { Page } from "./page_header.ts";
import { encoding } from "./page_header.ts";

/** The pages of one column that have the span's rows. Their first and last may have rows of other spans, too. */
export interface ColumnSpan {
  readonly leaf: Leaf;
  readonly codec: number;
  /** Only where one of the pages needs it. */
  readonly dictionary: Page | null;
  readonly pages: readonly Page[];
  /** Rows of the first page that are in front of the span. */
  readonly skip: number;
}

export interface ParquetSpan extends OpenFile {
  /** Counted in the file. */
  readonly first_row: number;
  readonly rows: number;
  readonly columns: readonly ColumnSpan[];
}

/** Where things are in a slot, from its start. A column's arrays begin with the first row of its first page. */
export interface ColumnRoom {
  /** A byte a row: 0 for null. */
  readonly validity: number;
  /** Byte arrays: u32 addresses, and u32 offsets, one more. */
  readonly addresses: number;
  readonly offsets: number;
  /** Other values. */
  readonly values: number;
  /** Byte arrays: the decompressed pages that the addresses point into, and what DELTA_BYTE_ARRAY puts together. */
  readonly store: number;
  readonly built: number;
  readonly built_end: number;
  /** The decompressed dictionary; of byte arrays its entries as addresses and offsets. */
  readonly dictionary: number;
  readonly entry_addresses: number;
  readonly entry_offsets: number;
}

export interface SlotRoom {
  readonly bytes: number;
  /** A page as it is in the file; a page of fixed-width values decompressed; two arrays of 8 bytes a value, for levels, indices, lengths. */
  readonly compressed: number;
  readonly inflated: number;
  readonly levels: number;
  readonly numbers: number;
  readonly columns: readonly ColumnRoom[];
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;
const padded = (bytes: number): number => align(bytes + parquet_source_pad_bytes);

export const isView = (leaf: Leaf): boolean =>
  leaf.physical === physical.byte_array || leaf.physical === physical.fixed_len_byte_array;

export const needsDictionary = (page: Page): boolean =>
  page.encoding === encoding.rle_dictionary || page.encoding === encoding.plain_dictionary;

const sum = (pages: readonly Page[], of: (page: Page) => number): number =>
  pages.reduce((total, page) => total + of(page), 0);

/** What a column's DELTA_BYTE_ARRAY pages may grow to in one load; more is loaded in further goes. */
function builtBytes(pages: readonly Page[]): number {
  const bytes = sum(pages, (page) => (page.encoding === encoding.delta_byte_array ? page.inflated_bytes : 0));
  return bytes === 0 ? 0 : 4 * bytes + parquet_built_bytes_min;
}

class Room {
  bytes = 0;

  take(bytes: number): number {
    const at = this.bytes;
    this.bytes += padded(bytes);
    return at;
  }
}

const most = (pages: readonly Page[], of: (page: Page) => number): number =>
  pages.reduce((largest, page) => Math.max(largest, of(page)), 0);

function columnRoom(column: ColumnSpan, room: Room): ColumnRoom {
  const { leaf, pages, dictionary } = column;
  const rows = sum(pages, (page) => page.values);
  const view = isView(leaf);
  const entries = dictionary?.values ?? 0;
  const built_bytes = builtBytes(pages);
  const validity = room.take(leaf.definition_max > 0 ? rows : 0);
  const addresses = room.take(view ? rows * 4 : 0);
  const offsets = room.take(view ? (rows + 1) * 4 : 0);
  const values = room.take(rows * valueBytes(leaf));
  const store = room.take(view ? sum(pages, (page) => padded(page.inflated_bytes)) : 0);
  const built = room.take(built_bytes);
  return {
    validity,
    addresses,
    offsets,
    values,
    store,
    built,
    built_end: built + built_bytes,
    dictionary: room.take(dictionary?.inflated_bytes ?? 0),
    entry_addresses: room.take(view ? entries * 4 : 0),
    entry_offsets: room.take(view ? (entries + 1) * 4 : 0),
  };
}

/** Lay out a slot. The same span always gives the same, so main thread and worker agree on it. */
export function slotRoom(span: ParquetSpan): SlotRoom {
  const room = new Room();
  let compressed_bytes = 0;
  let inflated_bytes = 0;
  let values = 0;
  const columns = span.columns.map((column) => {
    const all = column.dictionary === null ? column.pages : [column.dictionary, ...column.pages];
    compressed_bytes = Math.max(
      compressed_bytes,
      most(all, (page) => page.bytes),
    );
    if (!isView(column.leaf)) {
      inflated_bytes = Math.max(
        inflated_bytes,
        most(column.pages, (page) => page.inflated_bytes),
      );
    }
    values = Math.max(
      values,
      most(column.pages, (page) => page.values),
    );
    return columnRoom(column, room);
  });
  const compressed = room.take(compressed_bytes);
  const inflated = room.take(inflated_bytes);
  const levels = room.take(values * 8);
  const numbers = room.take(values * 8);
  return { bytes: room.bytes, compressed, inflated, levels, numbers, columns };
}
/** Address of the next page in a column's store. */
export const nextInStore = (at: number, page: Page): number => at + padded(page.inflated_bytes);
