/** The encodings of values. Each function returns the rows taken, or null for an encoding that isn't read. */
import type { ParquetReadKernel } from "../kernels/parquet_read.ts";
import type { Leaf } from "./leaf.ts";
import { physical, valueBytes } from "./leaf.ts";
import type { Page } from "./page_header.ts";
import { encoding } from "./page_header.ts";

/** A page's values: `count` of them, one for each row that is not null. `validity` is 0 where none is. */
export interface PageValues {
  readonly at: number;
  readonly end: number;
  readonly count: number;
  readonly validity: number;
}

export interface DecodeContext {
  readonly kernel: ParquetReadKernel;
  readonly data: DataView;
  /** Scratch of 8 bytes a value each. */
  readonly numbers: number;
  readonly levels: number;
  /** The column's dictionary: fixed-width values, or the entries of byte arrays. */
  readonly dictionary: number;
  readonly entry_addresses: number;
  readonly entry_offsets: number;
  readonly entries: number;
}

export interface ViewTarget {
  readonly addresses: number;
  readonly offsets: number;
  readonly built: number;
  readonly built_end: number;
}

/** Dictionary indices behind their width in bits; false for damage. */
function decodeIndices({ kernel, data, numbers }: DecodeContext, { at, end, count }: PageValues): boolean {
  if (count === 0) return true;
  if (at >= end) return false;
  const width = data.getUint8(at);
  return width <= 32 && kernel.hybrid(at + 1, end, width, count, numbers) !== 0;
}

export function decodeViews(
  context: DecodeContext,
  leaf: Leaf,
  page: Page,
  values: PageValues,
  skip: number,
  target: ViewTarget,
): number | null {
  const { kernel, numbers } = context;
  const { at, end, count, validity } = values;
  const { addresses, offsets } = target;
  const rows = page.values;
  switch (page.encoding) {
    case encoding.plain:
      if (leaf.physical === physical.byte_array) {
        return kernel.plain_views(at, end, rows, skip, validity, addresses, offsets) >>> 0;
      }
      return kernel.fixed_views(at, end, rows, skip, validity, leaf.length, addresses, offsets) >>> 0;
    case encoding.plain_dictionary:
    case encoding.rle_dictionary: {
      if (!decodeIndices(context, values)) return refused(kernel);
      const { entry_addresses, entry_offsets, entries } = context;
      return (
        kernel.dictionary_views(
          numbers,
          rows,
          skip,
          validity,
          entry_addresses,
          entry_offsets,
          entries,
          addresses,
          offsets,
        ) >>> 0
      );
    }
    case encoding.delta_length_byte_array: {
      const text = kernel.delta(at, end, count, 4, numbers) >>> 0;
      if (text === 0) return refused(kernel);
      return kernel.length_views(numbers, text, end, rows, skip, validity, addresses, offsets) >>> 0;
    }
    case encoding.delta_byte_array: {
      const { built, built_end } = target;
      const suffixes = numbers + 4 * count;
      const next = kernel.delta(at, end, count, 4, numbers) >>> 0;
      const lengths_end = next === 0 ? 0 : kernel.delta(next, end, count, 4, suffixes) >>> 0;
      if (lengths_end === 0) return refused(kernel);
      return (
        kernel.delta_views(
          numbers,
          suffixes,
          lengths_end,
          end,
          rows,
          skip,
          validity,
          addresses,
          offsets,
          built,
          built_end,
        ) >>> 0
      );
    }
    default:
      return null;
  }
}

/** No row was taken, and not for want of room. */
function refused(kernel: ParquetReadKernel): number {
  kernel.plain_views(0, 0, 0, 0, 0, 0, 0);
  return 0;
}

export function decodeValues(
  context: DecodeContext,
  leaf: Leaf,
  page: Page,
  values: PageValues,
  target: number,
): number | null {
  const { kernel, numbers } = context;
  const { at, end, count, validity } = values;
  const rows = page.values;
  const width = valueBytes(leaf);
  const spread = (from: number, size: number): number =>
    kernel.plain_values(from, from + count * size, rows, validity, size, target) >>> 0;
  switch (page.encoding) {
    case encoding.plain:
      if (leaf.physical === physical.boolean) return kernel.plain_bools(at, end, rows, validity, target) >>> 0;
      return kernel.plain_values(at, end, rows, validity, width, target) >>> 0;
    case encoding.plain_dictionary:
    case encoding.rle_dictionary: {
      if (leaf.physical === physical.boolean) return null;
      if (!decodeIndices(context, values)) return 0;
      const { dictionary, entries } = context;
      return kernel.dictionary_values(numbers, rows, validity, dictionary, entries, width, target) >>> 0;
    }
    case encoding.delta_binary_packed:
      if (leaf.physical !== physical.int32 && leaf.physical !== physical.int64) return null;
      return kernel.delta(at, end, count, width, numbers) === 0 ? 0 : spread(numbers, width);
    case encoding.byte_stream_split:
      if (leaf.physical === physical.boolean) return null;
      if (end - at < count * width) return 0;
      kernel.byte_stream_split(at, count, width, numbers);
      return spread(numbers, width);
    case encoding.rle:
      return leaf.physical === physical.boolean ? decodeRleBools(context, values, spread) : null;
    default:
      return null;
  }
}

/** Truth values as runs, behind their length in bytes. */
function decodeRleBools(
  { kernel, data, numbers, levels }: DecodeContext,
  { at, end, count }: PageValues,
  spread: (from: number, size: number) => number,
): number {
  if (end - at < 4) return count === 0 ? spread(at, 1) : 0;
  const start = at + 4;
  const bytes = data.getUint32(at, true);
  if (bytes > end - start || kernel.hybrid(start, start + bytes, 1, count, numbers) === 0) return 0;
  kernel.narrow(numbers, count, 1, levels);
  return spread(levels, 1);
}
