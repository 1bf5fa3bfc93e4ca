/**
 * Cuts row groups into spans. Pages of different columns end at different rows, and a page that two spans share is decompressed twice: a
 * span ends where few bytes are shared, once it has enough of its own.
 */
import type { OpenFile } from "../core/open_file.ts";
import { parquet_slot_bytes_max, parquet_span_bytes } from "../limits.ts";
import { parquetFault } from "./faults.ts";
import type { Chunk, Footer } from "./footer.ts";
import type { Leaf } from "./leaf.ts";
import { valueBytes } from "./leaf.ts";
import type { ChunkPages } from "./pages.ts";
import { walkChunk } from "./pages.ts";
import type { ColumnSpan, ParquetSpan } from "./span.ts";
import { isView, needsDictionary, slotRoom } from "./span.ts";

/** A span may share this part of its bytes with the next one. */
const shared_part_max = 0.2;

interface PlannedChunk extends ChunkPages {
  readonly leaf: Leaf;
  readonly chunk: Chunk;
  /** Row of the row group at which each page begins, and the number of rows at the end. */
  readonly starts: readonly number[];
}

interface Edge {
  readonly row: number;
  readonly bytes: number;
}

/** Memory that a page takes once decoded. */
function weight(leaf: Leaf, values: number, inflated_bytes: number): number {
  return isView(leaf) ? inflated_bytes + values * 8 : values * valueBytes(leaf);
}

/** Rows at which spans end. `begins` and `ends` are the pages' first and last rows with their weights, in order. */
function chooseEdges(rows: number, begins: readonly Edge[], ends: readonly Edge[]): number[] {
  const edges: number[] = [];
  let begun = 0;
  let ended = 0;
  let ended_at_edge = 0;
  let next = 0;
  for (let i = 0; i < ends.length; ) {
    const { row } = ends[i] as Edge;
    while (i < ends.length && ends[i]?.row === row) ended += (ends[i++] as Edge).bytes;
    while (next < begins.length && (begins[next] as Edge).row < row) begun += (begins[next++] as Edge).bytes;
    const bytes = begun - ended_at_edge;
    const shared = begun - ended;
    if (row >= rows || bytes < parquet_span_bytes || shared > bytes * shared_part_max) continue;
    edges.push(row);
    ended_at_edge = ended;
  }
  edges.push(rows);
  return edges;
}

function edgesOf(rows: number, chunks: readonly PlannedChunk[]): number[] {
  const begins: Edge[] = [];
  const ends: Edge[] = [];
  for (const { leaf, pages, starts } of chunks) {
    for (const [i, page] of pages.entries()) {
      const bytes = weight(leaf, page.values, page.inflated_bytes);
      begins.push({ row: starts[i] as number, bytes });
      ends.push({ row: starts[i + 1] as number, bytes });
    }
  }
  const byRow = (a: Edge, b: Edge): number => a.row - b.row;
  return chooseEdges(rows, begins.sort(byRow), ends.sort(byRow));
}

/** The pages of a chunk that have rows from `from` to `to`. */
function columnSpan(planned: PlannedChunk, from: number, to: number): ColumnSpan {
  const { leaf, chunk, starts, dictionary } = planned;
  let first = 0;
  while ((starts[first + 1] as number) <= from) first += 1;
  let last = first;
  while (last < planned.pages.length && (starts[last] as number) < to) last += 1;
  const pages = planned.pages.slice(first, last);
  const wanted = pages.some(needsDictionary) ? dictionary : null;
  return { leaf, codec: chunk.codec, dictionary: wanted, pages, skip: from - (starts[first] as number) };
}

export class SpanPlan {
  readonly #file: OpenFile;
  readonly #footer: Footer;
  readonly #leaves: readonly Leaf[];
  readonly #data_end: number;
  readonly #rows_max: number;
  readonly #ready: ParquetSpan[] = [];
  #group = 0;
  #rows = 0;

  /** `rows_max`: how many rows are wanted, from the start of the file. */
  constructor(file: OpenFile, footer: Footer, leaves: readonly Leaf[], data_end: number, rows_max: number) {
    this.#file = file;
    this.#footer = footer;
    this.#leaves = leaves;
    this.#data_end = data_end;
    this.#rows_max = rows_max;
  }

  next(): ParquetSpan | null {
    while (this.#ready.length === 0) {
      if (this.#group >= this.#footer.row_groups.length || this.#rows >= this.#rows_max) return null;
      this.#planGroup();
    }
    return this.#ready.shift() as ParquetSpan;
  }

  #planGroup(): void {
    const group = this.#footer.row_groups[this.#group++] as Footer["row_groups"][number];
    const base = this.#rows;
    this.#rows += group.rows;
    if (group.rows === 0) return;
    const chunks = this.#leaves.map((leaf): PlannedChunk => {
      const chunk = group.chunks[leaf.chunk] as Chunk;
      const found = walkChunk(this.#file, chunk, leaf, group.rows, this.#data_end, base);
      const starts = [0];
      for (const page of found.pages) starts.push((starts.at(-1) as number) + page.values);
      return { ...found, leaf, chunk, starts };
    });
    let from = 0;
    for (const to of edgesOf(group.rows, chunks)) {
      if (base + from >= this.#rows_max) break;
      const columns = chunks.map((chunk) => columnSpan(chunk, from, to));
      this.#ready.push(this.#checked({ ...this.#file, first_row: base + from, rows: to - from, columns }));
      from = to;
    }
  }

  #checked(span: ParquetSpan): ParquetSpan {
    const { bytes } = slotRoom(span);
    if (bytes <= parquet_slot_bytes_max) return span;
    const message = `${span.rows} rows can only be read together, and need ${bytes} bytes of memory`;
    const offset = span.columns[0]?.pages[0]?.offset ?? 0;
    throw parquetFault("LimitError", "PARQUET_TOO_LARGE", message, {
      path: span.name,
      offset,
      record: span.first_row,
    });
  }
}

/** The part of a span that begins `rows` rows later. */
export function spanFrom(span: ParquetSpan, rows: number): ParquetSpan {
  const columns = span.columns.map((column): ColumnSpan => {
    let skip = column.skip + rows;
    let first = 0;
    for (let page = column.pages[first]; page !== undefined && skip >= page.values; page = column.pages[first]) {
      skip -= page.values;
      first += 1;
    }
    const pages = column.pages.slice(first);
    return { ...column, pages, dictionary: pages.some(needsDictionary) ? column.dictionary : null, skip };
  });
  return { ...span, first_row: span.first_row + rows, rows: span.rows - rows, columns };
}
