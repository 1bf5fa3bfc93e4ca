/** The options of a Parquet file. Python checks them before; these checks keep the engine sound on its own. */
import { Fault } from "../../bridge/errors.ts";
import { integerOption } from "../../core/options.ts";
import type { LotLimits, SinkOptions } from "../../core/sink.ts";
import { row_group_raw_bytes_max, row_group_rows_default } from "../../limits.ts";
import type { Codec } from "./codecs.ts";
import { codecs } from "./codecs.ts";

/** One lot becomes one row group. */
export function parquetLots(options: SinkOptions): LotLimits {
  const rows_max = integerOption(options, "row_group_size", 1) ?? row_group_rows_default;
  return { rows_max, raw_bytes_max: row_group_raw_bytes_max, encoding_bytes_max: 4 * row_group_raw_bytes_max };
}

export interface Compression {
  readonly codec: Codec;
  /** Null for the codec's own choice. */
  readonly level: number | null;
}

export function parquetCompression(options: SinkOptions): Compression {
  const name = options["compression"] ?? "none";
  if (typeof name !== "string" || !Object.hasOwn(codecs, name)) {
    throw new Fault("OptionError", "OPTION", `compression is ${JSON.stringify(name)}`, {
      hint: `it has to be one of ${Object.keys(codecs).join(", ")}`,
    });
  }
  const level = options["compression_level"] ?? null;
  if (level !== null && !Number.isSafeInteger(level)) {
    throw new Fault("OptionError", "OPTION", `compression_level is ${JSON.stringify(level)}`, {
      hint: "it has to be a whole number",
    });
  }
  return { codec: name as Codec, level: level as number | null };
}
