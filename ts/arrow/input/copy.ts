/** The Arrow part of `fill`: rows of a batch become our own layout. Offsets begin at 0 and have 32 bits; dictionaries and views become plain text. */
import type { ThreadMemory } from "../../core/thread_memory.ts";
import type { BatchLayout } from "../layout.ts";
import { copyBits, countBits, setBits } from "./bits.ts";
import type { ArrowColumn } from "./columns.ts";
import { indicesOf, offsetsOf, validOf, viewsOf } from "./values.ts";

/** Whether the column becomes text. */
function isText({ node }: ArrowColumn): boolean {
  const { shape } = node.dictionary?.values ?? node;
  return shape === "text" || shape === "large_text" || shape === "view";
}

/** Append the sizes that `layoutBatch` wants for `count` values from `start` on. */
export function measureColumn(
  column: ArrowColumn,
  start: number,
  count: number,
  thread: ThreadMemory,
  sizes: number[],
): void {
  const { node, children } = column;
  if (node.dictionary !== null) {
    sizes.push(isText(column) ? dictionaryBytes(column, start, count, thread) : 0);
    return;
  }
  let from = start;
  let items = count;
  let size = 0;
  if (node.shape === "view") size = viewBytes(column, start, count, thread);
  else if (node.shape === "fixed_size_list") [from, items] = [start * node.size, count * node.size];
  else if (node.shape !== "struct" && node.shape !== "fixed" && node.shape !== "bits") {
    [from, items] = range(column, start, count, thread);
    size = items;
  }
  sizes.push(size);
  for (const child of children) measureColumn(child, from, items, thread, sizes);
}

/** Of text or a list: where the bytes or items of some values begin, and how many they are. */
function range(column: ArrowColumn, start: number, count: number, thread: ThreadMemory): [number, number] {
  if (count === 0) return [0, 0];
  const offset = offsetsOf(column, thread);
  return [offset(start), offset(start + count) - offset(start)];
}

function viewBytes(column: ArrowColumn, start: number, count: number, thread: ThreadMemory): number {
  const view = viewsOf(column, thread);
  const valid = validOf(column, thread);
  let bytes = 0;
  for (let i = start; i < start + count; i++) if (valid(i)) bytes += view(i).bytes;
  return bytes;
}

function dictionaryBytes(column: ArrowColumn, start: number, count: number, thread: ThreadMemory): number {
  const { dictionary } = column;
  if (dictionary === null || dictionary.rows === 0) return 0;
  const offsets = new Uint32Array(thread.memory.buffer, dictionary.values, dictionary.rows + 1);
  const index = indicesOf(column, thread);
  const valid = validOf(column, thread);
  let bytes = 0;
  for (let i = start; i < start + count; i++) {
    if (!valid(i)) continue;
    const value = index(i);
    bytes += (offsets[value + 1] as number) - (offsets[value] as number);
  }
  return bytes;
}

/** For many short texts, calls cost more than their bytes: a column of dictionary values takes a fifth less time so. */
function copyText(bytes: Uint8Array, source: number, count: number, target: number): void {
  if (count > 24) bytes.copyWithin(target, source, source + count);
  else for (let i = 0; i < count; i++) bytes[target + i] = bytes[source + i] as number;
}

/** Writes columns one after the other into a laid-out body. */
export class ColumnWriter {
  readonly nulls: number[] = [];
  readonly #body: number;
  readonly #layout: BatchLayout;
  readonly #thread: ThreadMemory;
  #buffer = 0;

  constructor(body: number, layout: BatchLayout, thread: ThreadMemory) {
    this.#body = body;
    this.#layout = layout;
    this.#thread = thread;
  }

  #next(): number {
    return this.#body + (this.#layout.buffers[this.#buffer++]?.offset ?? 0);
  }

  write(column: ArrowColumn, start: number, count: number): void {
    const { node, children } = column;
    const thread = this.#thread;
    const validity = this.#next();
    const at = this.nulls.push(0) - 1;
    if (node.nullable) this.#validity(column, start, count, validity);
    if (node.dictionary !== null) this.#dictionary(column, start, count, validity);
    else if (isText(column)) this.#text(column, start, count);
    else if (node.shape === "fixed") {
      const { address } = column.values;
      thread.bytes.copyWithin(this.#next(), address + start * node.size, address + (start + count) * node.size);
    } else if (node.shape === "bits") copyBits(thread.bytes, column.values.address, start, this.#next(), count);
    // Nothing to count where all are there, and stay there.
    if (node.nullable && (column.validity !== null || node.dictionary !== null))
      this.nulls[at] = count - countBits(thread.bytes, validity, count);
    let [from, items] = [start, count];
    if (node.shape === "fixed_size_list") [from, items] = [start * node.size, count * node.size];
    else if (node.shape === "list" || node.shape === "large_list") {
      [from, items] = range(column, start, count, thread);
      this.#offsets(column, start, count, this.#next());
    }
    for (const child of children) this.write(child, from, items);
  }

  #validity({ validity }: ArrowColumn, start: number, count: number, target: number): void {
    const { bytes } = this.#thread;
    if (validity === null) setBits(bytes, target, count);
    else copyBits(bytes, validity.address, start, target, count);
  }

  #offsets(column: ArrowColumn, start: number, count: number, target: number): void {
    const offsets = new Uint32Array(this.#thread.memory.buffer, target, count + 1);
    offsets[0] = 0;
    if (count === 0) return;
    const offset = offsetsOf(column, this.#thread);
    const first = offset(start);
    for (let i = 1; i <= count; i++) offsets[i] = offset(start + i) - first;
  }

  #text(column: ArrowColumn, start: number, count: number): void {
    const offsets = this.#next();
    const data = this.#next();
    if (column.node.shape === "view") {
      this.#views(column, start, count, offsets, data);
      return;
    }
    this.#offsets(column, start, count, offsets);
    const [from, size] = range(column, start, count, this.#thread);
    const source = (column.data[0]?.address ?? 0) + from;
    this.#thread.bytes.copyWithin(data, source, source + size);
  }

  #views(column: ArrowColumn, start: number, count: number, target: number, data: number): void {
    const { bytes, memory } = this.#thread;
    const offsets = new Uint32Array(memory.buffer, target, count + 1);
    const view = viewsOf(column, this.#thread);
    const valid = validOf(column, this.#thread);
    let end = 0;
    offsets[0] = 0;
    for (let i = 0; i < count; i++) {
      if (valid(start + i)) {
        const value = view(start + i);
        copyText(bytes, value.address, value.bytes, data + end);
        end += value.bytes;
      }
      offsets[i + 1] = end;
    }
  }

  #dictionary(column: ArrowColumn, start: number, count: number, validity: number): void {
    const { dictionary } = column;
    if (dictionary === null) return;
    const { bytes, memory } = this.#thread;
    const text = isText(column);
    const target = this.#next();
    const data = text ? this.#next() : 0;
    const from = new Uint32Array(memory.buffer, dictionary.values, text ? dictionary.rows + 1 : 0);
    const offsets = new Uint32Array(memory.buffer, target, text ? count + 1 : 0);
    const index = indicesOf(column, this.#thread);
    const valid = validOf(column, this.#thread);
    const size = column.node.dictionary?.values.size ?? 0;
    if (text) offsets[0] = 0;
    let end = 0;
    for (let i = 0; i < count; i++) {
      const value = valid(start + i) ? index(start + i) : -1;
      // A value of the dictionary may be null itself.
      if (value >= 0 && dictionary.validity !== 0 && !this.#bit(dictionary.validity, value)) this.#clear(validity, i);
      if (!text) {
        const source = dictionary.values + value * size;
        if (value < 0) bytes.fill(0, target + i * size, target + (i + 1) * size);
        else bytes.copyWithin(target + i * size, source, source + size);
        continue;
      }
      if (value >= 0) {
        const [begin, stop] = [from[value] as number, from[value + 1] as number];
        copyText(bytes, dictionary.data + begin, stop - begin, data + end);
        end += stop - begin;
      }
      offsets[i + 1] = end;
    }
  }

  #bit(address: number, index: number): boolean {
    return ((this.#thread.bytes[address + (index >> 3)] as number) & (1 << (index & 7))) !== 0;
  }

  #clear(address: number, index: number): void {
    const at = address + (index >> 3);
    this.#thread.bytes[at] = (this.#thread.bytes[at] as number) & ~(1 << (index & 7));
  }
}
