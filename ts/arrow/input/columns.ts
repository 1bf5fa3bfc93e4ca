/** Where a batch's columns lie in the request's memory: every buffer is found to be inside of the body and long enough before anything is read. */
import { bad } from "./faults.ts";
import type { BatchTable } from "./message.ts";
import type { ArrowNode } from "./nodes.ts";

/** The body of a batch, in the request's memory. */
export interface BatchBody {
  readonly address: number;
  readonly bytes: number;
}

/** The values that numbers in a batch stand for, in our own layout: addresses, 0 for what is not there. */
export interface Dictionary {
  readonly rows: number;
  readonly validity: number;
  /** Values, or the 32-bit offsets of text. */
  readonly values: number;
  readonly data: number;
}

export type Dictionaries = Readonly<Record<string, Dictionary>>;

export interface Place {
  readonly address: number;
  readonly bytes: number;
}

export interface ArrowColumn {
  readonly node: ArrowNode;
  readonly length: number;
  /** Null where all values are valid. */
  readonly validity: Place | null;
  /** Values, offsets, or views. */
  readonly values: Place;
  /** The bytes of text; of views, one place for each of their buffers. */
  readonly data: readonly Place[];
  readonly children: readonly ArrowColumn[];
  readonly dictionary: Dictionary | null;
}

export const wrong = (node: ArrowNode, what: string): Error =>
  bad("ARROW_BATCH", `a batch is damaged: in the column ${JSON.stringify(node.name)} ${what}`);

const nowhere: Place = { address: 0, bytes: 0 };

class Locator {
  readonly #table: BatchTable;
  readonly #body: BatchBody;
  readonly #dictionaries: Dictionaries;
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  constructor(table: BatchTable, body: BatchBody, dictionaries: Dictionaries) {
    this.#table = table;
    this.#body = body;
    this.#dictionaries = dictionaries;
  }

  get used_up(): boolean {
    const { lengths, sizes } = this.#table;
    return this.#node === lengths.length && this.#buffer === sizes.length;
  }

  column(node: ArrowNode, length_min: number): ArrowColumn {
    const length = this.#table.lengths[this.#node];
    const nulls = this.#table.nulls[this.#node] ?? 0;
    this.#node += 1;
    if (length === undefined) throw wrong(node, "its values are missing");
    if (length < length_min) throw wrong(node, `there are ${length} values instead of ${length_min}`);
    const bitmap = this.#buffers(node);
    if (nulls > 0 && bitmap.bytes === 0) throw wrong(node, "nulls are announced, but not marked");
    const validity = bitmap.bytes === 0 ? null : enough(node, bitmap, Math.ceil(length / 8));
    const { shape } = node;
    const values = this.#values(node, length);
    const data = this.#data(node);
    let items = 0;
    if (shape === "struct") items = length;
    if (shape === "fixed_size_list") items = length * node.size;
    const children = node.children.map((child) => this.column(child, items));
    return { node, length, validity, values, data, children, dictionary: this.#dictionary(node) };
  }

  #values(node: ArrowNode, length: number): Place {
    switch (node.shape) {
      case "struct":
      case "fixed_size_list":
        return nowhere;
      case "fixed":
        return enough(node, this.#buffers(node), length * node.size);
      case "bits":
        return enough(node, this.#buffers(node), Math.ceil(length / 8));
      case "view":
        return enough(node, this.#buffers(node), length * 16);
      default: {
        const wide = node.shape === "large_text" || node.shape === "large_list";
        // No values may come without offsets.
        return enough(node, this.#buffers(node), length === 0 ? 0 : (length + 1) * (wide ? 8 : 4));
      }
    }
  }

  #data(node: ArrowNode): Place[] {
    if (node.shape === "text" || node.shape === "large_text") return [this.#buffers(node)];
    if (node.shape !== "view") return [];
    const count = this.#table.variadic[this.#variadic++] ?? 0;
    if (count > this.#table.sizes.length) throw wrong(node, "the number of its buffers makes no sense");
    return Array.from({ length: count }, () => this.#buffers(node));
  }

  #dictionary(node: ArrowNode): Dictionary | null {
    if (node.dictionary === null) return null;
    const found = this.#dictionaries[node.dictionary.id];
    // Where all is null, writers leave an empty dictionary out.
    return found ?? { rows: 0, validity: 0, values: 0, data: 0 };
  }

  /** The next buffer of the batch. */
  #buffers(node: ArrowNode): Place {
    const offset = this.#table.offsets[this.#buffer];
    const bytes = this.#table.sizes[this.#buffer];
    this.#buffer += 1;
    if (offset === undefined || bytes === undefined) throw wrong(node, "a buffer is missing");
    if (bytes === 0) return nowhere;
    if (offset + bytes > this.#body.bytes) throw wrong(node, "a buffer lies outside of the batch");
    if (offset % 8 !== 0) throw wrong(node, "a buffer is not aligned to 8 bytes");
    return { address: this.#body.address + offset, bytes };
  }
}

function enough(node: ArrowNode, place: Place, bytes: number): Place {
  if (place.bytes >= bytes) return place;
  throw wrong(node, `a buffer of ${place.bytes} bytes is too short: ${bytes} are needed`);
}

/** All columns of a batch. */
export function locateColumns(
  nodes: readonly ArrowNode[],
  table: BatchTable,
  body: BatchBody,
  dictionaries: Dictionaries,
): ArrowColumn[] {
  const locator = new Locator(table, body, dictionaries);
  const columns = nodes.map((node) => {
    const column = locator.column(node, table.rows);
    if (column.length !== table.rows) throw wrong(node, `there are ${column.length} values instead of ${table.rows}`);
    return column;
  });
  if (!locator.used_up) throw bad("ARROW_BATCH", "a batch is damaged: it has more buffers than its columns");
  return columns;
}
