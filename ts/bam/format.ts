/** BAM as a format: its schema, and how its inputs are opened. */
import { closeSync } from "node:fs";
import { basename } from "node:path";
import type { Schema } from "../arrow/schema.ts";
import { ChunkSpans } from "../bgzf/chunks.ts";
import { BgzfSpans } from "../bgzf/spans.ts";
import { Fault } from "../bridge/errors.ts";
import { openFile } from "../core/open_file.ts";
import type { Format, Input, InputFile, Plan, PlanContext } from "../core/source.ts";
import { record_bytes_max } from "../limits.ts";
import { reasonsOf } from "./filters.ts";
import type { BamHeader } from "./header.ts";
import type { Looked } from "./look.ts";
import { lookAtAll } from "./look.ts";
import type { BamOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import type { BamParts } from "./parts.ts";
import { partsOfArriving, partsOfFile } from "./parts.ts";
import { checkPiece, pieceStatistics, piecesOf } from "./pieces.ts";
import { BamRun } from "./run.ts";
import { columnTags, settle_batch_rows, settle_lots, TagLook } from "./settle.ts";
import { BamSource } from "./source.ts";
import type { BamStart } from "./start.ts";
import { readHeader } from "./start.ts";
import type { BamTable, TableInput } from "./table.ts";
import { bamTable } from "./table.ts";
import type { TagColumn } from "./tag_types.ts";
import { askedType, settledType } from "./tag_types.ts";

/** What a source is made with. */
interface Making {
  readonly table: BamTable;
  readonly options: BamOptions;
  readonly context: PlanContext;
}

/** The metadata is part of the output: it depends on the inputs and the options alone. */
function schemaOf(headers: readonly BamHeader[], table: BamTable): Schema {
  const texts = headers.map((header) => header.text);
  const metadata = new Map([
    ["format", "bam"],
    ["coordinates", table.first_position === 1 ? "1-based" : "0-based"],
    ["sam_header", texts[0] ?? ""],
  ]);
  // Several inputs with headers of their own: all of them, in the order of the inputs.
  if (new Set(texts).size > 1) metadata.set("sam_headers", JSON.stringify(texts));
  return { fields: table.fields, metadata };
}

function plan(inputs: readonly Input[], looked: readonly Looked[], making: Making): Plan {
  const headers = looked.map((one) => one.header);
  headers.forEach((header, i) => {
    if (header.text_is_utf8) return;
    making.context.warn(`${inputs[i]?.name}: the header text is not UTF-8; it was read as Latin-1`);
  });
  return {
    schema: schemaOf(headers, making.table),
    header: headers.map((header) => ({
      text: header.text,
      references: header.references.map((one) => [Buffer.from(one.name).toString(), one.length]),
    })),
    bytes_total: looked.reduce<number | null>(
      (sum, { bytes_total }) => (sum === null || bytes_total === null ? null : sum + bytes_total),
      0,
    ),
    open: (index, records_max) => openSource(inputs[index] as Input, looked[index] as Looked, making, records_max),
    pieces: (count) => piecesOf(inputs[0] as Input, making.options, making.table, making.context, count),
    close: () => closeAll(looked),
  };
}

function closeAll(looked: readonly Looked[]): void {
  for (const { arriving } of looked) arriving?.spans.close();
}

function openSource(input: Input, { arriving }: Looked, making: Making, records_max: number | null): BamSource {
  if (arriving !== null) {
    const parts = partsOfArriving(arriving.start.header, making.options);
    return makeSource(input.name, arriving.spans, arriving.start, parts, making, records_max);
  }
  const file = openFile(input as InputFile);
  try {
    // Read once more: between looking at all inputs and this one's turn it may have been replaced.
    const start = readHeader(file, making.context.memory, making.context.thread);
    const parts = partsOfFile(input as InputFile, file, start, making.options, () => {});
    checkPiece(making.options, file);
    const { chunks } = parts;
    const whole = (): BgzfSpans => new BgzfSpans(file, start.records_at, making.options.mends);
    const spans = chunks === null ? whole() : new ChunkSpans(file, chunks);
    return makeSource(input.name, spans, start, parts, making, records_max);
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

function makeSource(
  name: string,
  spans: BgzfSpans,
  { header, records_at }: BamStart,
  { regions, promise }: BamParts,
  { table, options, context }: Making,
  records_max: number | null,
): BamSource {
  const { memory, thread, lots: limits } = context;
  const lots = {
    name,
    locate: (block: number, inflated: number) => spans.locate(block, inflated),
    table,
    run: new BamRun(header, table, options.filters, regions, memory, thread),
    source_file: options.source_file ? Buffer.from(basename(name)) : null,
    raw_bytes_max: limits.raw_bytes_max,
    rules: options.mends ? { references: header.references.length, record_bytes_max } : null,
  };
  const batch_size = limits.rows_max ?? options.batch_size;
  const { block, within } = records_at;
  return new BamSource(spans, lots, memory, thread, {
    batch_size,
    records_max,
    reasons: reasonsOf(options.filters, regions !== null),
    promise,
    report_offsets: options.chunks !== null,
    told: pieceStatistics(options, name, () => spans.locate(block, within)),
  });
}

/** The table where nothing has to be settled; else null. */
function givenTable(options: BamOptions): BamTable | null {
  const { tags } = options;
  if (tags === "all" || tags.some((tag) => tag.type === null)) return null;
  return bamTable({ ...options, tags: tags as readonly TagColumn[] });
}

/** The table by what a look at the tags has found. */
function settledTable(options: BamOptions, look: TagLook): BamTable {
  const { seen } = look;
  if (options.tags === "all") {
    const tags = columnTags(seen).map((tag) => ({ name: tag.name, type: settledType(tag) }));
    return bamTable({ ...options, tags, rest_at: tags.length });
  }
  const tags = options.tags.map(({ name, type }) => {
    return {
      name,
      type:
        type ??
        askedType(
          name,
          seen.find((one) => one.name === name),
        ),
    };
  });
  return bamTable({ ...options, tags });
}

/** Nothing of the records but their tags is of interest to a look. */
const bare: TableInput = { columns: [], tags: [], rest_at: null, source_file: false, first_position: 1 };

/** Look at the tags of all inputs, in order, until that is enough. Yields what to wait for where bytes have not arrived. */
function* settle(
  inputs: readonly Input[],
  looked: readonly Looked[],
  options: BamOptions,
  context: PlanContext,
): Generator<() => Promise<void>, BamTable> {
  const look = new TagLook(context.memory, context.thread);
  const making: Making = {
    table: bamTable(bare),
    // All parts of a file have the same columns.
    options: { ...options, batch_size: settle_batch_rows, filters: null, source_file: false, chunks: null },
    context: { ...context, lots: settle_lots },
  };
  try {
    for (const [index, input] of inputs.entries()) {
      if (look.records_left === 0) break;
      const one = looked[index] as Looked;
      one.arriving?.spans.look();
      const source = openSource(input, one, making, look.records_left);
      try {
        for (const _ of look.at(source)) yield () => one.arriving?.wait() ?? Promise.resolve();
      } finally {
        source.close();
        one.arriving?.spans.lookAgain(one.arriving.start.records_at);
      }
    }
    return settledTable(options, look);
  } finally {
    look.close();
  }
}

/** Go through it, waiting only where something has to arrive. */
function settleAll(steps: Generator<() => Promise<void>, BamTable>): BamTable | Promise<BamTable> {
  const step = steps.next();
  if (step.done) return step.value;
  return (async () => {
    for (let next: IteratorResult<() => Promise<void>, BamTable> = step; ; next = steps.next()) {
      if (next.done) return next.value;
      try {
        await next.value();
      } catch (error) {
        // So that what it holds is let go of.
        steps.throw(error);
      }
    }
  })();
}

function planAll(
  inputs: readonly Input[],
  looked: readonly Looked[],
  options: BamOptions,
  context: PlanContext,
): Plan | Promise<Plan> {
  const table = givenTable(options) ?? settleAll(settle(inputs, looked, options, context));
  if (table instanceof Promise)
    return table.then((settled) => plan(inputs, looked, { table: settled, options, context }));
  return plan(inputs, looked, { table, options, context });
}

/** Parts of one file are read where they lie. */
function checkInputs(inputs: readonly Input[], { mends }: BamOptions): void {
  const [input] = inputs;
  if (mends) {
    const hint = 'leave errors="collect" or the parts out';
    throw new Fault("OptionError", "OPTION", "damage can't be passed over where parts of a file are read", { hint });
  }
  if (input !== undefined && "path" in input && inputs.length === 1) return;
  throw new Fault("OptionError", "OPTION", "chunks: they need one input, and that a file", { hint: "name one file" });
}

export const bam: Format = {
  takes_arriving: true,
  open(inputs, raw, context) {
    if (inputs.length === 0) throw new Fault("OptionError", "NO_INPUT", "there is no input file", {});
    const options = parseOptions(raw);
    if (options.chunks !== null) checkInputs(inputs, options);
    const looked = lookAtAll(inputs, options, context);
    if (looked instanceof Promise) return looked.then((all) => planAll(inputs, all, options, context));
    return planAll(inputs, looked, options, context);
  },
};
