/** What a BAM file holds and where, by walking through it from its start. */
import { readFileSync } from "node:fs";
import { parseBamHeader } from "../../ts/bam/header.ts";
import type { Splitting } from "../../ts/bam/partitions.ts";
import { Inflated } from "../../ts/bgzf/inflated.ts";
import type { VirtualOffset } from "../../ts/bgzf/spans.ts";
import type { OpenFile } from "../../ts/core/open_file.ts";
import { record_bytes_max } from "../../ts/limits.ts";

export interface Truth {
  readonly file: OpenFile;
  readonly references: number;
  /** Where blocks begin. */
  readonly blocks: readonly number[];
  /** Where records begin, as text to be compared; the end of the file is not among them. */
  readonly records: readonly string[];
  readonly records_at: VirtualOffset;
}

export const key = ({ block, within }: VirtualOffset): string => `${block}:${within}`;

export function truthOf(file: OpenFile): Truth {
  const data = new Inflated(file, 0);
  while (!data.ended && !data.damaged) data.fill(2 * data.bytes.length + 65_536);
  if (data.damaged) throw new Error(`${file.name} is damaged`);
  const { bytes } = data;
  const header = parseBamHeader(bytes, { path: file.name, offset: 0 });
  if (header === null) throw new Error(`${file.name} has no header`);
  const records: string[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = header.bytes; at < bytes.length; at += 4 + view.getInt32(at, true)) records.push(key(data.locate(at)));
  const blocks: number[] = [];
  const raw = readFileSync(file.name);
  for (let at = 0; at < raw.length; at += 1 + raw.readUInt16LE(at + 16)) blocks.push(at);
  return { file, references: header.references.length, blocks, records, records_at: data.locate(header.bytes) };
}

export const splittingOf = ({ file, references, records_at }: Truth): Splitting => {
  return { file, rules: { references, record_bytes_max }, records_at, known: [] };
};
