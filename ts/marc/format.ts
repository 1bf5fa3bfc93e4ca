/** MARC 21 as a format: its schema, and how its files are opened. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Schema } from "../arrow/schema.ts";
import { Fault } from "../bridge/errors.ts";
import { inputFault } from "../core/faults.ts";
import type { Format, InputFile } from "../core/source.ts";
import { encodingNames } from "./encoding.ts";
import { damages } from "./faults.ts";
import { record_end, skipFiller } from "./odd.ts";
import type { MarcOptions } from "./options.ts";
import { parseOptions } from "./options.ts";
import { shapeOf } from "./shapes.ts";
import type { OpenFile } from "./source.ts";
import { MarcSource } from "./source.ts";

function openFile(input: InputFile): OpenFile {
  let fd: number;
  try {
    fd = openSync(input.path, "r");
  } catch (error) {
    throw inputFault(error, input.name);
  }
  const stat = fstatSync(fd);
  if (stat.isFile()) return { fd, name: input.name, file_bytes: stat.size };
  closeSync(fd);
  throw new Fault("InputError", "INPUT_NOT_A_FILE", "the input is no regular file", {
    path: input.name,
    hint: stat.isDirectory() ? "name a file, not a folder" : "a pipe can't be read yet: write it to a file first",
  });
}

/** No record is longer by its own account. */
const first_look_bytes = 100_000;

/** Refuse what is plainly something else: no leader at its start, and no record's end where one has to be. */
function checkStart(file: OpenFile): void {
  const bytes = Buffer.alloc(Math.min(first_look_bytes, file.file_bytes));
  let have = 0;
  try {
    for (let got = -1; got !== 0 && have < bytes.length; have += got) {
      got = readSync(file.fd, bytes, have, bytes.length - have, have);
    }
  } catch (error) {
    throw inputFault(error, file.name);
  }
  const start = skipFiller(bytes, 0, have);
  const leader = bytes.toString("latin1", start, start + 24);
  if (start === have || /^\d{5}.{7}\d{5}/s.test(leader) || bytes.includes(record_end)) return;
  const hints: readonly (readonly [string, string])[] = [
    ["<", "it looks like XML: MARCXML isn't read here"],
    ["{", "it looks like JSON"],
    ["[", "it looks like JSON"],
    ["=LDR", "it looks like MARCMaker's text"],
    ["PK", "it looks like a ZIP file: unpack it first"],
    ["\u001f\u008b", "it looks like a gzip file: unpack it first"],
  ];
  const known = hints.find(([begin]) => leader.startsWith(begin));
  throw new Fault(
    "FormatError",
    "MARC_NOT_MARC",
    "this is not a MARC file: no record begins and ends where one has to",
    {
      path: file.name,
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

/** Open an input and do something with it; it is closed where that fails. */
function withFile<T>(input: InputFile, use: (file: OpenFile) => T): T {
  const file = openFile(input);
  try {
    return use(file);
  } catch (error) {
    closeSync(file.fd);
    throw error;
  }
}

export const marc: Format = {
  open(inputs, raw, context) {
    if (inputs.length === 0) throw new Fault("ValueError", "NO_INPUT", "there is no input file", {});
    const options = parseOptions(raw);
    const sizes = inputs.map((input) =>
      withFile(input, (file) => {
        checkStart(file);
        closeSync(file.fd);
        return file.file_bytes;
      }),
    );
    return {
      schema: schemaOf(options),
      header: inputs.map(() => null),
      bytes_total: sizes.reduce((sum, bytes) => sum + bytes, 0),
      open: (input, records_max) =>
        withFile(inputs[input] as InputFile, (file) => new MarcSource(file, options, context, records_max)),
    };
  },
};
