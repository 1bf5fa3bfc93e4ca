/** The table that a run gives: its columns, where their buffers and sizes are. Settled once for all inputs. */
import { buffersOf } from "../arrow/layout.ts";
import type { Field } from "../arrow/schema.ts";
import { childrenOf, nodesOf } from "../arrow/schema.ts";
import { column_bit } from "../kernels/hop_state.ts";
import type { SizedColumn } from "../kernels/measure.ts";
import { sized_column } from "../kernels/measure.ts";
import type { BamColumn } from "./columns.ts";
import { fieldOf, source_file_field } from "./columns.ts";
import type { TagFill } from "./tag_specs.ts";
import { isSized, tagFill } from "./tag_specs.ts";
import type { TagColumn } from "./tag_types.ts";
import { rest_field } from "./tag_types.ts";

/** One column, as plain data: it goes to the threads with every lot. */
export type TableColumn = {
  /** Its first node, and its first buffer. */
  readonly node: number;
  readonly buffer: number;
} & (
  | { readonly kind: "field"; readonly column: BamColumn }
  | ({ readonly kind: "tag"; readonly tag: number } & TagFill)
  | { readonly kind: "rest" }
  | { readonly kind: "source_file" }
);

export interface BamTable {
  readonly fields: readonly Field[];
  readonly columns: readonly TableColumn[];
  /** Nodes of the whole table. */
  readonly nodes: number;
  /** The tags that have a column, in their order. */
  readonly tags: readonly TagColumn[];
  /** Whether what is in no column goes into `tags_rest`. */
  readonly has_rest: boolean;
  /** The columns that `measure` sizes before the tags, and which of its sizes the tags have: null for one of fixed size. */
  readonly sized: readonly SizedColumn[];
  readonly tag_words: readonly (number | null)[];
  /** The first of the two sizes of `tags_rest`, and how many sizes there are in all. */
  readonly rest_word: number;
  readonly size_words: number;
  /** Whether `hop` alone can't tell the sizes. */
  readonly needs_measure: boolean;
  /** The first position of a reference, as this table counts. */
  readonly first_position: 0 | 1;
}

type Part = { field: Field } & (
  | { kind: "field"; column: BamColumn }
  | { kind: "tag"; tag: number }
  | { kind: "rest" }
  | { kind: "source_file" }
);

const hop_sizes: readonly string[] = Object.keys(column_bit);

export interface TableInput {
  readonly columns: readonly BamColumn[];
  readonly tags: readonly TagColumn[];
  /** Where among the tags `tags_rest` stands; null for nowhere. */
  readonly rest_at: number | null;
  readonly source_file: boolean;
  readonly first_position: 0 | 1;
}

function partsOf(input: TableInput): Part[] {
  const tags = input.tags.map((tag, number): Part => {
    return { kind: "tag", tag: number, field: { name: tag.name, type: tag.type, nullable: true } };
  });
  if (input.rest_at !== null) tags.splice(input.rest_at, 0, { kind: "rest", field: rest_field });
  const fixed = input.columns.map((column): Part => ({ kind: "field", column, field: fieldOf(column) }));
  const last: Part[] = input.source_file ? [{ kind: "source_file", field: source_file_field }] : [];
  return [...fixed, ...tags, ...last];
}

const bufferCount = (field: Field): number =>
  buffersOf(field.type) + childrenOf(field.type).reduce((sum, child) => sum + bufferCount(child), 0);

export function bamTable(input: TableInput): BamTable {
  const parts = partsOf(input);
  let node = 0;
  let buffer = 0;
  const columns = parts.map((part): TableColumn => {
    const place = { node, buffer };
    node += nodesOf([part.field]).length;
    buffer += bufferCount(part.field);
    if (part.kind === "field") return { kind: "field", column: part.column, ...place };
    if (part.kind === "tag") return { kind: "tag", tag: part.tag, ...tagFill(part.field.type), ...place };
    return { kind: part.kind, ...place };
  });
  const sized = input.columns.filter((column): column is SizedColumn => Object.hasOwn(sized_column, column));
  let word = sized.length;
  const tag_words = input.tags.map((tag) => (isSized(tag.type) ? word++ : null));
  const has_rest = input.rest_at !== null;
  return {
    fields: parts.map((part) => part.field),
    columns,
    nodes: node,
    tags: input.tags,
    has_rest,
    sized,
    tag_words,
    rest_word: word,
    size_words: word + (has_rest ? 2 : 0),
    needs_measure:
      has_rest || tag_words.some((one) => one !== null) || sized.some((column) => !hop_sizes.includes(hopName(column))),
    first_position: input.first_position,
  };
}

const hopName = (column: SizedColumn): string => (column === "quality_scores" ? "quality" : column);

/** What `layoutBatch` has to know of each node. `size` gives the sizes that were measured, or `hop`'s of the columns in `sized`. */
export function nodeSizes(
  table: BamTable,
  rows: number,
  size: (word: number) => number,
  source_file: number,
): number[] {
  const sizes = new Array<number>(table.nodes).fill(0);
  for (const column of table.columns) {
    const { node, kind } = column;
    if (kind === "source_file") sizes[node] = source_file * rows;
    else if (kind === "field") {
      const word = (table.sized as readonly string[]).indexOf(column.column);
      if (word >= 0) sizes[node] = size(word);
    } else if (kind === "tag") {
      const word = table.tag_words[column.tag] ?? null;
      if (word !== null) sizes[node] = size(word);
    } else {
      // The map, the struct of its pairs, its keys of two bytes each, its values.
      sizes[node] = size(table.rest_word);
      sizes[node + 2] = 2 * size(table.rest_word);
      sizes[node + 3] = size(table.rest_word + 1);
    }
  }
  return sizes;
}
