/** What is left out: the options, and the reasons by name. */
import { Fault } from "../bridge/errors.ts";
import { integerOption } from "../core/options.ts";
import { reason_mapq, reason_region, reason_where } from "../kernels/measure.ts";
import type { Condition } from "./conditions.ts";
import { parseWhere } from "./conditions.ts";

/** SAM's flag bits from the lowest on. */
const flag_names = [
  "paired",
  "proper_pair",
  "unmapped",
  "mate_unmapped",
  "reverse",
  "mate_reverse",
  "read1",
  "read2",
  "secondary",
  "qc_fail",
  "duplicate",
  "supplementary",
  "0x1000",
  "0x2000",
  "0x4000",
  "0x8000",
] as const;

export interface BamFilters {
  readonly exclude: number;
  readonly require: number;
  readonly mapq_min: number;
  readonly where: readonly (readonly Condition[])[] | null;
}

/** They let everything pass. */
export const no_filters: BamFilters = { exclude: 0, require: 0, mapq_min: 0, where: null };

function bits(raw: Readonly<Record<string, unknown>>, name: string): number {
  const value = integerOption(raw, name, 0) ?? 0;
  if (value <= 0xffff) return value;
  throw new Fault("OptionError", "OPTION", `${name} is ${value}`, { hint: "flags are 16 bits" });
}

/** Null where nothing can be left out. */
export function parseFilters(raw: Readonly<Record<string, unknown>>): BamFilters | null {
  const filters = {
    exclude: bits(raw, "exclude"),
    require: bits(raw, "require"),
    mapq_min: integerOption(raw, "min_mapq", 0) ?? 0,
    where: parseWhere(raw["where"]),
  };
  const any = filters.exclude | filters.require | filters.mapq_min;
  return any === 0 && filters.where === null ? null : filters;
}

/** The reasons that can occur, in the order in which a record is judged. */
export function reasonsOf(filters: BamFilters | null, has_regions: boolean): number[] {
  const regions = has_regions ? [reason_region] : [];
  if (filters === null) return regions;
  const bits = [...flag_names.keys()];
  const reasons = [...regions, ...bits.filter((bit) => (filters.exclude >> bit) & 1)];
  reasons.push(...bits.filter((bit) => (filters.require >> bit) & 1).map((bit) => bit + 16));
  if (filters.mapq_min > 0) reasons.push(reason_mapq);
  if (filters.where !== null) reasons.push(reason_where);
  return reasons;
}

export function reasonName(reason: number): string {
  if (reason === reason_mapq) return "min_mapq";
  if (reason === reason_where) return "where";
  if (reason === reason_region) return "region";
  return reason < 16 ? (flag_names[reason] as string) : `not_${flag_names[reason - 16]}`;
}
