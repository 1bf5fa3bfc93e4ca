import * as record from "./record";

const MORE: u32 = 0;
const ROWS: u32 = 1;
const BYTES: u32 = 2;
const BAD: u32 = 3;

/** Arrow's utf8 offsets are i32. Sequences and the like can't get there within bytes_max, repeated names can. */
export const COLUMN_BYTES_MAX: u64 = 0x7fffffff;

// The state struct, documented in ../hop_state.ts.
export const POSITION: usize = 0;
const COUNT: usize = 4;
const ROWS_MAX: usize = 8;
export const WANTED: usize = 12;
export const REFERENCES: usize = 16;
const REFERENCE_TABLE: usize = 20;
export const RECORD_BYTES_MAX: usize = 24;
const BAD_CODE: usize = 28;
const RECORD_NEED: usize = 32;
const BYTES_MAX: usize = 40;
const RAW_BYTES: usize = 48;
const NAME_BYTES: usize = 56;
const CHROM_BYTES: usize = 64;
const SEQUENCE_BYTES: usize = 72;
const QUALITY_BYTES: usize = 80;

/** Address and length of a reference's name. */
@inline export function reference_table(state: usize): usize { return load<u32>(state, REFERENCE_TABLE); }

/** What is wrong with the fixed part of a record, 0 if nothing. */
@inline
export function check_fixed(at: usize, references: u32): u32 {
  const sequence_length = record.sequence_length(at);
  if (<i32>sequence_length < 0) return record.BAD_SEQUENCE_LENGTH;
  const name_length = record.name_length(at);
  const parts: u64 =
    32 + <u64>name_length + (<u64>record.cigar_count(at) << 2) + <u64>((sequence_length + 1) >> 1) + <u64>sequence_length;
  if (parts > <u64>record.block_size(at)) return record.BAD_LENGTHS;
  if (name_length == 0) return record.BAD_NAME_LENGTH;
  // Plus one, -1 becomes 0 and everything below it larger than any count.
  if (<u32>(record.reference(at) + 1) > references) return record.BAD_REFERENCE;
  if (<u32>(record.next_reference(at) + 1) > references) return record.BAD_NEXT_REFERENCE;
  // The mate's position isn't checked: real files hold any value there, and every reader lets it pass.
  if (record.position(at) < -1) return record.BAD_POSITION;
  return 0;
}

/**
 * Walk the chain of records from `position` to at most `end`, append their addresses to `pointers` and sum up what their
 * columns will take. One loop, longer than other functions: the sums stay in registers.
 */
export function hop(position: usize, end: usize, pointers: usize, state: usize): u32 {
  const rows_max = load<u32>(state, ROWS_MAX);
  const wanted = load<u32>(state, WANTED);
  const references = load<u32>(state, REFERENCES);
  const table = reference_table(state);
  const record_bytes_max = load<u32>(state, RECORD_BYTES_MAX);
  const bytes_max = load<u64>(state, BYTES_MAX);
  let count = load<u32>(state, COUNT);
  let raw_bytes = load<u64>(state, RAW_BYTES);
  let name_bytes = load<u64>(state, NAME_BYTES);
  let chrom_bytes = load<u64>(state, CHROM_BYTES);
  let sequence_bytes = load<u64>(state, SEQUENCE_BYTES);
  let quality_bytes = load<u64>(state, QUALITY_BYTES);
  let reason = MORE;
  let need: u32 = 0;
  let bad: u32 = 0;

  for (;;) {
    if (count >= rows_max) { reason = ROWS; break; }
    const available: u32 = <u32>(end - position);
    if (available < record.LENGTH_FIELD_BYTES) break;
    const block_size = record.block_size(position);
    if (<i32>block_size < 32) { bad = record.BAD_BLOCK_SIZE; break; }
    const bytes = block_size + record.LENGTH_FIELD_BYTES;
    if (bytes > record_bytes_max) { bad = record.BAD_TOO_LARGE; break; }
    // Checked as soon as it is there: a wrong length must not make anyone wait for bytes that never come.
    if (available >= record.FIXED_BYTES) {
      bad = check_fixed(position, references);
      if (bad != 0) break;
    }
    if (bytes > available) { need = bytes; break; }
    if (count > 0 && raw_bytes + bytes > bytes_max) { reason = BYTES; break; }
    const name_length = record.name_length(position);
    if (load<u8>(record.name(position) + name_length - 1) != 0) { bad = record.BAD_NAME_END; break; }

    if (wanted & record.CHROM) {
      const reference = record.reference(position);
      if (reference >= 0) {
        const sum = chrom_bytes + load<u32>(table + (<usize>reference << 3), 4);
        if (sum > COLUMN_BYTES_MAX && count > 0) { reason = BYTES; break; }
        chrom_bytes = sum;
      }
    }
    if (wanted & record.NAME) name_bytes += name_length - 1;
    if (wanted & (record.SEQUENCE | record.QUALITY)) {
      const sequence_length = record.sequence_length(position);
      if (wanted & record.SEQUENCE) sequence_bytes += sequence_length;
      if ((wanted & record.QUALITY) && sequence_length > 0 && load<u8>(record.quality(position)) != 0xff) {
        quality_bytes += sequence_length;
      }
    }
    store<u32>(pointers + (<usize>count << 2), <u32>position);
    count++;
    raw_bytes += bytes;
    position += bytes;
  }

  store<u32>(state, <u32>position, POSITION);
  store<u32>(state, count, COUNT);
  store<u32>(state, bad, BAD_CODE);
  store<u32>(state, need, RECORD_NEED);
  store<u64>(state, raw_bytes, RAW_BYTES);
  store<u64>(state, name_bytes, NAME_BYTES);
  store<u64>(state, chrom_bytes, CHROM_BYTES);
  store<u64>(state, sequence_bytes, SEQUENCE_BYTES);
  store<u64>(state, quality_bytes, QUALITY_BYTES);
  return bad != 0 ? BAD : reason;
}
