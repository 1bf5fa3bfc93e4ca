/**
 * The CSF kernels' interface. A piece of text is known by its lines: an array of entries, each with a line's address and length (its
 * end of line not counted), and of the lengths of it and of every third line before it the sum, modulo 2^32. Three entries of zeros come before the first,
 * so the bytes of one line of each CSF in a run are a difference of two sums. A wide entry has three such sums more, of what line 1 is
 * parsed to: its subshells, the bytes of their names, and the bytes of its configuration.
 *
 * Addresses are unsigned. Kernels read up to 15 bytes behind a line, and write up to 15 behind a column of text.
 */
export const entry_bytes_plain = 12;
export const entry_bytes_wide = 24;
/** Offsets in an entry. */
export const entry_at = { address: 0, length: 4, sum: 8, subshells: 12, names: 16, configuration: 20 } as const;

/** Why `index_lines` ended. */
export const line_stop = { whole: 0, full: 1, too_long: 2, not_ascii: 3 } as const;

/** Scratch of an instance: targets u32 × 3072 | stamps u32 × 1024 | occupied subshells | rejects (row, reason) × 512 | plan u32 × 28 | plain entries × 3 × 512. */
export const csf_scratch = { targets: 0, rejects: 21_504, plan: 25_600, entries: 26_624, bytes: 45_056 } as const;
/** Rows of a turn: what the list of rejects has room for. */
export const csf_turn_rows = 512;
/** Peel subshells that the targets and stamps have room for. */
export const peel_subshells_max = 1024;
/** Subshells of one CSF that are parsed; the kernels' BLOCKS_MAX. */
export const csf_subshells_max = 256;

/** Where the plan of `parsed_columns` has what: the buffers' addresses, then the nulls of each node. */
export const plan_at = {
  two_j: 0,
  parity: 8,
  configuration: 20,
  list: 32,
  names: 40,
  electrons: 48,
  seniority: 56,
  middle: 64,
  coupling: 72,
  nulls: 80,
  bytes: 112,
} as const;

export interface CsfKernel {
  /** Find the lines: see assembly/csf_lines.ts. Returns their number. */
  index_lines(
    begin: number,
    end: number,
    have: number,
    lines_max: number,
    line_bytes_max: number,
    cut_bytes: number,
    entries: number,
    entry_bytes: number,
    marks: number,
  ): number;
  /** A `line_stop`, of the last walk as the next four. */
  lines_stop(): number;
  /** Lines that were cut. */
  lines_cut(): number;
  lines_separators(): number;
  /** Where the first line begins that has no entry. */
  lines_end(): number;
  copy_lines(entry: number, entry_bytes: number, rows: number, offsets: number, data: number): void;
  count_up(values: number, first: number, rows: number): void;
  repeat_u32(values: number, value: number, rows: number): void;
  /** See assembly/csf_descriptors.ts. Returns how many rows were rejected. */
  descriptors(
    entry: number,
    entry_bytes: number,
    first_row: number,
    rows: number,
    row_bytes: number,
    validity: number,
    table: number,
    normalize: number,
  ): number;
  /** See assembly/csf_parsed.ts. Returns how many rows were rejected. */
  parsed_columns(entry: number, entry_bytes: number, first_row: number, rows: number, plan: number): number;
  /** Make plain entries of three columns of text, from a row on. */
  entries_of_views(
    addresses1: number,
    offsets1: number,
    addresses2: number,
    offsets2: number,
    addresses3: number,
    offsets3: number,
    rows: number,
    entries: number,
  ): void;
  /** See assembly/csf_weave.ts. Returns the row it stopped at. */
  weave(
    row: number,
    rows: number,
    blocks: number,
    offsets1: number,
    data1: number,
    offsets2: number,
    data2: number,
    offsets3: number,
    data3: number,
    crlf: number,
    to: number,
  ): number;
  woven_end(): number;
  reject_count(): number;
  unknown_count(): number;
}

/** Why a CSF can't be parsed. */
export const reject_reason = {
  total_j: 1,
  subshell_twice: 2,
  electrons: 3,
  too_many: 4,
  parity: 5,
  line_cut: 6,
  line_null: 7,
} as const;

const reasons: Readonly<Record<number, string>> = {
  [reject_reason.total_j]: "line 3 does not end with a total J",
  [reject_reason.subshell_twice]: "a subshell stands in it twice",
  [reject_reason.electrons]: "a subshell has more electrons than it can hold, or fewer than none",
  [reject_reason.too_many]: `it has more than ${csf_subshells_max} subshells`,
  [reject_reason.parity]: "line 3 does not end with a parity",
  [reject_reason.line_cut]: "one of its lines was cut when the file was made",
  [reject_reason.line_null]: "one of its lines is null",
};

export function describeReject(reason: number): string {
  return reasons[reason] ?? `unknown reason (${reason})`;
}

/** The table of peel subshells: mask u32, number u32, 8 bytes, then slots of (name u64, column u32, electrons it can hold u32). */
export const peel_table = { mask: 0, count: 4, slots: 16, slot_bytes: 16 } as const;

/** The slot at which a name is looked for first; the kernels' `find`. */
export function peelSlot(name: bigint, mask: number): number {
  return Number((((name * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn) >> 40n) & BigInt(mask));
}
