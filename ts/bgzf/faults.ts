/** What can be wrong with a BGZF file, in words. */
import type { FaultData, FaultKind } from "../bridge/errors.ts";
import { describeInflateCode, inflate_code } from "../kernels/inflate.ts";
import type { BgzfSpan } from "./load.ts";

const fetch_again = "copy or download the file again and compare checksums";
const faults = {
  foreign: ["FormatError", "BGZF_HEADER", "no BGZF block begins where one has to", fetch_again],
  plain: [
    "FormatError",
    "BGZF_PLAIN_GZIP",
    "a plain gzip member, not a BGZF block, begins here",
    "BAM needs BGZF: recompress with bgzip, or write the file again with samtools",
  ],
  bad: ["FormatError", "BGZF_HEADER", "the header of a BGZF block contradicts itself", fetch_again],
  short: ["TruncatedFileError", "BGZF_CUT", "the file ends within the header of a BGZF block", fetch_again],
  cut: ["TruncatedFileError", "BGZF_CUT", "the file ends within a BGZF block", fetch_again],
  isize: ["FormatError", "BGZF_ISIZE", "a BGZF block claims to inflate to more than 65,536 bytes", fetch_again],
  crc: ["FormatError", "BGZF_CRC", "the CRC32 of a BGZF block is wrong: its bytes have changed", fetch_again],
  length: ["FormatError", "BGZF_ISIZE", "a BGZF block does not inflate to the size that it states", fetch_again],
  deflate: ["FormatError", "BGZF_DEFLATE", "the deflate data of a BGZF block is damaged", fetch_again],
} as const satisfies Record<string, readonly [FaultKind, string, string, string]>;

export function blockFault(what: keyof typeof faults, span: BgzfSpan, offset: number): FaultData {
  const [kind, code, message, hint] = faults[what];
  return { kind, code, message, place: { path: span.name, offset, hint } };
}

const length_codes: readonly number[] = [
  inflate_code.output_too_long,
  inflate_code.output_too_short,
  inflate_code.unused_input,
];

/** `code` is the inflate kernel's. */
export function deflateFault(code: number, span: BgzfSpan, offset: number): FaultData {
  const fault = blockFault(length_codes.includes(code) ? "length" : "deflate", span, offset);
  return { ...fault, message: `${fault.message} (${describeInflateCode(code)})` };
}
