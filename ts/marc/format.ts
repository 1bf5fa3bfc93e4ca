/** MARC 21 as a format: its schema, and how its files are opened. */
import { closeSync, readSync } from "node:fs";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import type { ByteInput } from "../core/byte_input.ts";
import { FileInput } from "../core/byte_input.ts";
import { inputFault } from "../core/faults.ts";
import { GunzipInput, isGzip } from "../core/gunzip_input.ts";
import { openFile, through_python } from "../core/open_file.ts";
import type { Ahead, Format, Input, InputFile, Plan, PlanContext } from "../core/source.ts";
import { marc_long_filled_bytes_max } from "../limits.ts";
import { encodingNames } from "./encoding.ts";
import { damages } from "./faults.ts";
import type { Feed } from "./feed.ts";
import { ArrivingFeed, FileFeed } from "./feed.ts";
import { leader_bytes, record_end, skipFiller, skipMark } from "./odd.ts";
import type { MarcOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import { shapeOf } from "./shapes.ts";
import { MarcSource } from "./source.ts";

/** No record is longer by its own account. */
const first_look_bytes = 100_000;

/** The bytes that an input begins with: enough to see a leader, or so many as must have a record's end among them. */
function begin(have: Uint8Array): { start: number; leader: string; sound: boolean } {
  const start = skipFiller(have, skipMark(have, 0, have.length), have.length);
  const leader = Buffer.from(have.subarray(start, start + 24)).toString("latin1");
  return { start, leader, sound: /^\d{5}.{7}\d{5}.{7}/s.test(leader) || have.includes(record_end) };
}

/** Whether so few bytes, all there are, can be what is left of a leader: it begins with five digits, and has five more. */
const isCutLeader = (leader: string): boolean =>
  leader.length < leader_bytes && /^(\d{1,5}|\d{5}.{1,7}|\d{5}.{7}\d{1,5}|\d{5}.{7}\d{5}.+)$/s.test(leader);

/**
 * Refuse what is plainly something else: no leader at its start, and no record's end where one has to be. In tables the begin of a leader is
 * a cut record; readers of records have an error of their own for less than one.
 */
function refuseStart(name: string, have: Uint8Array, tables: boolean): void {
  const { start, leader, sound } = begin(have);
  if (sound || start === have.length || (tables && isCutLeader(leader))) return;
  const hints: readonly (readonly [string, string])[] = [
    ["<", "it looks like XML: MARCXML isn't read here"],
    ["{", "it looks like JSON"],
    ["[", "it looks like JSON"],
    ["=LDR", "it looks like MARCMaker's text"],
    ["PK", "it looks like a ZIP file: unpack it first"],
  ];
  const known = hints.find(([begin]) => leader.startsWith(begin));
  throw new Fault(
    "FormatError",
    "MARC_NOT_MARC",
    "this is not a MARC file: no record begins and ends where one has to",
    {
      path: name,
      offset: start,
      record: 0,
      hint: known?.[1] ?? "MARC 21 in its exchange format, ISO 2709, is read: files named .mrc, .marc or .dat",
    },
  );
}

function schemaOf(options: MarcOptions): Schema {
  const { fields } = shapeOf(options.shape);
  const metadata = new Map([
    ["format", "marc"],
    ["shape", options.shape.kind],
  ]);
  if (options.shape.kind === "records") {
    metadata.set("encodings", JSON.stringify(encodingNames(options.encoding)));
    metadata.set("errors", JSON.stringify(damages.map(({ code, reason, about }) => [code, reason, about])));
  }
  return { fields, metadata };
}

/** Wait for an input's first bytes and check them. They stay where they are. */
async function lookAt(input: ByteInput, tables: boolean): Promise<void> {
  for (;;) {
    const have = input.peek(Math.min(input.available, first_look_bytes)) ?? new Uint8Array(0);
    if (input.ended || have.length >= first_look_bytes || begin(have).sound) {
      refuseStart(input.name, have, tables);
      return;
    }
    await input.wait(input.available + 1);
  }
}

/** What arrives, unpacked if it is gzip. */
async function openArriving(
  input: ByteInput,
  context: PlanContext,
  eager: boolean,
  tables = !eager,
): Promise<ByteInput> {
  let opened = input;
  try {
    if (eager && input.bytes_total === null) input.pieceByPiece();
    await input.wait(2);
    const magic = input.peek(2);
    if (magic !== null && isGzip(magic)) opened = new GunzipInput(input);
    await lookAt(opened, tables);
    opened.onArrival(() => context.arrived());
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}

interface Opened {
  readonly bytes_total: number | null;
  feed(context: PlanContext): Feed;
  close(): void;
}

function read(fd: number, name: string, count: number): Uint8Array {
  const bytes = Buffer.alloc(count);
  let have = 0;
  try {
    for (let got = -1; got !== 0 && have < count; have += got) got = readSync(fd, bytes, have, count - have, have);
  } catch (error) {
    throw inputFault(error, name);
  }
  return bytes.subarray(0, have);
}

async function openPath(input: InputFile, context: PlanContext, tables: boolean): Promise<Opened> {
  const { fd, file_bytes: bytes } = openFile(input, through_python);
  let gzip: boolean;
  try {
    const have = read(fd, input.name, Math.min(first_look_bytes, bytes));
    gzip = isGzip(have);
    if (!gzip) refuseStart(input.name, have, tables);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  if (!gzip) {
    return {
      bytes_total: bytes,
      feed: () => new FileFeed(fd, input.name, bytes),
      close: () => closeSync(fd),
    };
  }
  closeSync(fd);
  return arrived(await openArriving(new FileInput(input.path, input.name), context, false, tables));
}

const arrived = (bytes: ByteInput): Opened => ({
  bytes_total: bytes.source_bytes,
  feed: ({ memory }) => new ArrivingFeed(bytes, memory),
  close: () => bytes.close(),
});

const openInput = async (input: Input, context: PlanContext, eager: boolean): Promise<Opened> =>
  "path" in input ? openPath(input, context, !eager) : arrived(await openArriving(input.arriving, context, eager));

/** A lot of the long shape takes one or two loads, and some 14 MB to be encoded. */
const long_ahead: Ahead = { slots: 3, filled_bytes: marc_long_filled_bytes_max };

export const marc: Format = {
  takes_arriving: true,
  async open(inputs, raw, context): Promise<Plan> {
    if (inputs.length === 0) throw new Fault("OptionError", "NO_INPUT", "there is no input", {});
    const options = parseOptions(raw);
    const opened: (Opened | null)[] = [];
    const close = (): void => {
      for (const one of opened) one?.close();
    };
    try {
      for (const input of inputs) opened.push(await openInput(input, context, options.shape.kind === "records"));
    } catch (error) {
      close();
      throw error;
    }
    const sizes = opened.map((one) => one?.bytes_total ?? null);
    return {
      schema: schemaOf(options),
      header: inputs.map(() => null),
      bytes_total: sizes.includes(null) ? null : sizes.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0),
      ...(options.shape.kind === "long" ? { ahead: long_ahead } : {}),
      open: (input, records_max) => {
        const feed = (opened[input] as Opened).feed(context);
        // From now on it is the source's to close.
        opened[input] = null;
        return new MarcSource(feed, options, context, records_max);
      },
      close,
    };
  },
};
