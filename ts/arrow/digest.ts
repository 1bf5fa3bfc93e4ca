/** A digest of rows that doesn't depend on batches: the one that `verify` computes, defined in docs/cli.md. */
import type { Hash } from "node:crypto";
import { ColumnReader } from "./digest_columns.ts";
import type { BatchLayout } from "./layout.ts";
import { buffersOf } from "./layout.ts";
import type { ArrowType, Schema } from "./schema.ts";
import { nodesOf } from "./schema.ts";

/** Loaded where a digest is asked for: it takes time. */
const createHash = (name: string): Hash => process.getBuiltinModule("node:crypto").createHash(name);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A type's name in the digest, which is that of pyarrow. */
export function kindName(type: ArrowType): string {
  switch (type.kind) {
    case "int":
      return `${type.signed ? "" : "u"}int${type.bits}`;
    case "float":
      return type.bits === 32 ? "float" : "double";
    case "date":
      return "date32[day]";
    case "timestamp":
      return `timestamp[${type.unit}${type.timezone === null ? "" : `, tz=${type.timezone}`}]`;
    case "list":
      return `list<${kindName(type.item.type)}>`;
    case "fixed_size_list":
      return `fixed_size_list<${kindName(type.item.type)}>[${type.size}]`;
    case "map":
      return `map<${kindName(type.key.type)}, ${kindName(type.value.type)}>`;
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}: ${kindName(field.type)}`).join(", ")}>`;
    default:
      return type.kind;
  }
}

/** What a file says of its own rows. */
export interface Receipt {
  readonly rows: number;
  readonly digest: string;
  readonly columns: Readonly<Record<string, string>>;
}

export class RowsDigest {
  readonly #schema: Schema;
  /** Of each column the streams that have begun. */
  readonly #streams: Map<string, Hash>[];
  #rows = 0;

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#streams = schema.fields.map(() => new Map<string, Hash>());
  }

  /** Take the rows of a batch, in order. */
  add(body: Uint8Array, layout: BatchLayout): void {
    let buffer = 0;
    this.#schema.fields.forEach((field, column) => {
      const streams = this.#streams[column] as Map<string, Hash>;
      const take = (stream: string, bytes: Uint8Array): void => {
        if (bytes.length === 0) return;
        const hash = streams.get(stream) ?? createHash("sha256");
        streams.set(stream, hash.update(bytes));
      };
      new ColumnReader(body, layout, buffer, take).read(field, "", { from: 0, to: layout.rows });
      buffer += nodesOf([field]).reduce((sum, node) => sum + buffersOf(node.type), 0);
    });
    this.#rows += layout.rows;
  }

  receipt(): Receipt {
    const columns = this.#schema.fields.map(({ name, type }, column): [string, string] => {
      const streams = [...(this.#streams[column] as Map<string, Hash>)].sort(([a], [b]) => (a < b ? -1 : 1));
      const lines = streams.map(([stream, hash]) => `${stream} ${hash.copy().digest("hex")}`);
      return [name, sha256([kindName(type), String(this.#rows), ...lines].map((line) => `${line}\n`).join(""))];
    });
    // Names are ordered by their code points, which is the order of their UTF-8 bytes.
    const sorted = columns.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const text = sorted.map(([name, digest]) => `${digest} ${Buffer.byteLength(name)} ${name}\n`).join("");
    return { rows: this.#rows, digest: sha256(text), columns: Object.fromEntries(columns) };
  }
}
