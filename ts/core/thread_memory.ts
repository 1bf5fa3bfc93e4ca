/** A request's memory as one thread sees it: its views, and the kernels that this thread has instantiated on it. */
import { page_bytes } from "./memory.ts";

export class ThreadMemory {
  readonly memory: WebAssembly.Memory;
  readonly #kernels = new Map<string, unknown>();
  #bytes: Uint8Array;
  #data: DataView;

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    this.#bytes = new Uint8Array(memory.buffer);
    this.#data = new DataView(memory.buffer);
  }

  #refresh(): void {
    const { buffer } = this.memory;
    if (buffer.byteLength === this.#bytes.length) return;
    this.#bytes = new Uint8Array(buffer);
    this.#data = new DataView(buffer);
  }

  get bytes(): Uint8Array {
    this.#refresh();
    return this.#bytes;
  }

  get data(): DataView {
    this.#refresh();
    return this.#data;
  }

  /** A Buffer on part of the memory, as node:fs and node:zlib take it. */
  buffer(address: number, bytes: number): Buffer {
    return Buffer.from(this.bytes.buffer, address, bytes);
  }

  /** The thread's own kernel of that name, made at its first use with a scratch area that no other thread has. */
  kernel<K>(name: string, scratch_bytes: number, make: (memory: WebAssembly.Memory, scratch: number) => K): K {
    let kernel = this.#kernels.get(name) as K | undefined;
    if (kernel === undefined) {
      // Growing is atomic and yields an address that nobody else gets.
      const scratch = this.memory.grow(Math.ceil(scratch_bytes / page_bytes)) * page_bytes;
      kernel = make(this.memory, scratch);
      this.#kernels.set(name, kernel);
    }
    return kernel;
  }
}
