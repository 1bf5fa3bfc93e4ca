/** What one input's kernels read for the whole run: references, tags, conditions, the plan of the second walk. */
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { bam_pad_bytes } from "../kernels/bam.ts";
import type { MeasurePlan } from "../kernels/measure.ts";
import { measurePlanBytes, writeMeasurePlan } from "../kernels/measure.ts";
import { regionsPlanBytes, writeRegionsPlan } from "../kernels/regions_plan.ts";
import { tagPlanBytes, writeTagPlan } from "../kernels/tag_plan.ts";
import { wherePlanBytes, writeWherePlan } from "../kernels/where_plan.ts";
import { compileWhere } from "./compile_where.ts";
import type { BamFilters } from "./filters.ts";
import { no_filters, reasonsOf } from "./filters.ts";
import type { BamHeader } from "./header.ts";
import { describeConditions } from "./host_conditions.ts";
import type { RegionSet } from "./regions.ts";
import type { BamTable } from "./table.ts";
import { tagSpec } from "./tag_specs.ts";

/** What lots have to know of it. */
export type RunPlan = Pick<BamRun, "reference_table" | "references" | "tag_plan" | "measure" | "close">;

export class BamRun {
  readonly reference_table: number;
  readonly references: number;
  /** Address of the tag plan, 0 where no tag is asked for. */
  readonly tag_plan: number;
  readonly measure: MeasurePlan | null;
  readonly #memory: RequestMemory;
  readonly #thread: ThreadMemory;
  readonly #regions: SharedRegion[] = [];

  constructor(
    header: BamHeader,
    table: BamTable,
    filters: BamFilters | null,
    regions: RegionSet | null,
    memory: RequestMemory,
    thread: ThreadMemory,
  ) {
    this.#memory = memory;
    this.#thread = thread;
    this.references = header.references.length;
    this.reference_table = this.#writeReferences(header);
    this.tag_plan = table.tags.length > 0 || table.has_rest ? this.#writeTags(table) : 0;
    const needed = table.needs_measure || filters !== null || regions !== null;
    this.measure = needed ? this.#writeMeasure(header, table, filters, regions) : null;
  }

  close(): void {
    for (const region of this.#regions) region.release();
  }

  #allocate(bytes: number): number {
    const region = new SharedRegion(this.#memory, bytes);
    this.#regions.push(region);
    return region.address;
  }

  /** The references' names: a table of (address, length), then the names. */
  #writeReferences({ references }: BamHeader): number {
    const names_bytes = references.reduce((sum, one) => sum + one.name.length, 0);
    const address = this.#allocate(references.length * 8 + names_bytes + bam_pad_bytes);
    let name = address + references.length * 8;
    references.forEach((reference, index) => {
      this.#thread.data.setUint32(address + index * 8, name, true);
      this.#thread.data.setUint32(address + index * 8 + 4, reference.name.length, true);
      this.#thread.bytes.set(reference.name, name);
      name += reference.name.length;
    });
    return address;
  }

  #writeTags(table: BamTable): number {
    const address = this.#allocate(tagPlanBytes(table.tags.length));
    const specs = table.tags.map((tag, number) => tagSpec(tag, table.tag_words[number] ?? null));
    writeTagPlan(this.#thread.data, address, specs, table.has_rest ? table.rest_word : null);
    return address;
  }

  #writeMeasure(
    header: BamHeader,
    table: BamTable,
    filters: BamFilters | null,
    regions: RegionSet | null,
  ): MeasurePlan {
    const reasons = reasonsOf(filters, regions !== null);
    const bounds = regions === null ? 0 : this.#writeRegions(regions);
    const where = filters?.where ? this.#writeWhere(header, table, filters.where) : 0;
    const tag_words = table.size_words - table.sized.length;
    const input = {
      columns: table.sized,
      tag_words,
      // Tags of fixed size need no second walk.
      tags: tag_words > 0 ? this.tag_plan : 0,
      places: table.tags.length,
      reference_table: this.reference_table,
      filter: reasons.length === 0 ? null : { ...(filters ?? no_filters), where, regions: bounds, reasons },
    };
    const address = this.#allocate(measurePlanBytes(input));
    return writeMeasurePlan(this.#thread.data, address, input);
  }

  #writeRegions(regions: RegionSet): number {
    const address = this.#allocate(regionsPlanBytes(regions, this.references));
    writeRegionsPlan(this.#thread.data, address, regions, this.references);
    return address;
  }

  #writeWhere(header: BamHeader, table: BamTable, where: NonNullable<BamFilters["where"]>): number {
    const names = header.references.map((reference) => Buffer.from(reference.name).toString());
    const { groups, host } = compileWhere(where, names, table);
    const description = describeConditions(host);
    const address = this.#allocate(wherePlanBytes(groups, description));
    writeWherePlan(this.#thread.data, address, groups, description);
    return address;
  }
}
