/** Encodes one leaf of a row group: its dictionary, then its pages. */
import { page_raw_bytes_max } from "../../limits.ts";
import type { Encoding, EncodingContext } from "./encoding.ts";
import { chooseEncoding } from "./encoding.ts";
import type { Body } from "./levels.ts";
import { leafStart, levelsOf } from "./levels.ts";
import type { EncodedChunk } from "./metadata.ts";
import { encodings } from "./metadata.ts";
import type { PageWriter } from "./pages.ts";
import { bitsFor, isText, page_rows_max, valueBytes } from "./room.ts";
import type { Leaf } from "./schema.ts";
import type { Extremes } from "./statistics.ts";
import { extremesOf, no_extremes, statisticsOf } from "./statistics.ts";
import type { Values } from "./values.ts";
import { collectValues } from "./values.ts";

export interface ChunkContext extends EncodingContext {
  readonly body: Body;
  /** Of each node. */
  readonly nulls: readonly number[];
  readonly writer: PageWriter;
}

/** A part of the rows: which of the node's values they lead to, and which of those that are there. */
interface Part {
  readonly row: number;
  readonly rows: number;
  readonly slot: number;
  readonly slots: number;
  readonly value: number;
  readonly values: number;
}

export function encodeChunk(context: ChunkContext, leaf: Leaf): EncodedChunk {
  return new ChunkEncoder(context, leaf).encode();
}

class ChunkEncoder {
  readonly #context: ChunkContext;
  readonly #leaf: Leaf;
  readonly #values: Values;

  constructor(context: ChunkContext, leaf: Leaf) {
    this.#context = context;
    this.#leaf = leaf;
    const { kernel, body, nulls, room } = context;
    this.#values = collectValues(kernel, body, leaf, nulls, room);
  }

  encode(): EncodedChunk {
    const { room, writer, body } = this.#context;
    const { encoding, extremes } = this.#choose();
    const begin = writer.bytes;
    const raw_before = writer.raw_bytes;
    if (encoding.kind === "dictionary") {
      const { entries, bytes } = encoding;
      writer.write({ dictionary: true, address: room.dictionary, bytes, values: entries, encoding: encodings.plain });
    }
    const data_offset = writer.bytes;
    let entries = 0;
    for (let row = 0, value = 0; row < body.layout.rows; ) {
      const part = this.#cut(row, value);
      entries += this.#page(part, encoding);
      row += part.rows;
      value += part.values;
    }
    return {
      dictionary_offset: encoding.kind === "dictionary" ? begin : null,
      data_offset,
      compressed_bytes: writer.bytes - begin,
      raw_bytes: writer.raw_bytes - raw_before,
      values: entries,
      encodings: encoding.kind === "dictionary" ? [encodings.plain, this.#number(encoding)] : [this.#number(encoding)],
      statistics: statisticsOf(extremes, entries - this.#values.count),
    };
  }

  /** Integers are numbered by their extremes. Of fractions and texts, those of the dictionary are sooner found. */
  #choose(): { encoding: Encoding; extremes: Extremes } {
    const { kernel, thread, room } = this.#context;
    const { type } = this.#leaf;
    const extremesIn = (values: Values): Extremes => extremesOf(kernel, thread, type, values, room.result);
    if (type.kind !== "float" && !isText(type)) {
      const extremes = extremesIn(this.#values);
      return { encoding: chooseEncoding(this.#context, type, this.#values, extremes), extremes };
    }
    const encoding = chooseEncoding(this.#context, type, this.#values, no_extremes);
    if (encoding.kind !== "dictionary") return { encoding, extremes: extremesIn(this.#values) };
    const count = encoding.entries;
    // In the dictionary each text has its length in front.
    const entries = isText(type)
      ? { ...this.#values, address: room.places, data: room.dictionary, count, skip: 4 }
      : { ...this.#values, address: room.dictionary, count };
    return { encoding, extremes: extremesIn(entries) };
  }

  #number(encoding: Encoding): number {
    if (encoding.kind === "dictionary") return encodings.rle_dictionary;
    if (encoding.kind === "plain") return encodings.plain;
    return isText(this.#leaf.type) ? encodings.delta_length_byte_array : encodings.delta_binary_packed;
  }

  /** The rows of the next page: as many as its bytes allow, one at least. */
  #cut(row: number, value: number): Part {
    const { body } = this.#context;
    const left = Math.min(body.layout.rows - row, page_rows_max);
    let part = this.#part(row, left, value);
    if (this.#bytes(part) <= page_raw_bytes_max) return part;
    let fits = 1;
    for (let too_many = left; too_many - fits > 1; ) {
      const middle = (fits + too_many) >>> 1;
      if (this.#bytes(this.#part(row, middle, value)) <= page_raw_bytes_max) fits = middle;
      else too_many = middle;
    }
    part = this.#part(row, fits, value);
    return part;
  }

  #part(row: number, rows: number, value: number): Part {
    const { kernel, body } = this.#context;
    const slot = leafStart(body, this.#leaf, row);
    const slots = leafStart(body, this.#leaf, row + rows) - slot;
    const { selection } = this.#values;
    const values = selection === 0 ? slots : kernel.popcount(selection, slot, slots);
    return { row, rows, slot, slots, value, values };
  }

  #bytes({ slots, value, values }: Part): number {
    const { type } = this.#leaf;
    const width = valueBytes(type);
    return isText(type) ? this.#offset(value + values) - this.#offset(value) + slots * 4 : slots * width;
  }

  /** Where in the text's bytes a value begins. */
  #offset(value: number): number {
    return this.#context.thread.data.getUint32(this.#values.address + 4 * value, true);
  }

  /** Write a page; returns its entries, those for nulls and empty lists among them. */
  #page(part: Part, encoding: Encoding): number {
    const { room, writer } = this.#context;
    let to = room.page;
    let entries = part.rows;
    if (this.#leaf.repetition_max > 0) {
      const levels = levelsOf(this.#context.body, this.#leaf, part.row, part.rows);
      entries = levels.count;
      to = this.#levels(levels.repetition, entries, this.#leaf.repetition_max, to);
      to = this.#levels(levels.definition, entries, this.#leaf.definition_max, to);
    } else if (this.#leaf.definition_max > 0) {
      to = this.#flatLevels(part, to);
    }
    to = this.#encodeValues(part, encoding, to);
    const bytes = to - room.page;
    writer.write({ dictionary: false, address: room.page, bytes, values: entries, encoding: this.#number(encoding) });
    return entries;
  }

  #levels(levels: Uint8Array, count: number, max: number, to: number): number {
    const { thread, room } = this.#context;
    thread.bytes.set(levels.subarray(0, count), room.levels);
    return this.#putLevels(count, max, to);
  }

  /** Without lists, every row is one entry. */
  #flatLevels(part: Part, to: number): number {
    const { kernel, thread, room, body } = this.#context;
    const { definition_max } = this.#leaf;
    if (this.#values.selection === 0) return this.#putLevelRun(part.rows, definition_max, to);
    if (definition_max === 1) kernel.unpack_bits(this.#values.selection, part.row, part.rows, room.levels);
    else thread.bytes.set(levelsOf(body, this.#leaf, part.row, part.rows).definition, room.levels);
    return this.#putLevels(part.rows, definition_max, to);
  }

  #putLevels(count: number, max: number, to: number): number {
    const { kernel, thread, room } = this.#context;
    const end = kernel.hybrid_levels(room.levels, count, bitsFor(max), to + 4) >>> 0;
    thread.data.setUint32(to, end - to - 4, true);
    return end;
  }

  /** The same level for every row, as a run. */
  #putLevelRun(count: number, level: number, to: number): number {
    const { thread } = this.#context;
    let end = to + 4;
    for (let left = count * 2; left > 0; left = Math.floor(left / 128))
      thread.bytes[end++] = left >= 128 ? (left % 128) | 0x80 : left;
    thread.bytes[end++] = level;
    thread.data.setUint32(to, end - to - 4, true);
    return end;
  }

  #encodeValues(part: Part, encoding: Encoding, to: number): number {
    const { kernel, thread } = this.#context;
    const { type } = this.#leaf;
    const { values: count, value } = part;
    if (encoding.kind === "dictionary") {
      thread.bytes[to] = encoding.bits;
      return this.#encodeNumbers(part, encoding, to + 1);
    }
    if (type.kind === "bool") {
      kernel.pack_bools(this.#values.address, 0, value, count, to);
      return to + Math.ceil(count / 8);
    }
    if (isText(type)) return this.#encodeTexts(part, to);
    const width = valueBytes(type);
    const from = this.#values.address + value * width;
    if (encoding.kind === "delta") return (width === 4 ? kernel.delta_32 : kernel.delta_64)(from, count, to) >>> 0;
    kernel.copy(to, from, count * width);
    return to + count * width;
  }

  /** The lengths, then all bytes. */
  #encodeTexts(part: Part, to: number): number {
    const { kernel, room } = this.#context;
    const { value, values: count } = part;
    kernel.lengths(this.#values.address + 4 * value, count, room.ids);
    const bytes = kernel.delta_32(room.ids, count, to) >>> 0;
    const begin = this.#offset(value);
    const end = this.#offset(value + count);
    kernel.copy(bytes, this.#values.data + begin, end - begin);
    return bytes + end - begin;
  }

  #encodeNumbers(part: Part, encoding: Extract<Encoding, { kind: "dictionary" }>, to: number): number {
    const { kernel, room } = this.#context;
    const { value, values: count } = part;
    const { bits, least } = encoding;
    // They stand where the values were, but for those of texts.
    const numbers = isText(this.#leaf.type) ? room.ids : this.#values.address;
    return kernel.hybrid_ids(numbers + 4 * value, count, least, bits, to) >>> 0;
  }
}
