/**
 * One request's working memory: a shared WebAssembly.Memory that the kernels of all threads work on, and its allocator. The main
 * thread alone allocates; what it hands out, one task at a time owns. Dropped with the request.
 */
import { Fault } from "../bridge/errors.ts";
import { memory_pages_max } from "../limits.ts";

export const page_bytes = 65536;
const alignment_bytes = 64;
const grow_pages_min = 256;

/** Large regions are taken in steps, so that one of a similar size can take the place of another. */
const step_bytes = 256 * 1024;

const takenBytes = (bytes: number): number =>
  bytes < 4 * step_bytes ? bytes : Math.ceil(bytes / step_bytes) * step_bytes;

export interface Region {
  readonly address: number;
  readonly bytes: number;
}

export class RequestMemory {
  readonly memory: WebAssembly.Memory;
  /** Bytes handed out now, and the most there ever were. */
  used_bytes = 0;
  peak_bytes = 0;
  /** Free regions by address; neighbours are merged. */
  readonly #free: { address: number; bytes: number }[] = [];
  /** Regions that were freed and not merged yet: their addresses, by size. */
  readonly #kept = new Map<number, number[]>();
  /** Where what was ever handed out ends. */
  #top = 0;
  #view: Uint8Array;

  constructor(pages_max: number | null) {
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: pages_max ?? memory_pages_max, shared: true });
    this.#view = new Uint8Array(this.memory.buffer);
    // Address 0 stays unused, so that no buffer has it.
    this.#free.push({ address: alignment_bytes, bytes: page_bytes - alignment_bytes });
  }

  /** The whole memory as it is now; growing makes older views too short. */
  get bytes(): Uint8Array {
    if (this.#view.length !== this.memory.buffer.byteLength) this.#view = new Uint8Array(this.memory.buffer);
    return this.#view;
  }

  view(region: Region): Uint8Array {
    return this.bytes.subarray(region.address, region.address + region.bytes);
  }

  /**
   * What was freed last and has the size, else the first that fits: pages that were touched before are taken again, for touching a new one takes the system
   * microseconds. The region is not zeroed.
   */
  allocate(bytes: number): Region {
    const wanted = Math.max(1, Math.ceil(bytes / alignment_bytes)) * alignment_bytes;
    const taken = takenBytes(wanted);
    const address = this.#kept.get(taken)?.pop() ?? this.#carve(taken);
    this.used_bytes += wanted;
    this.peak_bytes = Math.max(this.peak_bytes, this.used_bytes);
    return { address, bytes: wanted };
  }

  free(region: Region): void {
    const taken = takenBytes(region.bytes);
    this.used_bytes -= region.bytes;
    const kept = this.#kept.get(taken);
    if (kept === undefined) this.#kept.set(taken, [region.address]);
    else kept.push(region.address);
  }

  #carve(bytes: number): number {
    const fits = (free: Region): boolean => free.bytes >= bytes;
    let index = this.#free.findIndex(fits);
    if (index < 0 || (this.#free[index] as Region).address + bytes > this.#top) {
      this.#mergeKept();
      index = this.#free.findIndex(fits);
    }
    if (index < 0) index = this.#grow(bytes);
    const free = this.#free[index] as { address: number; bytes: number };
    const { address } = free;
    free.address += bytes;
    free.bytes -= bytes;
    if (free.bytes === 0) this.#free.splice(index, 1);
    this.#top = Math.max(this.#top, address + bytes);
    return address;
  }

  #mergeKept(): void {
    for (const [bytes, addresses] of this.#kept) {
      for (const address of addresses) this.#insert(address, bytes);
    }
    this.#kept.clear();
  }

  #grow(bytes: number): number {
    // In steps: each growth is told to every thread. Pages that nobody touches cost nothing.
    const pages = Math.max(grow_pages_min, Math.ceil(bytes / page_bytes));
    let before: number;
    try {
      before = this.memory.grow(pages);
    } catch {
      const now = this.memory.buffer.byteLength;
      throw new Fault("LimitError", "MEMORY_LIMIT", `the working memory (${now} bytes) can't grow by ${bytes} bytes`, {
        hint: "use a smaller batch_size, fewer threads, or a higher memory limit",
      });
    }
    // Worker threads grow the memory for their scratch too: what was grown here need not follow the last free region.
    return this.#insert(before * page_bytes, pages * page_bytes);
  }

  /** Put a region among the free ones and merge it with its neighbours; returns its index. */
  #insert(address: number, bytes: number): number {
    const free = this.#free;
    let index = free.findIndex((other) => other.address > address);
    if (index < 0) index = free.length;
    const before = free[index - 1];
    const after = free[index];
    const joins_before = before !== undefined && before.address + before.bytes === address;
    const joins_after = after !== undefined && address + bytes === after.address;
    if (joins_before && joins_after) {
      before.bytes += bytes + after.bytes;
      free.splice(index, 1);
      return index - 1;
    }
    if (joins_before) {
      before.bytes += bytes;
      return index - 1;
    }
    if (joins_after) {
      after.address = address;
      after.bytes += bytes;
      return index;
    }
    free.splice(index, 0, { address, bytes });
    return index;
  }
}

/** A region that several lots may use: freed when the last of them lets go. */
export class SharedRegion implements Region {
  readonly address: number;
  readonly bytes: number;
  #holders = 1;
  readonly #memory: RequestMemory;
  readonly #onFree: (() => void) | undefined;

  constructor(memory: RequestMemory, bytes: number, onFree?: () => void) {
    const region = memory.allocate(bytes);
    this.address = region.address;
    this.bytes = region.bytes;
    this.#memory = memory;
    this.#onFree = onFree;
  }

  retain(): this {
    this.#holders += 1;
    return this;
  }

  release(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#memory.free(this);
    this.#onFree?.();
  }
}
