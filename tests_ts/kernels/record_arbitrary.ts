import fc from "fast-check";
import type { PlainRecord } from "./record_writer.ts";
import { longCigarTag, operations, tag } from "./record_writer.ts";

/** Names of this many references are in the table. */
export const references_max = 5;

const printable = fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code));
const name = fc.oneof(
  fc.constantFrom("*", "", "x".repeat(254), "read/1:15 of 16."),
  fc.string({ unit: printable, maxLength: 60 }),
);
const position = fc.oneof(fc.constantFrom(-1, 0, 0x7fffffff), fc.integer({ min: -1, max: 0x7fffffff }));
const reference = fc.integer({ min: -1, max: references_max - 1 });

const operation = fc
  .record({
    kind: fc.integer({ min: 0, max: 8 }),
    length: fc.oneof(
      fc.integer({ min: 0, max: 300 }),
      fc.constant(0x0fffffff),
      // Where a length gets one digit more.
      fc.tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom(-1, 0)).map(([digits, less]) => 10 ** digits + less),
    ),
  })
  .map(({ kind, length }) => ((length << 4) | kind) >>> 0);

/** Bases with their quality: none, missing (0xFF), partly wrong now and then. */
const read = fc
  .oneof(fc.integer({ min: 0, max: 70 }), fc.constantFrom(15, 16, 17, 31, 32, 33, 64, 300))
  .chain((length) =>
    fc.record({
      bases: fc.array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length }),
      quality: fc.oneof(
        { weight: 6, arbitrary: fc.array(fc.integer({ min: 0, max: 93 }), { minLength: length, maxLength: length }) },
        { weight: 2, arbitrary: fc.constant(new Array<number>(length).fill(0xff)) },
        { weight: 1, arbitrary: fc.constant([0xff, ...new Array<number>(length).fill(7)].slice(0, length)) },
      ),
    }),
  );

const any_tag = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((value) => tag("XA", "A", [value])),
  fc.constantFrom(
    tag("Xc", "c", [1]),
    tag("XC", "C", [2]),
    tag("Xs", "s", [1, 2]),
    tag("XS", "S", [1, 2]),
    tag("Xi", "i", [1, 2, 3, 4]),
    tag("XI", "I", [1, 2, 3, 4]),
    tag("Xf", "f", [1, 2, 3, 4]),
    tag("Xd", "d", [1, 2, 3, 4, 5, 6, 7, 8]),
    tag("XH", "H", [49, 65, 0]),
    tag("XB", "B", [0x63, 3, 0, 0, 0, 1, 2, 3]),
    tag("XB", "B", [0x53, 2, 0, 0, 0, 1, 2, 3, 4]),
    tag("XB", "B", [0x66, 0, 0, 0, 0]),
    tag("CG", "Z", [0]),
  ),
  fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 20 }).map((text) => tag("XZ", "Z", [...text, 0])),
);

/** A CIGAR as it stands in the record, with the tags that go with it. */
const cigar = (length: number): fc.Arbitrary<{ cigar: number[]; tags: number[] }> => {
  const tags = fc.array(any_tag, { maxLength: 4 }).map((list) => list.flat());
  const placeholder = fc
    .record({
      real: fc.array(operation, { maxLength: 30 }),
      before: tags,
      kind: fc.constantFrom("I", "I", "i", "S"),
      after: tags,
    })
    .map(({ real, before, kind, after }) => ({
      cigar: operations(`${length}S77N`),
      tags: [...before, ...longCigarTag(real, kind), ...after],
    }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ cigar: fc.array(operation, { maxLength: 20 }), tags }) },
    { weight: 1, arbitrary: placeholder },
    { weight: 1, arbitrary: tags.map((list) => ({ cigar: operations(`${length}S9N`), tags: list })) },
  );
};

export const record: fc.Arbitrary<PlainRecord> = read.chain(({ bases, quality }) =>
  cigar(bases.length).chain((rest) =>
    fc.record({
      name,
      reference,
      position,
      flag: fc.oneof(fc.constantFrom(0, 4, 16, 0xffff), fc.integer({ min: 0, max: 0xffff })),
      mapq: fc.integer({ min: 0, max: 255 }),
      template_length: fc.integer({ min: -0x80000000, max: 0x7fffffff }),
      cigar: fc.constant(rest.cigar),
      bases: fc.constant(bases),
      quality: fc.constant(quality),
      next_reference: reference,
      next_position: fc.oneof(position, fc.constant(-7)),
      tags: fc.constant(rest.tags),
    }),
  ),
);

const any_index = fc.nat({ max: 1_000_000 });

/** Bytes to overwrite within the records, both counted round: mostly among the fields of fixed size. */
export const damage = fc.oneof(
  { weight: 2, arbitrary: fc.constant([]) },
  {
    weight: 3,
    arbitrary: fc.array(
      fc.record({
        record: any_index,
        byte: any_index,
        within: fc.constantFrom(36, 60, 1_000_000),
        value: fc.integer({ min: 0, max: 255 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  },
);

export interface Wound {
  record: number;
  byte: number;
  within: number;
  value: number;
}
