/** Where records begin by a file's index, for splitting it. What an index says is only taken where records are found there too. */

import { isBefore } from "../bgzf/chunks.ts";
import type { VirtualOffset } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import type { OpenFile } from "../core/open_file.ts";
import type { InputFile } from "../core/source.ts";
import { indexIfAny } from "./index_file.ts";
import type { BamIndex } from "./index_parse.ts";
import type { BamOptions } from "./options.ts";
import { checkIndex } from "./parts.ts";
import type { BamStart } from "./start.ts";

/**
 * The first place that the index names in each of `count` parts of the file, in order: a large index names a million. An index that was asked
 * for has to be right; one that merely lies beside the file is left alone where it can't be used.
 */
export function knownStarts(
  input: InputFile,
  file: OpenFile,
  { header, records_at }: BamStart,
  options: BamOptions,
  count: number,
  warn: (message: string) => void,
): VirtualOffset[] {
  try {
    // That it is older than the file is no matter: each place is looked at.
    const found = indexIfAny(input, options.index, 0, () => {});
    if (found === null) return [];
    checkIndex(found.index, found.name, input, header, file.file_bytes);
    return firstPlaces(found.index, records_at, file.file_bytes, count);
  } catch (error) {
    if (options.index !== null || !(error instanceof Fault)) throw error;
    warn(`${error.place.path ?? input.name}: ${error.message}; where parts begin is guessed`);
    return [];
  }
}

/** The first of the places in each part, in order. */
export function firstPlaces(
  index: BamIndex,
  records_at: VirtualOffset,
  file_bytes: number,
  count: number,
): VirtualOffset[] {
  const firsts = new Map<number, VirtualOffset>();
  const bytes = file_bytes - records_at.block;
  for (const place of index.places()) {
    const part = Math.floor(((place.block - records_at.block) * count) / bytes);
    // The first part begins with the first record; and a zero stands for no place.
    if (part < 1 || part >= count) continue;
    const first = firsts.get(part);
    if (first === undefined || isBefore(place, first)) firsts.set(part, place);
  }
  return [...firsts].toSorted(([a], [b]) => a - b).map(([, place]) => place);
}
