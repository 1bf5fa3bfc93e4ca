/** The peel subshells: which columns a name stands for, and how many electrons it can hold. */
import { Fault } from "../bridge/errors.ts";
import type { RequestMemory } from "../core/memory.ts";
import { SharedRegion } from "../core/memory.ts";
import type { ThreadMemory } from "../core/thread_memory.ts";
import { peel_subshells_max, peel_table, peelSlot } from "../kernels/csf.ts";

/** A name is five characters of a line. */
const name_bytes = 5;

/** 2j + 1 of each subshell: what it can hold. */
const capacities: Readonly<Record<string, number>> = {
  s: 2,
  "p-": 2,
  p: 4,
  "d-": 4,
  d: 6,
  "f-": 6,
  f: 8,
  "g-": 8,
  g: 10,
  "h-": 10,
  h: 12,
  "i-": 12,
  i: 14,
};

export const capacityOf = (name: string): number | null => capacities[name.replace(/^\d+/, "")] ?? null;

export function checkPeel(peel: readonly string[], normalize: boolean, path: string): void {
  const place = { path, hint: "correct the list of peel subshells" };
  if (peel.length > peel_subshells_max) {
    throw new Fault(
      "LimitError",
      "CSF_PEEL_TOO_MANY",
      `there are more than ${peel_subshells_max} peel subshells`,
      place,
    );
  }
  if (peel.length === 0) {
    throw new Fault("FormatError", "CSF_PEEL_NONE", "there are no peel subshells, so there is no descriptor", place);
  }
  const twice = peel.find((name, i) => peel.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new Fault(
      "FormatError",
      "CSF_PEEL_TWICE",
      `the peel subshell ${JSON.stringify(twice)} is named twice`,
      place,
    );
  }
  const unknown = normalize ? peel.find((name) => capacityOf(name) === null) : undefined;
  if (unknown !== undefined) {
    throw new Fault(
      "FormatError",
      "CSF_PEEL_UNKNOWN",
      `nobody knows how many electrons the subshell ${JSON.stringify(unknown)} can hold`,
      {
        path,
        hint: "known are s, p-, p, d-, d, f-, f, g-, g, h-, h, i-, i; or leave the values as they are: normalize=False",
      },
    );
  }
}

const keyOf = (text: string): bigint => Buffer.from(text.padEnd(8, "\0"), "latin1").readBigUInt64LE();

/** What the kernel finds a name by: as it is, and with the blanks that fill it up to five characters wherever they may stand. */
function keysOf(name: string): bigint[] {
  const bytes = Buffer.from(name).toString("latin1");
  if (bytes.length === 0 || bytes.length > name_bytes) return [];
  const places = Array.from({ length: name_bytes - bytes.length + 1 }, (_, at) =>
    bytes.padStart(bytes.length + at).padEnd(name_bytes),
  );
  return [...new Set([bytes, ...places])].map(keyOf);
}

/** Write the table that the kernels look names up in. */
export function makePeelTable(peel: readonly string[], memory: RequestMemory, thread: ThreadMemory): SharedRegion {
  const entries = peel.flatMap((name, column) => keysOf(name).map((key) => ({ key, column, name })));
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, entries.length * 4)));
  const region = new SharedRegion(memory, peel_table.slots + slots * peel_table.slot_bytes);
  thread.bytes.fill(0, region.address, region.address + region.bytes);
  const { data } = thread;
  data.setUint32(region.address + peel_table.mask, slots - 1, true);
  data.setUint32(region.address + peel_table.count, peel.length, true);
  const at = (slot: number): number => region.address + peel_table.slots + slot * peel_table.slot_bytes;
  for (const { key, column, name } of entries) {
    let slot = peelSlot(key, slots - 1);
    while (data.getBigUint64(at(slot), true) !== 0n) slot = (slot + 1) & (slots - 1);
    data.setBigUint64(at(slot), key, true);
    data.setUint32(at(slot) + 8, column, true);
    data.setUint32(at(slot) + 12, capacityOf(name) ?? 0, true);
  }
  return region;
}
