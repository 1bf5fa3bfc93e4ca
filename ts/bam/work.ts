/** The work of `fill`, as plain data: it goes to a thread. */
import type { TableColumn } from "./table.ts";

/** Rows of a turn: few enough that all columns find their records in the cache. A multiple of 8, for the bitmaps. */
export const turn_rows = 512;

/** From one tag's places to the next one's. */
export const places_stride = 4 * turn_rows;

export interface BamWork {
  readonly pointers: number;
  readonly rows: number;
  readonly state: number;
  readonly columns: readonly TableColumn[];
  readonly first_position: number;
  readonly source_file: Uint8Array | null;
  /** Address of the tag plan and of the room for the places of a turn, and the tags that have columns; null without tags. */
  readonly tags: { readonly plan: number; readonly places: number; readonly names: readonly string[] } | null;
}

/** What filling a lot found: how many values each tag's column has, and what is in `tags_rest`, by name. */
export interface FoundTags {
  readonly columns: readonly number[];
  readonly rest: Readonly<Record<string, number>>;
}
