/** The BAM part of `fill`: the columns of a lot, in turns of some rows, one kernel call a column. */
import { fillConstant } from "../arrow/constant.ts";
import type { BatchLayout } from "../arrow/layout.ts";
import type { FaultData } from "../bridge/errors.ts";
import type { Filled, RowFault } from "../core/source.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import type { BamKernel } from "../kernels/bam.ts";
import { tagName } from "../kernels/tag_plan.ts";
import type { BamColumn } from "./columns.ts";
import { isText } from "./conditions.ts";
import { columnFault, tagFault } from "./faults.ts";
import { bamKernel } from "./kernel.ts";
import type { TableColumn } from "./table.ts";
import type { BamWork, FoundTags } from "./work.ts";
import { places_stride, turn_rows } from "./work.ts";

/** A column, the bytes of a value or offset, and the addresses of its buffers: the first one is the validity. */
interface Target {
  readonly column: TableColumn;
  readonly width: number;
  readonly buffers: readonly number[];
}

/** Possible names of a tag. */
const names_max = 65_536;

/** The most buffers that a column has: a map of texts. */
const buffers_max = 9;

function targetOf(column: TableColumn, body: number, layout: BatchLayout): Target {
  const places = layout.buffers.slice(column.buffer, column.buffer + buffers_max);
  return { column, width: widthOf(column), buffers: places.map((place) => body + place.offset) };
}

function widthOf(column: TableColumn): number {
  if (column.kind === "field" && column.column === "mapq") return 1;
  return column.kind === "tag" && column.width > 0 && column.how !== "lists" ? column.width : 4;
}

/** Offsets whose first one is 0: each turn goes on where the one before has ended. */
function offsetBuffers({ kind, ...column }: TableColumn): readonly number[] {
  if (kind === "field") return isText((column as { column: BamColumn }).column) ? [1] : [];
  if (kind === "tag") return ["texts", "lists"].includes((column as { how: string }).how) ? [1] : [];
  // Of the map, its keys and its values.
  return kind === "rest" ? [1, 4, 7] : [];
}

function fillField(kernel: BamKernel, target: Target, work: BamWork, first: number, rows: number): number {
  const { column, buffers, width } = target;
  const pointers = work.pointers + 4 * first;
  const validity = (buffers[0] as number) + (first >> 3);
  const values = (buffers[1] as number) + width * first;
  const data = buffers[2] as number;
  switch ((column as { column: BamColumn }).column) {
    case "name":
      return kernel.names(pointers, rows, values, data);
    case "chrom":
      return kernel.chroms(pointers, rows, validity, values, data, work.state);
    case "start":
      return kernel.starts(pointers, rows, validity, values, work.first_position);
    case "end":
      return kernel.ends(pointers, rows, validity, values);
    case "flags":
      return kernel.flags(pointers, rows, values);
    case "sequence":
      return kernel.sequences(pointers, rows, validity, values, data);
    case "quality_scores":
      return kernel.qualities(pointers, rows, validity, values, data);
    case "mapq":
      return kernel.mapqs(pointers, rows, values);
    case "cigar":
      return kernel.cigars(pointers, rows, validity, values, data);
    case "mate_chrom":
      return kernel.mate_chroms(pointers, rows, validity, values, data, work.state);
    case "mate_start":
      return kernel.mate_starts(pointers, rows, validity, values, work.first_position);
    case "template_length":
      return kernel.template_lengths(pointers, rows, values);
  }
}

function fillTag(kernel: BamKernel, target: Target, work: BamWork, first: number, rows: number): number {
  const { column, buffers, width } = target;
  if (column.kind !== "tag" || work.tags === null) return 0;
  const places = work.tags.places + places_stride * column.tag;
  const validity = (buffers[0] as number) + (first >> 3);
  const values = (buffers[1] as number) + width * first;
  if (column.how === "integers") return kernel.tag_integers(places, rows, validity, values, column.width);
  if (column.how === "floats") return kernel.tag_floats(places, rows, validity, values, column.width);
  if (column.how === "texts") return kernel.tag_texts(places, rows, validity, values, buffers[2] as number);
  // Validity and offsets; validity and values of the items.
  return kernel.tag_lists(places, rows, validity, values, buffers[3] as number, column.width);
}

function fillRest(kernel: BamKernel, target: Target, work: BamWork, first: number, rows: number): number {
  if (work.tags === null) return 0;
  const { plan, places } = work.tags;
  // Validity and offsets of the map; validity of its pairs; validity, offsets and data of keys, then of values.
  const [, offsets = 0, , , key_offsets = 0, keys = 0, , value_offsets = 0, values = 0] = target.buffers;
  const pointers = work.pointers + 4 * first;
  const from = offsets + 4 * first;
  return kernel.tag_rest(pointers, rows, plan, places, places_stride, from, key_offsets, keys, value_offsets, values);
}

function faultOf(target: Target, work: BamWork, kernel: BamKernel): FaultData {
  const { column } = target;
  if (column.kind === "field") return columnFault(column.column, kernel.bad_code());
  if (column.kind === "tag") return tagFault(work.tags?.names[column.tag] ?? "", kernel.bad_code());
  return tagFault("tags_rest", kernel.bad_code());
}

/** One turn of all columns. */
function fillTurn(
  kernel: BamKernel,
  targets: readonly Target[],
  work: BamWork,
  first: number,
  rows: number,
  nulls: number[],
): RowFault | null {
  if (work.tags !== null) {
    const { plan, places } = work.tags;
    const bad = kernel.locate_rows(work.pointers + 4 * first, rows, plan, places, places_stride);
    if (bad !== 0) return { fault: tagFault(tagName(kernel.bad_tag()), kernel.bad_code()), row: first + bad - 1 };
  }
  for (const target of targets) {
    const { kind, node } = target.column;
    if (kind === "source_file") continue;
    const fill = kind === "field" ? fillField : kind === "tag" ? fillTag : fillRest;
    const bad = fill(kernel, target, work, first, rows);
    if (bad !== 0) return { fault: faultOf(target, work, kernel), row: first + bad - 1 };
    nulls[node] = (nulls[node] ?? 0) + kernel.null_count();
  }
  return null;
}

export function fillBam(work: BamWork, body: number, layout: BatchLayout, thread: ThreadMemory): Filled | RowFault {
  const kernel = bamKernel(thread);
  const { rows } = work;
  const targets = work.columns.map((column) => targetOf(column, body, layout));
  for (const { column, buffers } of targets) {
    for (const index of offsetBuffers(column)) thread.data.setInt32(buffers[index] as number, 0, true);
    if (column.kind !== "source_file" || work.source_file === null) continue;
    fillConstant(thread, work.source_file, rows, buffers[1] as number, buffers[2] as number);
  }
  const nulls = layout.lengths.map(() => 0);
  for (let first = 0; first < rows; first += turn_rows) {
    const fault = fillTurn(kernel, targets, work, first, Math.min(turn_rows, rows - first), nulls);
    if (fault !== null) return fault;
  }
  if (work.tags === null) return { nulls };
  return { nulls, found: foundTags(targets, work, nulls, layout, thread) };
}

function foundTags(
  targets: readonly Target[],
  work: BamWork,
  nulls: readonly number[],
  layout: BatchLayout,
  thread: ThreadMemory,
): FoundTags {
  const columns: number[] = [];
  const rest: Record<string, number> = {};
  for (const { column, buffers } of targets) {
    if (column.kind === "tag") columns.push(work.rows - (nulls[column.node] ?? 0));
    if (column.kind !== "rest") continue;
    const keys = new Uint16Array(thread.bytes.buffer, buffers[5] as number, layout.lengths[column.node + 1] ?? 0);
    const counts = new Uint32Array(names_max);
    for (const key of keys) counts[key] = (counts[key] as number) + 1;
    counts.forEach((count, key) => {
      if (count > 0) rest[tagName(key)] = count;
    });
  }
  return { columns, rest };
}
