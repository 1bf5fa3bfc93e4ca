/** A BAM file split into pieces: the options that read each of them, and what each tells of itself when it has been read. */
import { closeSync } from "node:fs";
import type { VirtualOffset } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import type { OpenFile } from "../core/open_file.ts";
import { openFile } from "../core/open_file.ts";
import type { Input, InputFile, Options, Pieces, PlanContext } from "../core/source.ts";
import { record_bytes_max } from "../limits.ts";
import { knownStarts } from "./known_starts.ts";
import type { BamOptions } from "./options.ts";
import { split } from "./partitions.ts";
import { readHeader } from "./start.ts";
import type { BamTable } from "./table.ts";
import { rest_field, tagText } from "./tag_types.ts";

/** The tags by the types that were settled on: the pieces need not look for them, and have the same columns. */
function tagTexts({ columns, tags }: BamTable): string[] {
  return columns.flatMap((column) => {
    if (column.kind === "rest") return [rest_field.name];
    const tag = column.kind === "tag" ? tags[column.tag] : undefined;
    return tag === undefined ? [] : [tagText(tag)];
  });
}

export function piecesOf(
  input: Input,
  options: BamOptions,
  table: BamTable,
  context: PlanContext,
  count: number,
): Pieces {
  if (!("path" in input) || options.chunks !== null || options.region !== null) {
    throw new Fault("OptionError", "PARTITIONS", "this can't be split: a whole file can, by its path", {
      path: input.name,
      hint: "write it to a file first; and what is itself a part of a file, or regions of it, isn't split once more",
    });
  }
  return { shared: { tags: tagTexts(table) }, each: eachPiece(input, options, context, count) };
}

function* eachPiece(
  input: InputFile,
  options: BamOptions,
  { memory, thread, warn }: PlanContext,
  count: number,
): Generator<Options, void> {
  const file = openFile(input);
  try {
    const start = readHeader(file, memory, thread);
    const { header, records_at } = start;
    const rules = { references: header.references.length, record_bytes_max };
    const known = knownStarts(input, file, start, options, count, warn);
    for (const { begin, end } of split({ file, rules, records_at, known }, count)) {
      const chunk = [begin.block, begin.within, end.block, end.within];
      yield { chunks: [chunk], part_of_bytes: file.file_bytes };
    }
  } finally {
    closeSync(file.fd);
  }
}

/** A piece of another file would be a wrong answer. */
export function checkPiece({ part_of_bytes }: BamOptions, file: OpenFile): void {
  if (part_of_bytes === null || part_of_bytes === file.file_bytes) return;
  const message = `the file was split when it had ${part_of_bytes} bytes, and has ${file.file_bytes} now`;
  throw new Fault("InputError", "PARTITION_CHANGED", message, { path: file.name, hint: "split it again" });
}

/** What a piece says of the file, for the check of the seams. */
export function pieceStatistics({ part_of_bytes }: BamOptions, name: string, records_at: () => VirtualOffset): Options {
  if (part_of_bytes === null) return {};
  const { block, within } = records_at();
  return { part_of: { path: name, records_begin: [block, within], end: [part_of_bytes, 0] } };
}
