/** The least and the greatest value of a column chunk, as Parquet's rules want them. */
import type { ThreadMemory } from "../../core/thread_memory.ts";
import type { EncodeKernel } from "../../kernels/encode.ts";
import type { Statistics } from "./metadata.ts";
import type { LeafType } from "./schema.ts";
import type { Values } from "./values.ts";

/** Longer texts are cut: a footer is no place for them. */
const text_bytes_max = 64;

export interface Extremes {
  readonly min: Uint8Array | null;
  readonly max: Uint8Array | null;
  readonly min_is_exact: boolean;
  readonly max_is_exact: boolean;
  /** Of integers: whether none is less than the one before. */
  readonly ascending: boolean;
}

export const no_extremes: Extremes = {
  min: null,
  max: null,
  min_is_exact: false,
  max_is_exact: false,
  ascending: false,
};

export function extremesOf(
  kernel: EncodeKernel,
  thread: ThreadMemory,
  type: LeafType,
  values: Values,
  result: number,
): Extremes {
  if (values.count === 0) return no_extremes;
  switch (type.kind) {
    case "bool":
      return bools(thread, values);
    case "int":
      return integers(kernel, thread, type, values, result);
    case "float":
      return floats(kernel, thread, type.bits, values, result);
    default:
      return texts(kernel, thread, type.kind === "utf8", values, result);
  }
}

const exact = (min: Uint8Array, max: Uint8Array, ascending = false): Extremes => ({
  min,
  max,
  min_is_exact: true,
  max_is_exact: true,
  ascending,
});

/** A copy: the memory is used again. */
const copy = (thread: ThreadMemory, address: number, bytes: number): Uint8Array =>
  Uint8Array.from(thread.bytes.subarray(address, address + bytes));

function integers(
  kernel: EncodeKernel,
  thread: ThreadMemory,
  type: Extract<LeafType, { kind: "int" }>,
  values: Values,
  result: number,
): Extremes {
  const long = type.bits === 64;
  const suffix = long ? (type.signed ? "i64" : "u64") : type.signed ? "i32" : "u32";
  const ascending = kernel[`minmax_${suffix}`](values.address, values.count, result) === 1;
  const bytes = long ? 8 : 4;
  return exact(copy(thread, result, bytes), copy(thread, result + bytes, bytes), ascending);
}

function floats(kernel: EncodeKernel, thread: ThreadMemory, bits: 32 | 64, values: Values, result: number): Extremes {
  const found = bits === 64 ? kernel.minmax_f64 : kernel.minmax_f32;
  if (found(values.address, values.count, result) === 0) return no_extremes;
  const bytes = bits / 8;
  const min = copy(thread, result, bytes);
  const max = copy(thread, result + bytes, bytes);
  // A zero of either sign stands for both: the least one is written as -0, the greatest as +0.
  const sign = bytes - 1;
  if (min.every((byte, i) => byte === 0 || (i === sign && byte === 0x80))) min[sign] = 0x80;
  if (max.every((byte, i) => byte === 0 || (i === sign && byte === 0x80))) max[sign] = 0;
  return exact(min, max);
}

function bools(thread: ThreadMemory, values: Values): Extremes {
  const { bytes } = thread;
  let any = false;
  let all = true;
  const whole = values.count >> 3;
  for (let i = 0; i < whole && !(any && !all); i++) {
    const byte = bytes[values.address + i] as number;
    any ||= byte !== 0;
    all &&= byte === 255;
  }
  const rest = values.count & 7;
  if (rest > 0) {
    const mask = (1 << rest) - 1;
    const byte = (bytes[values.address + whole] as number) & mask;
    any ||= byte !== 0;
    all &&= byte === mask;
  }
  return exact(Uint8Array.of(all ? 1 : 0), Uint8Array.of(any ? 1 : 0));
}

function texts(kernel: EncodeKernel, thread: ThreadMemory, is_utf8: boolean, values: Values, result: number): Extremes {
  const skip = values.skip ?? 0;
  kernel.minmax_text(values.address, values.data, values.count, skip, result);
  const text = (number: number): Uint8Array => {
    const at = values.address + 4 * number;
    const start = thread.data.getUint32(at, true) + skip;
    return copy(thread, values.data + start, Math.min(text_bytes_max + 1, thread.data.getUint32(at + 4, true) - start));
  };
  const min = text(thread.data.getUint32(result, true));
  const max = text(thread.data.getUint32(result + 4, true));
  const cut_max = max.length > text_bytes_max ? above(cut(max, is_utf8), is_utf8) : max;
  return {
    min: cut(min, is_utf8),
    max: cut_max,
    min_is_exact: min.length <= text_bytes_max,
    max_is_exact: max.length <= text_bytes_max,
    ascending: false,
  };
}

/** The first bytes of a long text, in whole characters: it comes before the text itself. */
function cut(text: Uint8Array, is_utf8: boolean): Uint8Array {
  if (text.length <= text_bytes_max) return text;
  let end = text_bytes_max;
  while (is_utf8 && end > 0 && ((text[end] as number) & 0xc0) === 0x80) end -= 1;
  return text.subarray(0, end);
}

/** The shortest bytes that come after all that begin with these; null where there are none. A text's stay ASCII or whole characters. */
function above(prefix: Uint8Array, is_utf8: boolean): Uint8Array | null {
  for (let end = prefix.length; end > 0; end--) {
    const byte = prefix[end - 1] as number;
    if (byte >= (is_utf8 ? 0x7f : 0xff)) continue;
    const next = prefix.slice(0, end);
    next[end - 1] = byte + 1;
    return next;
  }
  return null;
}

export const statisticsOf = (extremes: Extremes, null_count: number): Statistics => ({
  null_count,
  min: extremes.min,
  max: extremes.max,
  min_is_exact: extremes.min_is_exact,
  max_is_exact: extremes.max_is_exact,
});
