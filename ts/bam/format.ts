/** BAM as a format: its options, its schema, and how its files are opened. */
import { closeSync } from "node:fs";
import { basename } from "node:path";
import type { Schema } from "../arrow/schema.ts";
import { ArrivingSpans } from "../bgzf/arriving.ts";
import { BgzfSpans } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import { integerOption, stringsOption } from "../core/options.ts";
import type { ArrivingInput, Format, Input, InputFile, Plan, PlanContext } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { BamColumn } from "./columns.ts";
import { chooseColumns, fieldOf, source_file_field } from "./columns.ts";
import type { BamHeader } from "./header.ts";
import { BamSource, openFile } from "./source.ts";
import type { BamStart } from "./start.ts";
import { awaitHeader, readHeader } from "./start.ts";

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

/** An input that was looked at. One that arrives can't be looked at twice: its spans go on behind the header. */
interface Looked {
  readonly header: BamHeader;
  readonly bytes_total: number | null;
  readonly arriving: { readonly start: BamStart; readonly spans: ArrivingSpans } | null;
}

function lookAtFile(input: InputFile, { memory, thread }: PlanContext): Looked {
  const file = openFile(input);
  try {
    return { header: readHeader(file, memory, thread).header, bytes_total: file.file_bytes, arriving: null };
  } finally {
    closeSync(file.fd);
  }
}

async function lookAtArriving({ arriving }: ArrivingInput, { memory, thread }: PlanContext): Promise<Looked> {
  const spans = new ArrivingSpans(arriving, memory);
  try {
    const start = await awaitHeader(arriving, spans, memory, thread);
    return { header: start.header, bytes_total: arriving.bytes_total, arriving: { start, spans } };
  } catch (error) {
    spans.close();
    throw error;
  }
}

function plan(inputs: readonly Input[], looked: readonly Looked[], options: BamOptions, context: PlanContext): Plan {
  const headers = looked.map((one) => one.header);
  headers.forEach((header, i) => {
    if (header.text_is_utf8) return;
    context.warn(`${inputs[i]?.name}: the header text is not UTF-8; it was read as Latin-1`);
  });
  return {
    schema: schemaOf(headers, options),
    header: headers.map((header) => ({
      text: header.text,
      references: header.references.map((one) => [Buffer.from(one.name).toString(), one.length]),
    })),
    bytes_total: looked.reduce<number | null>(
      (sum, { bytes_total }) => (sum === null || bytes_total === null ? null : sum + bytes_total),
      0,
    ),
    open: (index, records_max) => {
      const { arriving } = looked[index] as Looked;
      const input = inputs[index] as Input;
      if (arriving !== null)
        return makeSource(input.name, arriving.spans, arriving.start, options, context, records_max);
      return openFileSource(input as InputFile, options, context, records_max);
    },
    close: () => {
      for (const { arriving } of looked) arriving?.spans.close();
    },
  };
}

function openFileSource(
  input: InputFile,
  options: BamOptions,
  context: PlanContext,
  records_max: number | null,
): BamSource {
  const file = openFile(input);
  try {
    // Read once more: between looking at all inputs and this one's turn it may have been replaced.
    const start = readHeader(file, context.memory, context.thread);
    const spans = new BgzfSpans(file, start.records_at);
    return makeSource(input.name, spans, start, options, context, records_max);
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

function makeSource(
  name: string,
  spans: BgzfSpans,
  { header }: BamStart,
  options: BamOptions,
  { memory, thread, lots: limits }: PlanContext,
  records_max: number | null,
): BamSource {
  const table = referenceTable(header, memory, thread);
  const lots = {
    name,
    locate: (block: number, inflated: number) => spans.locate(block, inflated),
    columns: options.columns,
    source_file: options.source_file ? Buffer.from(basename(name)) : null,
    reference_table: table.address,
    references: header.references.length,
    raw_bytes_max: limits.raw_bytes_max,
  };
  const batch_size = limits.rows_max ?? options.batch_size;
  return new BamSource(spans, lots, table, memory, thread, { batch_size, records_max });
}

/** One after the other, and at once where all are files. */
function lookAtAll(inputs: readonly Input[], context: PlanContext): Looked[] | Promise<Looked[]> {
  if (inputs.every(isFile)) return inputs.map((input) => lookAtFile(input, context));
  return (async () => {
    const looked: Looked[] = [];
    for (const input of inputs) {
      looked.push(isFile(input) ? lookAtFile(input, context) : await lookAtArriving(input, context));
    }
    return looked;
  })();
}

const isFile = (input: Input): input is InputFile => "path" in input;

export const bam: Format = {
  takes_arriving: true,
  open(inputs, raw, context) {
    if (inputs.length === 0) throw new Fault("ValueError", "NO_INPUT", "there is no input file", {});
    const options = parseOptions(raw);
    const looked = lookAtAll(inputs, context);
    if (looked instanceof Promise) return looked.then((all) => plan(inputs, all, options, context));
    return plan(inputs, looked, options, context);
  },
};
