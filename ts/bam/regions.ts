/** Regions as users name them, and as sets of intervals on the references of a file. */
import { Fault } from "../bridge/errors.ts";
import { quoted } from "../core/quoted.ts";
import type { BamHeader } from "./header.ts";
import { nearNames } from "./near_names.ts";

/** Positions from 0, half-open. */
export interface Interval {
  readonly begin: number;
  readonly end: number;
}

/** Behind every position. */
export const positions_end = 2 ** 32 - 1;

export interface RegionSet {
  /** By the reference's number; they rise and don't touch. */
  readonly intervals: ReadonlyMap<number, readonly Interval[]>;
  /** Whether the records without a reference are meant. */
  readonly unplaced: boolean;
}

/** samtools' text, or a reference's name with start and end as the table's columns count; null for the reference's own. */
export type RegionWish = string | readonly [name: string, start: number | null, end: number | null];

function wrong(message: string, hint: string): Fault {
  return new Fault("OptionError", "REGION", message, { hint });
}

const isPosition = (value: unknown): boolean =>
  value === null || (Number.isSafeInteger(value) && (value as number) >= 0);

/** Null where no region is asked for. */
export function parseRegionWishes(raw: unknown): readonly RegionWish[] | null {
  if (raw === undefined || raw === null) return null;
  if (!Array.isArray(raw)) throw wrong("region is no list", "give a list of regions");
  return raw.map((one: unknown): RegionWish => {
    if (typeof one === "string") return one;
    if (Array.isArray(one) && one.length === 3 && typeof one[0] === "string" && one.slice(1).every(isPosition)) {
      return one as unknown as RegionWish;
    }
    throw wrong(`${JSON.stringify(one)} is no region`, "give text, or a name and two positions");
  });
}

/** Finds references by name. */
class References {
  readonly #header: BamHeader;
  readonly #ids = new Map<string, number>();

  constructor(header: BamHeader) {
    this.#header = header;
    header.references.forEach((reference, id) => {
      const name = Buffer.from(reference.name).toString();
      if (!this.#ids.has(name)) this.#ids.set(name, id);
    });
  }

  get(name: string): number | undefined {
    return this.#ids.get(name);
  }

  /** The number of a reference that has to be there. */
  need(name: string, asked: string): number {
    const id = this.#ids.get(name);
    if (id !== undefined) return id;
    const near = nearNames(name, [...this.#ids.keys()]).map((one) => quoted(one));
    const hint = near.length > 0 ? `there are ${near.join(", ")}` : "the file has no references at all";
    throw wrong(`region ${asked}: there is no reference ${quoted(name)}`, hint);
  }

  interval(id: number, begin: number, end: number, asked: string): Interval {
    const { length } = this.#header.references[id] as BamHeader["references"][number];
    // A length of 0 stands for an unknown one.
    if (begin <= length || length === 0) return { begin, end };
    throw wrong(
      `region ${asked} begins behind the end of its reference`,
      `the reference has ${length.toLocaleString("en-US")} bases`,
    );
  }
}

/** Split samtools' text into a name and its range; the range is undefined where there is none. */
function split(text: string, references: References): { name: string; range: string | undefined } {
  if (text.startsWith("{")) {
    const close = text.indexOf("}");
    const rest = text.slice(close + 1);
    if (close < 0 || (rest !== "" && !rest.startsWith(":"))) {
      throw wrong(`region ${quoted(text)} makes no sense`, "a name in braces is followed by nothing, or by :begin-end");
    }
    return { name: text.slice(1, close), range: rest === "" ? undefined : rest.slice(1) };
  }
  const colon = text.lastIndexOf(":");
  const whole = references.get(text) !== undefined;
  if (colon < 0) return { name: text, range: undefined };
  const name = text.slice(0, colon);
  const range = text.slice(colon + 1);
  const parts = references.get(name) !== undefined && rangeOf(range) !== null;
  if (whole && parts) {
    throw wrong(`region ${quoted(text)} can be understood in two ways`, `write {${text}} or {${name}}:${range}`);
  }
  return whole ? { name: text, range: undefined } : { name, range };
}

/** `begin-end`, `begin`, `begin-` or `-end`, from 1 and inclusive, commas among the digits; null for anything else. */
function rangeOf(range: string): Interval | null {
  const found = /^(\d[\d,]*)?(-)?(\d[\d,]*)?$/.exec(range);
  if (found === null || (found[1] === undefined && found[3] === undefined)) return null;
  const number = (digits: string | undefined, otherwise: number): number =>
    digits === undefined ? otherwise : Number(digits.replaceAll(",", ""));
  const begin = number(found[1], 1) - 1;
  const end = number(found[3], positions_end);
  return begin < 0 || begin >= end || end > positions_end ? null : { begin, end };
}

function fromText(text: string, references: References): [id: number, Interval] {
  const asked = quoted(text);
  const { name, range } = split(text, references);
  const id = references.need(name, asked);
  if (range === undefined) return [id, { begin: 0, end: positions_end }];
  const found = rangeOf(range);
  if (found === null) {
    const hint = "positions count from 1, the end is included, and not before the begin: chr1:1,000-2,000";
    throw wrong(`region ${asked}: ${quoted(range)} is no range`, hint);
  }
  return [id, references.interval(id, found.begin, found.end, asked)];
}

/** What the regions come to in a file with that header. */
export function resolveRegions(wishes: readonly RegionWish[], header: BamHeader, first_position: 0 | 1): RegionSet {
  const references = new References(header);
  const found = new Map<number, Interval[]>();
  let unplaced = false;
  for (const wish of wishes) {
    if (wish === "*" && references.get("*") === undefined) {
      unplaced = true;
      continue;
    }
    const [id, interval] =
      typeof wish === "string" ? fromText(wish, references) : fromNumbers(wish, references, first_position);
    if (interval.begin >= interval.end) continue;
    const list = found.get(id);
    if (list === undefined) found.set(id, [interval]);
    else list.push(interval);
  }
  return { intervals: new Map([...found].map(([id, list]) => [id, united(list)])), unplaced };
}

function fromNumbers(
  [name, start, end]: Exclude<RegionWish, string>,
  references: References,
  first_position: 0 | 1,
): [id: number, Interval] {
  const asked = `of ${quoted(name)}`;
  const id = references.need(name, asked);
  return [
    id,
    references.interval(
      id,
      Math.max(0, (start ?? first_position) - first_position),
      Math.min(end ?? positions_end, positions_end),
      asked,
    ),
  ];
}

/** In order, and what overlaps or touches is one. */
function united(intervals: readonly Interval[]): Interval[] {
  const all: Interval[] = [];
  for (const one of intervals.toSorted((a, b) => a.begin - b.begin)) {
    const last = all.at(-1);
    if (last === undefined || last.end < one.begin) all.push(one);
    else if (last.end < one.end) all[all.length - 1] = { begin: last.begin, end: one.end };
  }
  return all;
}
