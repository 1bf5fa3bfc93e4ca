/** CSFs in a Parquet file, as `convert_csfs` writes them, as a format: what comes out is their descriptors. */
import { closeSync } from "node:fs";
import type { Field } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { SharedRegion } from "../core/memory.ts";
import type { Format, InputFile, PlanContext } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { entry_bytes_plain } from "../kernels/csf.ts";
import { chooseColumns } from "../parquet/columns.ts";
import type { Leaf } from "../parquet/leaf.ts";
import type { LotMaker } from "../parquet/lot.ts";
import type { ParquetFile, ParquetSourceOptions } from "../parquet/source.ts";
import { bytesOf, openParquet, ParquetSource } from "../parquet/source.ts";
import { fieldsOf } from "./columns.ts";
import { cut_rows_key, parseCutRows } from "./cut_rows.ts";
import type { CsfWork } from "./lot.ts";
import type { CsfOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import { RejectList } from "./rejects.ts";
import { checkPeel, makePeelTable } from "./subshells.ts";
import type { ViewWork } from "./views.ts";

const line_columns = ["line1", "line2", "line3"];

function leavesOf({ columns, file }: ParquetFile): readonly Leaf[] {
  const missing = line_columns.find((name) => columns.every((column) => column.name !== name));
  if (missing !== undefined) throw noList(file.name, `there is no column ${missing}`);
  const lines = chooseColumns(columns, line_columns, file.name);
  const other = lines.find(({ field }) => field?.type.kind !== "utf8" && field?.type.kind !== "binary");
  if (other !== undefined) throw noList(file.name, `the column ${other.name} is not text`);
  return lines.flatMap(({ leaves }) => leaves);
}

function noList(path: string, message: string): Fault {
  return new Fault("FormatError", "CSF_PARQUET", message, {
    path,
    hint: "name a file that convert_csfs or write_parquet has made of a CSF list",
  });
}

class CsfParquetSource extends ParquetSource {
  readonly #rejects: RejectList;
  readonly #table: SharedRegion;
  readonly #name: string;
  readonly #raise: boolean;

  constructor(
    file: ParquetFile,
    options: ParquetSourceOptions,
    thread: ThreadMemory,
    state: { rejects: RejectList; table: SharedRegion; raise: boolean },
  ) {
    super(file, options, thread);
    this.#name = file.file.name;
    this.#rejects = state.rejects;
    this.#table = state.table;
    this.#raise = state.raise;
  }

  statistics(): Readonly<Record<string, unknown>> {
    return this.#rejects.statistics(this.#raise ? this.#name : null);
  }

  override close(): void {
    this.#table.release();
    super.close();
  }
}

/** Numbers its lots' rows, and looks up which of them were cut. */
function lotMaker(work: CsfWork, fields: number, ranges: readonly number[], rejects: RejectList): LotMaker {
  let first_index = 0;
  let range = 0;
  return (rows, parts) => {
    const first = first_index;
    first_index += rows;
    const cut: number[] = [];
    while (range < ranges.length && (ranges[range] as number) < first_index) {
      const last = ranges[range + 1] as number;
      const until = Math.min(last, first_index - 1);
      for (let row = Math.max(ranges[range] as number, first); row <= until; row++) cut.push(row - first);
      if (last >= first_index) break;
      range += 2;
    }
    const lot: ViewWork = { ...work, first_index: first, rows, parts, cut_rows: cut };
    return { sizes: Array<number>(fields).fill(0), work: lot, found: (found) => rejects.take(found) };
  };
}

function openSource(
  input: InputFile,
  fields: readonly Field[],
  peel: readonly string[],
  options: CsfOptions,
  context: PlanContext,
  records_max: number | null,
): ParquetSource {
  const file = openParquet(input);
  try {
    const leaves = leavesOf(file);
    const { memory, thread, lots } = context;
    const table = makePeelTable(peel, memory, thread);
    const { columns, layout, normalize, nullable, errors } = options;
    const work = { columns, layout, normalize, nullable, entry_bytes: entry_bytes_plain, table: table.address };
    const rejects = new RejectList();
    const cut_rows = parseCutRows(new Map(file.footer.key_values).get(cut_rows_key));
    const makeLot = lotMaker({ ...work, peel: peel.length }, fields.length, cut_rows, rejects);
    const { raw_bytes_max } = lots;
    const fitting = Math.max(1, Math.floor(raw_bytes_max / (peel.length * 12)));
    const batch_size = Math.min(lots.rows_max ?? options.batch_size, fitting);
    const source = { leaves, batch_size, raw_bytes_max, makeLot, records_max };
    return new CsfParquetSource(file, source, thread, { rejects, table, raise: errors === "raise" });
  } catch (error) {
    closeSync(file.file.fd);
    throw error;
  }
}

export const csfParquet: Format = {
  open(inputs, raw, context) {
    const options = parseOptions({ ...raw, columns: ["descriptor"] });
    const peel = options.peel ?? [];
    checkPeel(peel, options.normalize, inputs[0]?.name ?? "");
    const fields = fieldsOf(options, peel);
    const bytes = inputs.map((input) => {
      const file = openParquet(input);
      closeSync(file.file.fd);
      return bytesOf(file.footer, leavesOf(file));
    });
    const metadata = new Map([
      ["format", "csf"],
      ["peel_subshells", peel.join(" ")],
      ["normalized", String(options.normalize)],
    ]);
    return {
      schema: { fields, metadata },
      header: inputs.map(() => ({ peel })),
      bytes_total: bytes.reduce((sum, one) => sum + one, 0),
      open: (index, records_max) => openSource(inputs[index] as InputFile, fields, peel, options, context, records_max),
    };
  },
};
