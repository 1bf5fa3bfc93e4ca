/** The dictionaries of one stream, each in our own layout in the request's memory. A batch keeps those that it was sent with. */
import type { RequestMemory } from "../../core/memory.ts";
import { SharedRegion } from "../../core/memory.ts";
import type { ThreadMemory } from "../../core/thread_memory.ts";
import { layoutBatch } from "../layout.ts";
import type { BatchBody, Dictionaries, Dictionary } from "./columns.ts";
import { locateColumns } from "./columns.ts";
import { ColumnWriter } from "./copy.ts";
import { bad } from "./faults.ts";
import { checkBatch, measureBatch } from "./load.ts";
import type { BatchTable } from "./message.ts";
import type { ArrowNode, DictionaryNode } from "./nodes.ts";

/** All nodes that have a dictionary, by its id. */
function dictionaryNodes(
  nodes: readonly ArrowNode[],
  found = new Map<string, DictionaryNode>(),
): Map<string, DictionaryNode> {
  for (const node of nodes) {
    if (node.dictionary !== null) found.set(node.dictionary.id, node.dictionary);
    dictionaryNodes(node.children, found);
  }
  return found;
}

export class DictionaryStore {
  readonly #known: ReadonlyMap<string, DictionaryNode>;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #held = new Map<string, { dictionary: Dictionary; region: SharedRegion }>();

  constructor(nodes: readonly ArrowNode[], memory: RequestMemory, thread: ThreadMemory) {
    this.#known = dictionaryNodes(nodes);
    this.#memory = memory;
    this.#thread = thread;
  }

  /** Take a dictionary's batch, in place of the one before. */
  put(id: string, table: BatchTable, body: BatchBody): void {
    const node = this.#known.get(id);
    if (node === undefined) throw bad("ARROW_BATCH", `a dictionary (${id}) belongs to no column`);
    const nodes = [node.values];
    const batch = { nodes, table, body, dictionaries: {}, rows_max: table.rows };
    checkBatch(batch, this.#thread);
    const layout = layoutBatch(
      { fields: [node.field], metadata: new Map() },
      table.rows,
      measureBatch(batch, 0, table.rows, this.#thread),
    );
    const region = new SharedRegion(this.#memory, layout.body_bytes);
    const writer = new ColumnWriter(region.address, layout, this.#thread);
    for (const column of locateColumns(nodes, table, body, {})) writer.write(column, 0, table.rows);
    const [validity, values, data] = layout.buffers.map((buffer) => region.address + buffer.offset);
    const dictionary = { rows: table.rows, validity: validity ?? 0, values: values ?? 0, data: data ?? 0 };
    this.#held.get(id)?.region.release();
    this.#held.set(id, { dictionary, region });
  }

  /** Those of now; they stay until `release` is called. */
  use(): { dictionaries: Dictionaries; release: () => void } {
    const used = [...this.#held];
    const regions = used.map(([, { region }]) => region.retain());
    return {
      dictionaries: Object.fromEntries(used.map(([id, { dictionary }]) => [id, dictionary])),
      release: () => {
        for (const region of regions) region.release();
      },
    };
  }

  close(): void {
    for (const { region } of this.#held.values()) region.release();
    this.#held.clear();
  }
}
