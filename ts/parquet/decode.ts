/** Decodes one column after the other, page by page, into a slot. */
import { crc32 } from "node:zlib";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { ParquetReadKernel } from "../kernels/parquet_read.ts";
import { inflatePage } from "./codec.ts";
import { readAt } from "./footer.ts";
import { physical, valueBytes } from "./leaf.ts";
import type { PageFault } from "./load.ts";
import type { Page } from "./page_header.ts";
import { encoding } from "./page_header.ts";
import type { ColumnRoom, ColumnSpan, ParquetSpan, SlotRoom } from "./span.ts";
import { isView, nextInStore } from "./span.ts";
import type { PageValues } from "./values.ts";
import { decodeValues, decodeViews } from "./values.ts";

/** Rows taken of a page that was not taken whole. Without a fault there was no room for more. */
export interface Stopped {
  readonly rows: number;
  readonly fault: PageFault | null;
}

/** Where the parts of an opened page are. */
interface OpenPage {
  /** Levels behind each other and in front of the values in version 1; at places of their own in version 2. */
  readonly definition: number;
  readonly values: number;
  readonly end: number;
}

const faultAt = (page: Page, code: string, message: string): PageFault => ({ code, message, offset: page.offset });
const isFaulty = (found: object): found is PageFault => "code" in found;

export class PageDecoder {
  readonly #kernel: ParquetReadKernel;
  readonly #thread: ThreadMemory;
  readonly #span: ParquetSpan;
  readonly #slot: SlotRoom;
  readonly #base: number;
  #column!: ColumnSpan;
  #room!: ColumnRoom;
  /** Where the next page of byte arrays is decompressed to, and where the next DELTA_BYTE_ARRAY values go. */
  #store = 0;
  #built = 0;

  constructor(kernel: ParquetReadKernel, thread: ThreadMemory, span: ParquetSpan, slot: SlotRoom, base: number) {
    this.#kernel = kernel;
    this.#thread = thread;
    this.#span = span;
    this.#slot = slot;
    this.#base = base;
  }

  /** Start with a column: decode its dictionary. */
  begin(column: ColumnSpan, room: ColumnRoom): PageFault | null {
    this.#column = column;
    this.#room = room;
    this.#store = this.#base + room.store;
    this.#built = this.#base + room.built;
    if (isView(column.leaf)) this.#thread.data.setUint32(this.#base + room.offsets, 0, true);
    const { dictionary } = column;
    return dictionary === null ? null : this.#dictionary(dictionary);
  }

  #dictionary(page: Page): PageFault | null {
    const at = this.#base + this.#room.dictionary;
    const fault = this.#read(page, at);
    if (fault !== null) return fault;
    const { leaf } = this.#column;
    const end = at + page.inflated_bytes;
    let entries = Math.floor(page.inflated_bytes / Math.max(1, valueBytes(leaf)));
    if (isView(leaf)) {
      const addresses = this.#base + this.#room.entry_addresses;
      const offsets = this.#base + this.#room.entry_offsets;
      this.#thread.data.setUint32(offsets, 0, true);
      entries =
        leaf.physical === physical.fixed_len_byte_array
          ? this.#kernel.fixed_views(at, end, page.values, 0, 0, leaf.length, addresses, offsets)
          : this.#kernel.plain_views(at, end, page.values, 0, 0, addresses, offsets);
    }
    return entries >>> 0 < page.values ? faultAt(page, "PARQUET_VALUES", "(its dictionary) is damaged") : null;
  }

  /** Read a page as it is in the file, and check it. */
  #fetch(page: Page, target: number): PageFault | null {
    const bytes = this.#thread.buffer(target, page.bytes);
    readAt(this.#span, bytes, page.offset);
    if (page.crc === null || crc32(bytes) === page.crc) return null;
    return faultAt(page, "PARQUET_CRC", "has a wrong checksum");
  }

  /** Read a page of version 1 or a dictionary, decompressed. */
  #read(page: Page, target: number): PageFault | null {
    if (this.#column.codec === 0) return this.#fetch(page, target);
    const compressed = this.#base + this.#slot.compressed;
    return this.#fetch(page, compressed) ?? this.#inflate(page, compressed, page.bytes, target, page.inflated_bytes);
  }

  #inflate(page: Page, source: number, bytes: number, target: number, inflated: number): PageFault | null {
    // Nothing may be stored as nothing.
    if (inflated === 0 && bytes === 0) return null;
    if (inflatePage(this.#kernel, this.#thread, this.#column.codec, source, bytes, target, inflated)) return null;
    return faultAt(page, "PARQUET_COMPRESSION", "can't be decompressed to the size it states");
  }

  #open(page: Page, target: number): OpenPage | PageFault {
    const { v2 } = page;
    if (v2 === null) {
      const fault = this.#read(page, target);
      return fault ?? { definition: target, values: target, end: target + page.inflated_bytes };
    }
    const levels_bytes = v2.repetition_bytes + v2.definition_bytes;
    const compressed = this.#column.codec !== 0 && v2.compressed;
    const source = compressed ? this.#base + this.#slot.compressed : target;
    const inflated = page.inflated_bytes - levels_bytes;
    if (!compressed && page.bytes !== page.inflated_bytes) {
      return faultAt(page, "PARQUET_PAGE", "has two sizes, but isn't compressed");
    }
    const fault =
      this.#fetch(page, source) ??
      (compressed ? this.#inflate(page, source + levels_bytes, page.bytes - levels_bytes, target, inflated) : null);
    if (fault !== null) return fault;
    const values = compressed ? target : target + levels_bytes;
    return { definition: source + v2.repetition_bytes, values, end: values + inflated };
  }

  /** Decode a page to the column's rows from `row` on; its first `skip` rows are not wanted. Returns the rows taken: all, if it is a number. */
  page(page: Page, row: number, skip: number): number | Stopped {
    const view = isView(this.#column.leaf);
    const target = view ? this.#store : this.#base + this.#slot.inflated;
    const opened = this.#open(page, target);
    if (isFaulty(opened)) return { rows: 0, fault: opened };
    this.#store = nextInStore(this.#store, page);
    const values = this.#levels(page, opened, row);
    if (values === null) {
      return { rows: 0, fault: faultAt(page, "PARQUET_VALUES", "has damaged definition levels") };
    }
    return this.#decode(page, values, row, skip);
  }

  /** Definition levels to validity. Null where they are damaged. */
  #levels(page: Page, opened: OpenPage, row: number): PageValues | null {
    const { definition_max } = this.#column.leaf;
    const { values, end } = opened;
    const { values: rows } = page;
    if (definition_max === 0) return { at: values, end, count: rows, validity: 0 };
    const target = this.#base + this.#room.validity + row;
    const levels = this.#base + this.#slot.levels;
    const next = this.#levelValues(page, opened, levels);
    if (next === 0) return null;
    const count = this.#kernel.validity_from_levels(levels, rows, definition_max, target);
    if (count < 0) return null;
    // A page without nulls is decoded as if there could be none.
    return { at: page.v2 === null ? next : values, end, count, validity: count === rows ? 0 : target };
  }

  /** Returns where the values begin in version 1, and 0 for damage. */
  #levelValues(page: Page, opened: OpenPage, target: number): number {
    const { definition_max } = this.#column.leaf;
    const width = 32 - Math.clz32(definition_max);
    const { v2, values: count } = page;
    const { definition, end } = opened;
    if (v2 !== null)
      return this.#kernel.hybrid(definition, definition + v2.definition_bytes, width, count, target) >>> 0;
    if (page.level_encodings[0] === encoding.bit_packed) {
      return this.#kernel.bit_packed(definition, end, width, count, target) >>> 0;
    }
    if (page.level_encodings[0] !== encoding.rle || end - definition < 4) return 0;
    const bytes = this.#thread.data.getUint32(definition, true);
    const start = definition + 4;
    if (bytes > end - start) return 0;
    return this.#kernel.hybrid(start, start + bytes, width, count, target) === 0 ? 0 : start + bytes;
  }

  #decode(page: Page, values: PageValues, row: number, skip: number): number | Stopped {
    const { leaf, dictionary } = this.#column;
    const room = this.#room;
    const base = this.#base;
    const context = {
      kernel: this.#kernel,
      data: this.#thread.data,
      numbers: base + this.#slot.numbers,
      levels: base + this.#slot.levels,
      dictionary: base + room.dictionary,
      entry_addresses: base + room.entry_addresses,
      entry_offsets: base + room.entry_offsets,
      entries: dictionary?.values ?? 0,
    };
    let taken: number | null;
    let full = false;
    if (isView(leaf)) {
      const target = {
        addresses: base + room.addresses + row * 4,
        offsets: base + room.offsets + row * 4,
        built: this.#built,
        built_end: base + room.built_end,
      };
      taken = decodeViews(context, leaf, page, values, skip, target);
      full = taken !== null && taken < page.values && this.#kernel.short_of() === 1;
      if (page.encoding === encoding.delta_byte_array && taken !== null)
        this.#built += this.#grown(target.offsets, taken);
    } else {
      taken = decodeValues(context, leaf, page, values, base + room.values + row * valueBytes(leaf));
    }
    if (taken === page.values) return taken;
    if (full) return { rows: taken as number, fault: null };
    if (taken !== null) return { rows: taken, fault: faultAt(page, "PARQUET_VALUES", "has damaged values") };
    const message = `is encoded in a way that isn't read: encoding ${page.encoding}`;
    return { rows: 0, fault: faultAt(page, "PARQUET_ENCODING", message) };
  }

  /** Bytes that so many rows have from those offsets on. */
  #grown(offsets: number, rows: number): number {
    const { data } = this.#thread;
    return data.getUint32(offsets + rows * 4, true) - data.getUint32(offsets, true);
  }
}
