/** CSF lists as a format: options, schema, and how files are opened. */
import { closeSync } from "node:fs";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import { openFile } from "../core/open_file.ts";
import type { Format, InputFile, Plan, PlanContext } from "../core/source.ts";
import { entry_bytes_plain, entry_bytes_wide } from "../kernels/csf.ts";
import { fieldsOf, isParsed } from "./columns.ts";
import type { CsfHeader, CsfTail } from "./header.ts";
import { readHeader, readTail } from "./header.ts";
import type { CsfWork } from "./lot.ts";
import type { CsfOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import { CsfSource } from "./source.ts";
import { checkPeel, makePeelTable } from "./subshells.ts";

/** One list that was looked at. */
interface Looked {
  readonly header: CsfHeader;
  readonly tail: CsfTail;
  readonly bytes: number;
}

function look(input: InputFile): Looked {
  const file = openFile(input);
  try {
    const header = readHeader(file);
    return { header, tail: readTail(file, header), bytes: file.file_bytes };
  } finally {
    closeSync(file.fd);
  }
}

const wantsDescriptor = (options: CsfOptions): boolean => options.columns.includes("descriptor");

/** All that is needed to write the list again is in here. */
function metadataOf({ header, tail }: Looked, peel: readonly string[], options: CsfOptions): Map<string, string> {
  const metadata = new Map([
    ["format", "csf"],
    ["csf_header", header.lines.join("\n")],
    ["peel_subshells", peel.join(" ")],
  ]);
  if (header.newline !== "\n") metadata.set("csf_newline", "crlf");
  if (tail.open) metadata.set("csf_last_line", "open");
  if (tail.separators > 0) metadata.set("csf_last_separators", String(tail.separators));
  if (wantsDescriptor(options)) metadata.set("normalized", String(options.normalize));
  return metadata;
}

/** Several lists have to have the same peel subshells: a column means one thing. */
function checkSame(inputs: readonly InputFile[], all: readonly Looked[]): void {
  const first = all[0]?.header.peel.join(" ");
  const other = all.findIndex(({ header }) => header.peel.join(" ") !== first);
  if (other < 0) return;
  throw new Fault("FormatError", "CSF_PEEL_DIFFERS", "the lists have different peel subshells", {
    path: inputs[other]?.name ?? "",
    hint: "name the peel subshells that the descriptor is to have: peel_subshells=[…]",
  });
}

function openSource(
  input: InputFile,
  schema: Schema & { readonly metadata: Map<string, string> },
  options: CsfOptions,
  context: PlanContext,
  records_max: number | null,
): CsfSource {
  const { memory, thread } = context;
  const file = openFile(input);
  try {
    // Read once more: between looking at all inputs and this one's turn it may have been replaced.
    const header = readHeader(file);
    const peel = options.peel ?? header.peel;
    const table = wantsDescriptor(options) ? makePeelTable(peel, memory, thread) : null;
    const { columns, layout, normalize, nullable, batch_size, max_line_len, span_bytes } = options;
    const work: CsfWork = {
      columns,
      entry_bytes: columns.some(isParsed) ? entry_bytes_wide : entry_bytes_plain,
      table: table?.address ?? 0,
      peel: peel.length,
      layout,
      normalize,
      nullable,
    };
    const raise = options.errors === "raise";
    const rows_max = context.lots.rows_max ?? batch_size;
    const { raw_bytes_max } = context.lots;
    const cut = { fields: schema.fields, name: file.name, rows_max, raw_bytes_max, records_max, strict: raise };
    return new CsfSource(file, work, table, memory, thread, {
      ...cut,
      raise,
      max_line_len,
      span_bytes,
      start: header.bytes,
      metadata: schema.metadata,
    });
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

export const csf: Format = {
  open(inputs, raw, context): Plan {
    const options = parseOptions(raw);
    const all = inputs.map(look);
    const first = all[0];
    if (first === undefined) throw new Fault("OptionError", "NO_INPUT", "there is no input file", {});
    for (const [i, { header }] of all.entries()) {
      if (!header.is_utf8) context.warn(`${inputs[i]?.name}: the header is not UTF-8; it was read as Latin-1`);
    }
    const peel = options.peel ?? first.header.peel;
    if (wantsDescriptor(options)) {
      if (options.peel === null) checkSame(inputs, all);
      checkPeel(peel, options.normalize, inputs[0]?.name ?? "");
    }
    const schema = { fields: fieldsOf(options, peel), metadata: metadataOf(first, peel, options) };
    return {
      schema,
      header: all.map(({ header, tail }) => ({
        lines: header.lines,
        peel: header.peel,
        newline: header.newline,
        ...tail,
      })),
      bytes_total: all.reduce((sum, { bytes }) => sum + bytes, 0),
      open: (index, records_max) => openSource(inputs[index] as InputFile, schema, options, context, records_max),
    };
  },
};
