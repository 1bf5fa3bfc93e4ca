/** Walks the pages of a column chunk from header to header, on the main thread; the pages' bytes are left to the workers. */
import type { OpenFile } from "../core/open_file.ts";
import { page_bytes_max, page_header_bytes_max } from "../limits.ts";
import { unreadCodec } from "./codec.ts";
import { parquetFault } from "./faults.ts";
import type { Chunk } from "./footer.ts";
import { readAt } from "./footer.ts";
import type { Leaf } from "./leaf.ts";
import type { Page, ParsedHeader } from "./page_header.ts";
import { parsePageHeader } from "./page_header.ts";
import { ThriftError } from "./thrift.ts";

export interface ChunkPages {
  readonly dictionary: Page | null;
  readonly pages: readonly Page[];
}

/** Where pages are small, many headers come with one read; where they are large, little is read in vain. */
const window_bytes_small = 512;
const window_bytes_large = 64 * 1024;

class HeaderWindow {
  readonly #file: OpenFile;
  readonly #end: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #read_bytes = window_bytes_small;

  constructor(file: OpenFile, end: number) {
    this.#file = file;
    this.#end = end;
  }

  header(at: number): ParsedHeader {
    for (let wanted = this.#read_bytes; ; wanted *= 4) {
      const behind = at - this.#start;
      const inside = behind >= 0 && behind < this.#bytes.length;
      try {
        if (inside) return this.#parse(at, behind);
      } catch (error) {
        if (!(error instanceof ThriftError) || !error.short || wanted > page_header_bytes_max) throw error;
        if (this.#start === at && at + this.#bytes.length >= this.#end) throw error;
      }
      this.#fill(at, wanted);
    }
  }

  #fill(at: number, wanted: number): void {
    const bytes = Math.min(wanted, this.#end - at);
    if (bytes <= 0) throw new ThriftError("it ends too early", true);
    this.#bytes = new Uint8Array(bytes);
    this.#start = at;
    readAt(this.#file, this.#bytes, at);
  }

  #parse(at: number, behind: number): ParsedHeader {
    const found = parsePageHeader(this.#bytes.subarray(behind), at);
    this.#read_bytes = found.page.bytes < window_bytes_large / 4 ? window_bytes_large : window_bytes_small;
    return found;
  }
}

/**
 * Every page of a chunk, checked against what the footer says. `data_end` is where the footer begins, `rows` what a flat column has, and
 * `record` the number of the row group's first row.
 */
export function walkChunk(
  file: OpenFile,
  chunk: Chunk,
  leaf: Leaf,
  rows: number,
  data_end: number,
  record: number,
): ChunkPages {
  const window = new HeaderWindow(file, data_end);
  const pages: Page[] = [];
  let dictionary: Page | null = null;
  let values = 0;
  let at = chunk.start;
  const damaged = (message: string): never => {
    const place = { path: file.name, offset: at, record };
    throw parquetFault(
      "FormatError",
      "PARQUET_PAGE",
      `a page of column ${JSON.stringify(leaf.name)} ${message}`,
      place,
    );
  };
  const unread = unreadCodec(chunk.codec);
  if (unread !== null) {
    const message = `column ${JSON.stringify(leaf.name)} is compressed in a way that isn't read: ${unread}`;
    throw parquetFault("LimitError", "PARQUET_CODEC", message, { path: file.name, offset: at, record });
  }
  if (leaf.repetition_max === 0 && chunk.values !== rows) damaged(`is missing: ${chunk.values} values, ${rows} rows`);
  while (values < chunk.values) {
    const found = headerAt(window, at, damaged);
    const { kind, page } = found;
    if (page.offset + page.bytes > data_end) damaged("is longer than the file");
    if (page.inflated_bytes > page_bytes_max) {
      const message = `a page of column ${JSON.stringify(leaf.name)} is ${page.inflated_bytes} bytes long`;
      throw parquetFault("LimitError", "PARQUET_TOO_LARGE", message, { path: file.name, offset: at, record });
    }
    if (chunk.codec === 0 && page.bytes !== page.inflated_bytes) damaged("has two sizes, but isn't compressed");
    if (kind === "dictionary") {
      if (dictionary !== null || pages.length > 0) damaged("is a second dictionary");
      dictionary = page;
    } else if (kind === "data") {
      checkV2(page, leaf, damaged);
      values += page.values;
      if (page.values > 0) pages.push(page);
    }
    at = page.offset + page.bytes;
  }
  if (values !== chunk.values) damaged(`has more values than the column, which has ${chunk.values}`);
  return { dictionary, pages };
}

function headerAt(window: HeaderWindow, at: number, damaged: (message: string) => never): ParsedHeader {
  try {
    return window.header(at);
  } catch (error) {
    if (error instanceof ThriftError) return damaged(`has a damaged header: ${error.message}`);
    throw error;
  }
}

function checkV2(page: Page, leaf: Leaf, damaged: (message: string) => never): void {
  const { v2 } = page;
  if (v2 === null) return;
  if (v2.definition_bytes + v2.repetition_bytes > page.inflated_bytes)
    damaged("has levels that are longer than itself");
  if (leaf.repetition_max === 0 && v2.rows !== page.values) damaged("has another number of rows than of values");
}
