/** What of a batch's columns goes into their digest, as streams of bytes: see docs/cli.md. Batches are the engine's own: their lists and texts are gapless. */
import type { BatchLayout } from "./layout.ts";
import { buffersOf } from "./layout.ts";
import type { ArrowType, Field } from "./schema.ts";
import { childrenOf, valueBytes } from "./schema.ts";

/** Takes the next bytes of a stream. */
export type TakeBytes = (stream: string, bytes: Uint8Array) => void;

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Slots of a node: all of a range, or single ones. */
type Slots = Range | Uint32Array;

const isRange = (slots: Slots): slots is Range => !(slots instanceof Uint32Array);

const count = (slots: Slots): number => (isRange(slots) ? slots.to - slots.from : slots.length);

function indices(slots: Slots): Uint32Array {
  return isRange(slots) ? Uint32Array.from({ length: slots.to - slots.from }, (_, i) => slots.from + i) : slots;
}

export class ColumnReader {
  readonly #body: Uint8Array;
  readonly #view: DataView;
  readonly #layout: BatchLayout;
  readonly #take: TakeBytes;
  #buffer = 0;

  /** Reads the column whose buffers begin with number `first_buffer`. */
  constructor(body: Uint8Array, layout: BatchLayout, first_buffer: number, take: TakeBytes) {
    this.#body = body;
    this.#view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    this.#layout = layout;
    this.#buffer = first_buffer;
    this.#take = take;
  }

  /** Read a node and all below it. `at` is where in the column it stands. */
  read(field: Field, at: string, slots: Slots): void {
    const { type } = field;
    const first = this.#buffer;
    this.#buffer += buffersOf(type);
    const valid = this.#validity(first, at, slots);
    const value_bytes = valueBytes(type);
    if (value_bytes !== null) this.#take(`${at}.values`, this.#values(first + 1, valid, value_bytes));
    else if (type.kind === "bool") this.#take(`${at}.values`, this.#bits(first + 1, valid));
    else if (type.kind === "utf8" || type.kind === "binary") this.#texts(first, at, valid);
    else this.#children(type, first, at, valid);
  }

  #bytes(buffer: number): Uint8Array {
    const { offset = 0, bytes = 0 } = this.#layout.buffers[buffer] ?? {};
    return this.#body.subarray(offset, offset + bytes);
  }

  /** Give the stream of the validity; returns the valid slots. */
  #validity(buffer: number, at: string, slots: Slots): Slots {
    const bits = this.#bytes(buffer);
    if (bits.length === 0) {
      this.#take(`${at}.validity`, new Uint8Array(count(slots)).fill(1));
      return slots;
    }
    const truths = this.#bits(buffer, slots);
    this.#take(`${at}.validity`, truths);
    if (!truths.includes(0)) return slots;
    return indices(slots).filter((_, index) => truths[index] === 1);
  }

  /** A byte a slot. */
  #bits(buffer: number, slots: Slots): Uint8Array {
    const bits = this.#bytes(buffer);
    const truths = new Uint8Array(count(slots));
    for (let i = 0; i < truths.length; i++) {
      const slot = isRange(slots) ? slots.from + i : (slots[i] as number);
      truths[i] = ((bits[slot >> 3] as number) >> (slot & 7)) & 1;
    }
    return truths;
  }

  #values(buffer: number, slots: Slots, width: number): Uint8Array {
    const bytes = this.#bytes(buffer);
    if (isRange(slots)) return bytes.subarray(slots.from * width, slots.to * width);
    const gathered = new Uint8Array(slots.length * width);
    slots.forEach((slot, index) => {
      gathered.set(bytes.subarray(slot * width, (slot + 1) * width), index * width);
    });
    return gathered;
  }

  #texts(first: number, at: string, valid: Slots): void {
    const items = this.#lengths(first + 1, at, valid);
    const data = this.#bytes(first + 2);
    if (isRange(items)) this.#take(`${at}.values`, data.subarray(items.from, items.to));
    else this.#take(`${at}.values`, this.#values(first + 2, items, 1));
  }

  /** Give the stream of the lengths, by the offsets; returns what the slots hold. */
  #lengths(buffer: number, at: string, valid: Slots): Slots {
    const start = this.#layout.buffers[buffer]?.offset ?? 0;
    const offset = (slot: number): number => this.#view.getInt32(start + 4 * slot, true);
    const words = new BigInt64Array(count(valid));
    let sum = 0;
    for (let i = 0; i < words.length; i++) {
      const slot = isRange(valid) ? valid.from + i : (valid[i] as number);
      const length = offset(slot + 1) - offset(slot);
      words[i] = BigInt(length);
      sum += length;
    }
    this.#take(`${at}.lengths`, new Uint8Array(words.buffer));
    const last = isRange(valid) ? valid.to : (valid.at(-1) ?? -1) + 1;
    const begin = offset(isRange(valid) ? valid.from : (valid[0] ?? 0));
    const end = words.length === 0 ? begin : offset(last);
    // Nulls mostly hold nothing.
    if (end - begin === sum) return { from: begin, to: end };
    return Uint32Array.from(
      [...indices(valid)].flatMap((slot) => [...indices({ from: offset(slot), to: offset(slot + 1) })]),
    );
  }

  #children(type: ArrowType, first: number, at: string, valid: Slots): void {
    const fields = childrenOf(type);
    if (type.kind === "list" || type.kind === "map") {
      const items = this.#lengths(first + 1, at, valid);
      this.read(fields[0] as Field, `${at}/0`, items);
    } else if (type.kind === "fixed_size_list") {
      this.read(fields[0] as Field, `${at}/0`, repeated(valid, type.size));
    } else {
      fields.forEach((field, number) => {
        this.read(field, `${at}/${number}`, valid);
      });
    }
  }
}

function repeated(slots: Slots, size: number): Slots {
  if (isRange(slots)) return { from: slots.from * size, to: slots.to * size };
  return Uint32Array.from({ length: slots.length * size }, (_, i) => {
    return (slots[Math.floor(i / size)] as number) * size + (i % size);
  });
}
