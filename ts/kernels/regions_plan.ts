/**
 * Regions as the kernel reads them. Twin of the constants in assembly/regions.ts.
 *
 *     whether records without a reference are wanted | address and count of each reference's intervals | the intervals: begin, end
 */
export interface KernelRegions {
  /** Of each reference that has any: positions from 0, half-open; they rise and don't touch. */
  readonly intervals: ReadonlyMap<number, readonly { readonly begin: number; readonly end: number }[]>;
  readonly unplaced: boolean;
}

export function regionsPlanBytes({ intervals }: KernelRegions, references: number): number {
  return 4 + 8 * references + 8 * [...intervals.values()].reduce((sum, list) => sum + list.length, 0);
}

export function writeRegionsPlan(data: DataView, address: number, regions: KernelRegions, references: number): void {
  const { intervals, unplaced } = regions;
  let free = address + 4 + 8 * references;
  data.setUint32(address, unplaced ? 1 : 0, true);
  for (let reference = 0; reference < references; reference++) {
    const list = intervals.get(reference) ?? [];
    data.setUint32(address + 4 + 8 * reference, free, true);
    data.setUint32(address + 8 + 8 * reference, list.length, true);
    for (const { begin, end } of list) {
      data.setUint32(free, begin, true);
      data.setUint32(free + 4, end, true);
      free += 8;
    }
  }
}
