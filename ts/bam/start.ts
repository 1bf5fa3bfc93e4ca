/** The start of a BAM file: its header, and where its records begin. */
import type { ArrivingSpans } from "../bgzf/arriving.ts";
import type { BgzfLoaded, BgzfSpan } from "../bgzf/load.ts";
import { bgzf_slot_bytes, loadBgzf } from "../bgzf/load.ts";
import { locate } from "../bgzf/locate.ts";
import type { VirtualOffset } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import type { ByteInput } from "../core/byte_input.ts";
import { faultFrom } from "../core/faults.ts";
import type { RequestMemory } from "../core/memory.ts";
import type { OpenFile } from "../core/open_file.ts";
import { not_yet } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { span_bytes } from "../limits.ts";
import type { BamHeader } from "./header.ts";
import { parseBamHeader } from "./header.ts";

/** The header, and where the first record begins. */
export interface BamStart {
  readonly header: BamHeader;
  readonly records_at: VirtualOffset;
}

/** Where the last byte of the header lies, and so what comes behind it. */
function startAt(header: BamHeader, last: VirtualOffset): BamStart {
  return { header, records_at: { block: last.block, within: last.within + 1 } };
}

/** Inflates blocks, one span after the other, until the header is whole. */
class HeaderReader {
  readonly #name: string;
  readonly #thread: ThreadMemory;
  readonly #memory: RequestMemory;
  readonly #slot: ReturnType<RequestMemory["allocate"]>;
  readonly #loaded: (loaded: BgzfLoaded) => void;
  #bytes = new Uint8Array(0);

  constructor(
    name: string,
    memory: RequestMemory,
    thread: ThreadMemory,
    loaded: (loaded: BgzfLoaded) => void = () => {},
  ) {
    this.#loaded = loaded;
    this.#name = name;
    this.#memory = memory;
    this.#thread = thread;
    this.#slot = memory.allocate(bgzf_slot_bytes);
  }

  /** The header where it is whole now; else where the next span has to begin. */
  read(span: BgzfSpan): BamHeader | number {
    const loaded = loadBgzf(span, this.#slot, this.#thread);
    this.#loaded(loaded);
    const inflated = this.#thread.bytes.subarray(loaded.address, loaded.address + loaded.bytes);
    this.#bytes = Buffer.concat([this.#bytes, inflated]);
    const header = parseBamHeader(this.#bytes, { path: this.#name, offset: span.start });
    if (header !== null) return header;
    if (loaded.fault !== null) throw headerFault(loaded, this.#name);
    return loaded.next;
  }

  cut(file_bytes: number): Fault {
    return new Fault("TruncatedFileError", "BAM_HEADER_CUT", "the file ends within the header", {
      path: this.#name,
      offset: file_bytes,
      record: 0,
      hint: file_bytes === 0 ? "the file is empty" : "copy or download the file again",
    });
  }

  close(): void {
    this.#memory.free(this.#slot);
  }
}

/** Read a file's header: first its first block alone, which holds most headers, then more and more. */
export function readHeader(file: OpenFile, memory: RequestMemory, thread: ThreadMemory): BamStart {
  const reader = new HeaderReader(file.name, memory, thread);
  try {
    let at = 0;
    for (let reach = 1; at < file.file_bytes; reach = Math.min(span_bytes, reach * 65536)) {
      const found = reader.read({ ...file, start: at, end: Math.min(at + reach, file.file_bytes), exact: true });
      if (typeof found !== "number") return startAt(found, locate(file.fd, 0, found.bytes - 1));
      at = found;
    }
    throw reader.cut(file.file_bytes);
  } finally {
    reader.close();
  }
}

/** The same for an input that arrives. Afterwards the spans begin with the first record. */
export async function awaitHeader(
  input: ByteInput,
  spans: ArrivingSpans,
  memory: RequestMemory,
  thread: ThreadMemory,
): Promise<BamStart> {
  const reader = new HeaderReader(input.name, memory, thread, (loaded) => spans.taken(loaded));
  const seen: BgzfSpan[] = [];
  let at = 0;
  try {
    for (;;) {
      const span = spans.nextSpan();
      if (span === not_yet) {
        await input.wait(input.available + 1);
        continue;
      }
      if (span === null) throw reader.cut(input.offset);
      seen.push(span);
      while (at < span.end) {
        const found = reader.read({ ...span, start: at, exact: true });
        if (typeof found !== "number") {
          const start = startAt(found, spans.locate(0, found.bytes - 1));
          spans.rewind(start.records_at, seen);
          return start;
        }
        at = found;
      }
    }
  } finally {
    reader.close();
  }
}

function headerFault(loaded: BgzfLoaded, name: string): Fault {
  const fault = faultFrom(loaded.fault as NonNullable<BgzfLoaded["fault"]>, { record: 0 });
  if (loaded.next > 0 || fault.code !== "BGZF_HEADER") return fault;
  return new Fault("FormatError", "BAM_NOT_BGZF", "this is not a BAM file: it does not begin with a BGZF block", {
    path: name,
    offset: 0,
    record: 0,
    hint: "SAM and CRAM can be converted with `samtools view -b`",
  });
}
