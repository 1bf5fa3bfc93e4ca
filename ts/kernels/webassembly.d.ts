/** The part of the WebAssembly JavaScript API in use. Node has it, its types and the plain ES library don't. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: ArrayBufferView);
    private readonly brand: never;
    static imports(module: Module): { module: string; name: string; kind: string }[];
    static exports(module: Module): { name: string; kind: string }[];
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>);
    readonly exports: Record<string, unknown>;
  }
  interface SharedMemoryDescriptor {
    initial: number;
    maximum: number;
    shared: true;
  }
  /** Always shared here: one memory per request, used by every thread. */
  class Memory {
    constructor(descriptor: SharedMemoryDescriptor);
    /** Grows with `grow`: views taken before then end where the memory ended. */
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }
}
