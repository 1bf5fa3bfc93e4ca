/** BAM as a format: its options, its schema, and how its files are opened. */
import { closeSync } from "node:fs";
import { basename } from "node:path";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import { integerOption, stringsOption } from "../core/options.ts";
import type { Format, InputFile, Plan, PlanContext } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { BamColumn } from "./columns.ts";
import { chooseColumns, fieldOf, source_file_field } from "./columns.ts";
import type { BamHeader } from "./header.ts";
import { BamSource, openFile, readHeader } from "./source.ts";

interface BamOptions {
  readonly batch_size: number;
  readonly columns: readonly BamColumn[];
  readonly source_file: boolean;
}

const default_batch_size = 20_000;

function parseOptions(raw: Readonly<Record<string, unknown>>): BamOptions {
  return {
    batch_size: integerOption(raw, "batch_size", 1) ?? default_batch_size,
    columns: chooseColumns(stringsOption(raw, "columns")),
    source_file: raw["source_file"] === true,
  };
}

/** The metadata is part of the output: it depends on the inputs and the options alone. */
function schemaOf(headers: readonly BamHeader[], options: BamOptions): Schema {
  const texts = headers.map((header) => header.text);
  const metadata = new Map([
    ["format", "bam"],
    ["coordinates", "1-based"],
    ["sam_header", texts[0] ?? ""],
  ]);
  // Several inputs with headers of their own: all of them, in the order of the inputs.
  if (new Set(texts).size > 1) metadata.set("sam_headers", JSON.stringify(texts));
  const fields = options.columns.map(fieldOf);
  return { fields: options.source_file ? [...fields, source_file_field] : fields, metadata };
}

/** The references' names in the request's memory: a table of (address, length), then the names. */
function referenceTable(header: BamHeader, memory: RequestMemory, thread: ThreadMemory): SharedRegion {
  const { references } = header;
  const names_bytes = references.reduce((sum, one) => sum + one.name.length, 0);
  const region = new SharedRegion(memory, references.length * 8 + names_bytes);
  let name = region.address + references.length * 8;
  references.forEach((reference, index) => {
    thread.data.setUint32(region.address + index * 8, name, true);
    thread.data.setUint32(region.address + index * 8 + 4, reference.name.length, true);
    thread.bytes.set(reference.name, name);
    name += reference.name.length;
  });
  return region;
}

function plan(inputs: readonly InputFile[], options: BamOptions, context: PlanContext): Plan {
  const { memory, thread } = context;
  let bytes_total = 0;
  const headers = inputs.map((input) => {
    const file = openFile(input);
    try {
      bytes_total += file.file_bytes;
      const { header } = readHeader(file, memory, thread);
      if (!header.text_is_utf8) context.warn(`${input.name}: the header text is not UTF-8; it was read as Latin-1`);
      return header;
    } finally {
      closeSync(file.fd);
    }
  });
  return {
    schema: schemaOf(headers, options),
    header: headers.map((header) => ({
      text: header.text,
      references: header.references.map((one) => [Buffer.from(one.name).toString(), one.length]),
    })),
    bytes_total,
    open: (index, records_max) => openSource(inputs[index] as InputFile, options, context, records_max),
  };
}

function openSource(
  input: InputFile,
  options: BamOptions,
  context: PlanContext,
  records_max: number | null,
): BamSource {
  const { memory, thread } = context;
  const file = openFile(input);
  try {
    // Read once more: between looking at all inputs and this one's turn it may have been replaced.
    const start = readHeader(file, memory, thread);
    const table = referenceTable(start.header, memory, thread);
    const lots = {
      fd: file.fd,
      name: file.name,
      columns: options.columns,
      source_file: options.source_file ? Buffer.from(basename(input.name)) : null,
      reference_table: table.address,
      references: start.header.references.length,
      raw_bytes_max: context.lots.raw_bytes_max,
    };
    const batch_size = context.lots.rows_max ?? options.batch_size;
    return new BamSource(file, start, lots, table, memory, thread, { batch_size, records_max });
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

export const bam: Format = {
  open(inputs, raw, context) {
    if (inputs.length === 0) throw new Fault("ValueError", "NO_INPUT", "there is no input file", {});
    return plan(inputs, parseOptions(raw), context);
  },
};
