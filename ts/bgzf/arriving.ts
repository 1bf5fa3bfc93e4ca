/**
 * BGZF that arrives, on the main thread: whole blocks are found by their headers, gathered in the request's memory and handed out as spans.
 * What is no whole block goes out as it is once it can't become one: the load says what is wrong with it.
 */
import type { ByteInput } from "../core/byte_input.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { Span } from "../core/source.ts";
import { not_yet } from "../core/source.ts";
import { block_places_max, span_bytes } from "../limits.ts";
import { block_bytes_max, parseBlockHeader, u32 } from "./block.ts";
import type { BgzfLoaded, BgzfSpan } from "./load.ts";
import type { Accepted, VirtualOffset } from "./spans.ts";
import { BgzfSpans } from "./spans.ts";

/** As far as a block that begins in a range may reach, and the one behind it, with room for its header. */
const overlap_bytes = 2 * block_bytes_max + 1024;

/** Where the last blocks lie, for errors: they can't be walked again. */
class BlockPlaces {
  #starts: number[] = [];
  #inflated: number[] = [];

  add(start: number, inflated: number): void {
    // The first ones are gone through twice: for the header, then for the records.
    if (start <= (this.#starts.at(-1) ?? -1)) return;
    this.#starts.push(start);
    this.#inflated.push(inflated);
    if (this.#starts.length < 2 * block_places_max) return;
    this.#starts = this.#starts.slice(-block_places_max);
    this.#inflated = this.#inflated.slice(-block_places_max);
  }

  locate(block: number, inflated: number): VirtualOffset {
    let index = lowerBound(this.#starts, block);
    if (this.#starts[index] !== block) return { block, within: 0 };
    let left = inflated;
    while (index < this.#starts.length && left >= (this.#inflated[index] as number)) {
      left -= this.#inflated[index] as number;
      index += 1;
    }
    const found = this.#starts[index];
    return found === undefined ? { block: this.#end(index - 1), within: 0 } : { block: found, within: left };
  }

  /** The last block's end is not known here; it is as good a place for an error as its start. */
  #end(index: number): number {
    return this.#starts[index] ?? 0;
  }
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class ArrivingSpans extends BgzfSpans {
  readonly #input: ByteInput;
  readonly #memory: RequestMemory;
  readonly #places = new BlockPlaces();
  /** The memory of spans that are out, by where they begin in the input. */
  readonly #regions = new Map<number, SharedRegion>();
  /** Spans that were looked at for the header, and hold records too. */
  #again: BgzfSpan[] = [];
  #damaged = false;
  readonly #mends: boolean;
  /** Those handed out for a look. */
  #looked: BgzfSpan[] | null = null;

  constructor(input: ByteInput, memory: RequestMemory, mends = false) {
    super({ fd: -1, name: input.name, file_bytes: 0 }, { block: 0, within: 0 }, mends);
    this.#input = input;
    this.#memory = memory;
    this.#mends = mends;
  }

  override get bytes_total(): number | null {
    return this.#input.bytes_total;
  }

  override get end(): number {
    return this.#input.offset;
  }

  override locate(block: number, inflated: number): VirtualOffset {
    return this.#places.locate(block, inflated);
  }

  override next(): Span | null | typeof not_yet {
    const span = this.#again.shift() ?? this.nextSpan();
    if (span !== null && span !== not_yet) this.#looked?.push(span);
    return span as unknown as Span | null | typeof not_yet;
  }

  /** From now on spans are handed out for a look: they stay, and so does the input, until `lookAgain`. */
  look(): void {
    this.#looked = [];
  }

  /** The look has ended: begin once more from where it began. */
  lookAgain(from: VirtualOffset): void {
    const looked = this.#looked ?? [];
    this.#looked = null;
    const left = this.#again;
    this.#again = [];
    this.rewind(from, looked);
    this.#again.push(...left);
  }

  /** Begin once more from a place in a span that has been handed out. */
  rewind(from: VirtualOffset, spans: readonly BgzfSpan[]): void {
    this.begin(from);
    for (const span of spans) {
      if (span.end <= from.block) this.#release(span);
      else {
        const start = Math.max(span.start, from.block);
        this.#again.push({ ...span, start, exact: span.exact || start === from.block });
      }
    }
  }

  nextSpan(): BgzfSpan | null | typeof not_yet {
    const input = this.#input;
    if (this.#mends) return this.#nextRange();
    if (this.#damaged) return null;
    const bytes = input.peek(Math.min(input.available, span_bytes)) ?? new Uint8Array(0);
    const whole = this.#wholeBlocks(bytes);
    if (whole > 0) return this.#gather(whole);
    // The first block is not whole. It may be longer than a span, as its header may be.
    if (!input.ended) {
      input.peek(Math.min(input.available + 1, span_bytes));
      return not_yet;
    }
    if (input.available === 0) return null;
    this.#damaged = true;
    return this.#gather(Math.min(input.available, span_bytes));
  }

  /** The bytes of whole blocks at the start; with those of what can't be a block, behind which nothing can be found. */
  #wholeBlocks(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length) {
      const header = parseBlockHeader(bytes, at);
      if (header === "short") break;
      if (typeof header === "string") {
        this.#damaged = true;
        return bytes.length;
      }
      const end = at + header.block_bytes;
      if (end > bytes.length) break;
      this.#places.add(this.#input.offset + at, Math.min(u32(bytes, end - 4), block_bytes_max));
      at = end;
    }
    return at;
  }

  #gather(bytes: number): BgzfSpan {
    const start = this.#input.offset;
    const region = new SharedRegion(this.#memory, bytes);
    this.#input.take(this.#memory.view({ address: region.address, bytes }));
    this.#regions.set(start, region);
    const end = start + bytes;
    const memory = { address: region.address, start };
    return { fd: -1, name: this.#input.name, file_bytes: end, start, end, exact: true, memory };
  }

  /**
   * Where damage is to be passed over, headers can't be relied on: ranges as those of a file, each with as much of what comes behind it
   * as a load may need.
   */
  #nextRange(): BgzfSpan | null | typeof not_yet {
    const input = this.#input;
    const wanted = span_bytes + overlap_bytes;
    if (input.available < wanted && !input.ended) {
      input.want(wanted);
      return not_yet;
    }
    const bytes = Math.min(input.available, wanted);
    const found = input.peek(bytes) as Uint8Array;
    if (bytes === 0) return null;
    const start = input.offset;
    const region = new SharedRegion(this.#memory, bytes);
    this.#memory.view({ address: region.address, bytes }).set(found);
    this.#regions.set(start, region);
    const end = start + input.take(Math.min(span_bytes, bytes));
    const memory = { address: region.address, start };
    const file = { fd: -1, name: input.name, file_bytes: start + bytes };
    return { ...file, start, end, exact: start === this.expected, memory, places: true };
  }

  /** Learn the places of blocks that the load had to find. */
  override taken({ places = [] }: BgzfLoaded): void {
    for (let i = 0; i < places.length; i += 2) this.#places.add(places[i] as number, places[i + 1] as number);
  }

  override accept(span: BgzfSpan, loaded: BgzfLoaded): Accepted {
    const taken = super.accept(span, loaded);
    if (taken.again === null && this.#looked === null) this.#release(span);
    return taken;
  }

  override close(): void {
    if (this.#looked !== null) return;
    for (const region of this.#regions.values()) region.release();
    this.#regions.clear();
    this.#input.close();
  }

  #release(span: BgzfSpan): void {
    const start = span.memory?.start ?? 0;
    this.#regions.get(start)?.release();
    this.#regions.delete(start);
  }
}
