/** How often each tag occurs, for the statistics. */
import type { BamTable } from "./table.ts";
import type { FoundTags } from "./work.ts";

export class TagCounts {
  readonly #table: BamTable;
  readonly #columns: number[];
  readonly #rest = new Map<string, number>();

  constructor(table: BamTable) {
    this.#table = table;
    this.#columns = table.tags.map(() => 0);
  }

  add(found: FoundTags): void {
    found.columns.forEach((count, tag) => {
      this.#columns[tag] = (this.#columns[tag] ?? 0) + count;
    });
    for (const [name, count] of Object.entries(found.rest)) this.#rest.set(name, (this.#rest.get(name) ?? 0) + count);
  }

  /** By tag: the values in its column, and the entries of `tags_rest`. Nothing where no tag is asked for. */
  statistics(): Readonly<Record<string, unknown>> {
    const { tags, has_rest } = this.#table;
    if (tags.length === 0 && !has_rest) return {};
    const columns = Object.fromEntries(tags.map((tag, index) => [tag.name, this.#columns[index] ?? 0]));
    const rest = [...this.#rest].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { tags: columns, ...(has_rest ? { tags_rest: Object.fromEntries(rest) } : {}) };
  }
}
