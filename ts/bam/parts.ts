/** What of a BAM file is read: all of it, the chunks that were named, or those in which regions lie by the index. */
import { fstatSync } from "node:fs";
import type { Chunk } from "../bgzf/chunks.ts";
import { Fault } from "../bridge/errors.ts";
import type { OpenFile } from "../core/open_file.ts";
import type { InputFile } from "../core/source.ts";
import { checkChunks } from "./chunks.ts";
import type { BamHeader } from "./header.ts";
import { binsAbove } from "./index_bins.ts";
import { damaged, findIndex } from "./index_file.ts";
import type { BamIndex } from "./index_parse.ts";
import type { IndexChunk } from "./index_query.ts";
import { indexChunks } from "./index_query.ts";
import type { BamOptions } from "./options.ts";
import type { RegionSet } from "./regions.ts";
import { positions_end, resolveRegions } from "./regions.ts";
import type { BamStart } from "./start.ts";

export interface BamParts {
  /** Null for the whole file. */
  readonly chunks: readonly Chunk[] | null;
  /** Null where records may lie anywhere. */
  readonly regions: RegionSet | null;
  /** What the index has said. */
  readonly promise: IndexPromise | null;
}

/** What an index says of its file, to be checked while that is read. */
export class IndexPromise {
  readonly #name: string;
  readonly #bam: string;
  readonly #chunks: readonly IndexChunk[];
  readonly #records: number | null;

  constructor(name: string, bam: string, chunks: readonly IndexChunk[], records: number | null) {
    this.#name = name;
    this.#bam = bam;
    this.#chunks = chunks;
    this.#records = records;
  }

  /** In the bytes from `at` on a chunk begins: the record has to be where the index places it. */
  checkBegin(number: number, data: DataView, at: number, end: number, record: number): void {
    const { begin, reference, from, to } = this.#chunks[number] as IndexChunk;
    // Its length, reference and position.
    if (end - at < 12) return;
    const position = data.getInt32(at + 8, true);
    const in_place = reference < 0 || position < 0 || (from <= position && position < to);
    if (data.getInt32(at, true) >= 32 && data.getInt32(at + 4, true) === reference && in_place) return;
    const where = reference < 0 ? "without a place" : `of reference ${reference} before position ${to}`;
    throw this.#broken(`by the index a record ${where} begins at byte ${begin.within} of this block, and none does`, {
      offset: begin.block,
      record,
    });
  }

  /** So many records were in the regions. */
  checkCount(records: number): void {
    if (this.#records === null || this.#records === records) return;
    throw this.#broken(`the regions have ${records} records, and by the index ${this.#records}`, {});
  }

  #broken(message: string, place: { offset?: number; record?: number }): Fault {
    const hint = `${this.#name} is of another file, or of an earlier state of this one: \`samtools index ${this.#bam}\``;
    return new Fault("FormatError", "INDEX_FOREIGN", message, { path: this.#bam, ...place, hint });
  }
}

/** How many records the index counts in the regions; null where they aren't whole references, or it doesn't count. */
function recordsOf(index: BamIndex, { intervals, unplaced }: RegionSet): number | null {
  let sum: number | null = unplaced ? index.unplaced : 0;
  for (const [id, list] of intervals) {
    const { bins, records } = index.reference(id);
    const [first] = list;
    const whole = list.length === 1 && first?.begin === 0 && first.end === positions_end;
    // Where there are reads with a reference but no position, they are counted, and in no region.
    if (!whole || bins.has(binsAbove(index.depth) - 1)) return null;
    const counted = records ?? (bins.size === 0 ? 0 : null);
    sum = sum === null || counted === null ? null : sum + counted;
  }
  return sum;
}

/** Raise for one that can't be that of the file. */
export function checkIndex(index: BamIndex, name: string, bam: InputFile, header: BamHeader, file_bytes: number): void {
  const { references } = header;
  if (index.references !== references.length) {
    const what = `it is of a file with ${index.references} references, and this one has ${references.length}`;
    throw damaged(name, bam.name, what);
  }
  if (index.end !== null && index.end.block > file_bytes) {
    throw damaged(name, bam.name, `it leads to byte ${index.end.block}, and the file has ${file_bytes} bytes`);
  }
}

/** The references' parts are looked at here, where what is wrong with one can be told of the index. */
function checkReferences(index: BamIndex, name: string, bam: InputFile, regions: RegionSet): void {
  try {
    for (const id of regions.intervals.keys()) index.reference(id);
  } catch (error) {
    throw error instanceof RangeError ? damaged(name, bam.name, error.message) : error;
  }
}

/** The parts of a file; `warn` is told of an index that is older than it. */
export function partsOfFile(
  input: InputFile,
  file: OpenFile,
  { header, records_at }: BamStart,
  options: BamOptions,
  warn: (message: string) => void,
): BamParts {
  const { region, chunks, first_position } = options;
  if (chunks !== null) checkChunks(chunks, file, records_at);
  if (region === null) return { chunks, regions: null, promise: null };
  if (options.mends) {
    const hint = "leave out errors='collect', or read the whole file with where= instead of a region";
    throw new Fault("OptionError", "OPTION", "damage can't be passed over where regions are looked up", { hint });
  }
  const regions = resolveRegions(region, header, first_position);
  const { index, name } = findIndex(input, options.index, fstatSync(file.fd).mtimeMs, warn);
  checkIndex(index, name, input, header, file.file_bytes);
  checkReferences(index, name, input, regions);
  const places = indexChunks(index, regions, file.file_bytes, records_at);
  checkChunks(places, file, records_at);
  return { chunks: places, regions, promise: new IndexPromise(name, input.name, places, recordsOf(index, regions)) };
}

/** The same for what arrives: it is gone through as a whole. */
export function partsOfArriving(header: BamHeader, { region, first_position }: BamOptions): BamParts {
  const regions = region === null ? null : resolveRegions(region, header, first_position);
  return { chunks: null, regions, promise: null };
}
