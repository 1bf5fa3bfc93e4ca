/** What may be asked of a BAM file. */
import type { Chunk } from "../bgzf/chunks.ts";
import { Fault } from "../bridge/errors.ts";
import { integerOption, stringsOption } from "../core/options.ts";
import { parseChunks } from "./chunks.ts";
import type { BamColumn } from "./columns.ts";
import { chooseColumns } from "./columns.ts";
import type { BamFilters } from "./filters.ts";
import { parseFilters } from "./filters.ts";
import type { IndexWish } from "./index_file.ts";
import { parseIndexWish } from "./index_file.ts";
import type { RegionWish } from "./regions.ts";
import { parseRegionWishes } from "./regions.ts";
import type { TagRequest } from "./tag_types.ts";
import { parseTag, rest_field } from "./tag_types.ts";

export interface BamOptions {
  readonly batch_size: number;
  readonly columns: readonly BamColumn[];
  /** "all", or those asked for. */
  readonly tags: "all" | readonly TagRequest[];
  /** Where among the tags `tags_rest` is asked for; null for nowhere. */
  readonly rest_at: number | null;
  readonly filters: BamFilters | null;
  readonly first_position: 0 | 1;
  readonly source_file: boolean;
  /** What to read of the file, the one input; null for all of it. */
  readonly chunks: readonly Chunk[] | null;
  /** Whether to go on behind damage. */
  readonly mends: boolean;
  /** The size of the file that what is to be read is a piece of. */
  readonly part_of_bytes: number | null;
  /** Null for records anywhere. */
  readonly region: readonly RegionWish[] | null;
  readonly index: IndexWish;
}

const default_batch_size = 20_000;

function firstPosition(raw: Readonly<Record<string, unknown>>): 0 | 1 {
  const coords = raw["coords"] ?? "1-based";
  if (coords === "1-based") return 1;
  if (coords === "0-based") return 0;
  throw new Fault("OptionError", "OPTION", `coords is ${JSON.stringify(coords)}`, {
    hint: "it has to be 1-based or 0-based",
  });
}

function parseTags(raw: Readonly<Record<string, unknown>>): Pick<BamOptions, "tags" | "rest_at"> {
  if (raw["tags"] === "all") return { tags: "all", rest_at: null };
  const asked = stringsOption(raw, "tags") ?? [];
  const rest_at = asked.indexOf(rest_field.name);
  const tags = asked.filter((tag) => tag !== rest_field.name).map(parseTag);
  if (new Set(tags.map((tag) => tag.name)).size === tags.length && asked.length - tags.length < 2) {
    return { tags, rest_at: rest_at < 0 ? null : rest_at };
  }
  throw new Fault("OptionError", "COLUMN_TWICE", "a tag is asked for twice", { hint: "name each tag once" });
}

function mends(raw: Readonly<Record<string, unknown>>): boolean {
  const errors = raw["errors"] ?? "raise";
  if (errors === "raise" || errors === "collect") return errors === "collect";
  throw new Fault("OptionError", "OPTION", `errors is ${JSON.stringify(errors)}`, {
    hint: "it has to be raise or collect",
  });
}

export function parseOptions(raw: Readonly<Record<string, unknown>>): BamOptions {
  if (raw["chunks"] != null && raw["region"] != null) {
    throw new Fault("OptionError", "OPTION", "chunks and region are asked for at once", { hint: "name one of both" });
  }
  return {
    batch_size: integerOption(raw, "batch_size", 1) ?? default_batch_size,
    columns: chooseColumns(stringsOption(raw, "columns")),
    ...parseTags(raw),
    filters: parseFilters(raw),
    first_position: firstPosition(raw),
    source_file: raw["source_file"] === true,
    chunks: parseChunks(raw["chunks"]),
    mends: mends(raw),
    part_of_bytes: integerOption(raw, "part_of_bytes", 0),
    region: parseRegionWishes(raw["region"]),
    index: parseIndexWish(raw["index"]),
  };
}
