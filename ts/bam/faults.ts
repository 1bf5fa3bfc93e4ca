/** What can be wrong with a BAM record, as faults. The kernels say which check failed. */

import type { FaultData } from "../bridge/errors.ts";
import { Fault } from "../bridge/errors.ts";
import { isFault } from "../core/faults.ts";
import { bad_record, describeBadRecord } from "../kernels/bam.ts";
import { record_bytes_max } from "../limits.ts";
import type { BamColumn } from "./columns.ts";

const codes: Readonly<Record<number, string>> = {
  [bad_record.block_size]: "BAM_RECORD_LENGTH",
  [bad_record.too_large]: "BAM_RECORD_TOO_LARGE",
  [bad_record.sequence_length]: "BAM_RECORD_LENGTHS",
  [bad_record.lengths]: "BAM_RECORD_LENGTHS",
  [bad_record.name_length]: "BAM_RECORD_NAME",
  [bad_record.reference]: "BAM_REFERENCE_ID",
  [bad_record.next_reference]: "BAM_REFERENCE_ID",
  [bad_record.position]: "BAM_POSITION",
  [bad_record.name_end]: "BAM_RECORD_NAME",
  [bad_record.name_byte]: "BAM_RECORD_NAME",
  [bad_record.cigar_operation]: "BAM_CIGAR",
  [bad_record.end]: "BAM_CIGAR",
  [bad_record.tags]: "BAM_TAGS",
  [bad_record.quality]: "BAM_QUALITY",
  [bad_record.tag_type]: "BAM_TAG_TYPE",
  [bad_record.tag_twice]: "BAM_TAG_TWICE",
  [bad_record.tag_text]: "BAM_TAG_TEXT",
};

const chain_hint =
  "the file was damaged before it was compressed, or its writer is at fault: write it again from its source";

/** A record that can't be one, found while the chain of records was walked. */
export function recordFault(bad: number, name: string, offset: number, record: number): Fault {
  const code = codes[bad] ?? "BAM_RECORD";
  const place = { path: name, offset, record };
  if (bad === bad_record.too_large) {
    return new Fault("LimitError", code, `the record is longer than ${record_bytes_max} bytes`, {
      ...place,
      hint: "its length field is damaged, or the record is larger than this package reads",
    });
  }
  // While records are walked, tags are looked at for `where` alone.
  if (bad === bad_record.tag_type) {
    return new Fault("FormatError", code, "a tag of the record can't be compared with what where= has for it", {
      ...place,
      hint: 'numbers are compared with numbers, text with text; ask for the tag and "tags_rest", and what fits no column is null',
    });
  }
  return new Fault("FormatError", code, `the record is not valid: ${describeBadRecord(bad)}`, {
    ...place,
    hint: chain_hint,
  });
}

/** A record of which one column can't be given truthfully. Its place is added where the row is known. */
export function columnFault(column: BamColumn, bad: number): FaultData {
  return {
    kind: "FormatError",
    code: codes[bad] ?? "BAM_RECORD",
    message: `the record is not valid: ${describeBadRecord(bad)}`,
    place: { hint: `correct the record, or leave the column ${column} out` },
  };
}

const tag_messages: Readonly<Record<number, (tag: string) => string>> = {
  [bad_record.tag_type]: (tag) => `its tag ${tag} has a value that does not fit its column`,
  [bad_record.tag_twice]: (tag) => `it has the tag ${tag} twice`,
  [bad_record.tag_text]: (tag) => `the text in ${tag} is not UTF-8`,
  [bad_record.tags]: (tag) => `its tags are malformed at ${tag}`,
};

/** A record of which a tag can't be given truthfully. */
export function tagFault(name: string, bad: number): FaultData {
  // A damaged name may be anything.
  const tag = /^[!-~]+$/.test(name) ? name : JSON.stringify(name);
  const fits = bad === bad_record.tag_type || bad === bad_record.tag_twice;
  return {
    kind: "FormatError",
    code: codes[bad] ?? "BAM_RECORD",
    message: `the record is not valid as asked for: ${tag_messages[bad]?.(tag) ?? describeBadRecord(bad)}`,
    place: {
      hint: fits
        ? `ask for another type (as ${tag}:Z), or for "tags_rest" too, which takes what fits no column`
        : "correct the record, or leave its tags out",
    },
  };
}

/** What is no record in a piece may be none because the piece begins within one. */
export function inPiece(error: unknown): unknown {
  if (!isFault(error)) return error;
  const { kind, code, message, place } = error;
  const guessed = "or the start of this part was guessed wrong: see whether the whole file can be read";
  return new Fault(kind, code, message, {
    ...place,
    hint: place.hint === undefined ? guessed : `${place.hint}; ${guessed}`,
  });
}
