/** Parts of a BAM file by virtual offsets: the option `chunks`, its check against the file, and what the statistics say of them. */
import type { Chunk, ChunkOffsets } from "../bgzf/chunks.ts";
import { index_hint, isBefore } from "../bgzf/chunks.ts";
import type { VirtualOffset } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import type { OpenFile } from "../core/open_file.ts";

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function wrong(what: string): Fault {
  const hint = "each chunk is block and byte of its begin, block and byte of its end; they rise and don't overlap";
  return new Fault("OptionError", "OPTION", `chunks: ${what}`, { hint });
}

/** Null where the whole file is meant. */
export function parseChunks(raw: unknown): readonly Chunk[] | null {
  if (raw === undefined || raw === null) return null;
  if (!Array.isArray(raw)) throw wrong("no list");
  let last: VirtualOffset = { block: 0, within: 0 };
  return raw.map((one: unknown, index) => {
    // MessagePack may give numbers beyond 32 bits as BigInt.
    const words: unknown[] = Array.isArray(one)
      ? one.map((word) => (typeof word === "bigint" ? Number(word) : word))
      : [];
    if (words.length !== 4 || !words.every(isCount)) throw wrong(`number ${index} is not four whole numbers`);
    const [begin_block = 0, begin_within = 0, end_block = 0, end_within = 0] = words as number[];
    const begin = { block: begin_block, within: begin_within };
    const end = { block: end_block, within: end_within };
    if (isBefore(begin, last) || isBefore(end, begin)) throw wrong(`number ${index} begins before what is ahead of it`);
    last = end;
    return { begin, end };
  });
}

/** The index of another file mostly leads out of this one. */
export function checkChunks(chunks: readonly Chunk[], file: OpenFile, records_at: VirtualOffset): void {
  const first = chunks[0]?.begin;
  const last = chunks.at(-1)?.end;
  const inside = { block: file.file_bytes, within: 0 };
  if (last !== undefined && isBefore(inside, last)) throw outside(file, "ends behind the end of the file", last);
  if (first !== undefined && isBefore(first, records_at)) throw outside(file, "begins within the file's header", first);
}

function outside(file: OpenFile, what: string, { block }: VirtualOffset): Fault {
  const place = { path: file.name, offset: block, hint: index_hint };
  return new Fault("FormatError", "BGZF_CHUNK", `what is to be read ${what}`, place);
}

type Pair = readonly [block: number, within: number];

const pair = ({ block, within }: VirtualOffset): Pair => [block, within];

/** Of each chunk, where its first record begins, and the first one behind it; null for what `limit` left unread. */
export function chunkStatistics(offsets: readonly ChunkOffsets[]): Readonly<Record<string, unknown>> {
  return {
    first_offset: offsets.map(({ first }) => pair(first)),
    next_offset: offsets.map(({ next }) => next && pair(next)),
  };
}
