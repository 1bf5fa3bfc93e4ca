/**
 * The record chain of one load, walked by the thread that inflated it, while the bytes are in its cache. Where the first whole record
 * begins is a guess; the main thread uses the walk only where its own chain meets it, and from there on both are the same.
 */
import { COLUMN_BYTES_MAX, RECORD_BYTES_MAX, REFERENCES, WANTED, check_fixed, reference_table } from "./hop";
import * as record from "./record";

/** So many records behind one another make a guess: fewer only where the bytes end. */
const GUESS_RECORDS: u32 = 4;

/** Whether a valid record begins at `at`. Where it isn't whole before `end`, what can be seen of it decides. */
@inline
function is_record(at: usize, end: usize, references: u32, record_bytes_max: u32): bool {
  const available: u32 = <u32>(end - at);
  if (available < record.FIXED_BYTES) return false;
  const block_size = record.block_size(at);
  if (<i32>block_size < 32 || block_size + record.LENGTH_FIELD_BYTES > record_bytes_max) return false;
  if (check_fixed(at, references) != 0) return false;
  const name_end = record.name(at) + record.name_length(at) - 1;
  return name_end >= end || load<u8>(name_end) == 0;
}

/** Whether it ends before `end`. Lengths are compared, as addresses may pass 4 GiB. */
@inline
function is_whole(at: usize, end: usize): bool {
  return record.block_size(at) + record.LENGTH_FIELD_BYTES <= <u32>(end - at);
}

/** The first place from which a chain of valid records leads on; `end` for none. */
export function guess(begin: usize, end: usize, state: usize): usize {
  const references = load<u32>(state, REFERENCES);
  const record_bytes_max = load<u32>(state, RECORD_BYTES_MAX);
  for (let start = begin; start < end; start++) {
    let at = start;
    let found: u32 = 0;
    while (found < GUESS_RECORDS && is_record(at, end, references, record_bytes_max)) {
      found++;
      if (!is_whole(at, end)) { found = found > 1 ? GUESS_RECORDS : 0; break; }
      at = record.record_end(at);
      if (at == end) found = GUESS_RECORDS;
    }
    if (found >= GUESS_RECORDS) return start;
  }
  return end;
}

/**
 * Walk the chain from `position` and write for each record its address, and what the columns of all records before it take. One more
 * entry has where the walk ended and the sums of all. First there are `rows_max + 1` addresses, then as many sums: see
 * ../chain_rows.ts. Ends at the first record that is bad or not whole: the main thread sees to that one. Returns the number of records.
 */
export function chain(position: usize, end: usize, rows_max: u32, rows: usize, state: usize): u32 {
  const wanted = load<u32>(state, WANTED);
  const references = load<u32>(state, REFERENCES);
  const table = reference_table(state);
  const record_bytes_max = load<u32>(state, RECORD_BYTES_MAX);
  let count: u32 = 0;
  let name_bytes: u32 = 0;
  let chrom_bytes: u32 = 0;
  let sequence_bytes: u32 = 0;
  let quality_bytes: u32 = 0;
  let address = rows;
  let sums = rows + ((<usize>rows_max + 1) << 2);
  while (true) {
    store<u32>(address, <u32>position);
    store<u32>(sums, name_bytes);
    store<u32>(sums, chrom_bytes, 4);
    store<u32>(sums, sequence_bytes, 8);
    store<u32>(sums, quality_bytes, 12);
    if (count == rows_max || !is_record(position, end, references, record_bytes_max) || !is_whole(position, end)) break;
    if (wanted & record.CHROM) {
      const reference = record.reference(position);
      if (reference >= 0) {
        const sum: u64 = <u64>chrom_bytes + load<u32>(table + (<usize>reference << 3), 4);
        if (sum > COLUMN_BYTES_MAX) break;
        chrom_bytes = <u32>sum;
      }
    }
    name_bytes += record.name_length(position) - 1;
    const sequence_length = record.sequence_length(position);
    sequence_bytes += sequence_length;
    if ((wanted & record.QUALITY) && sequence_length > 0 && load<u8>(record.quality(position)) != 0xff) {
      quality_bytes += sequence_length;
    }
    position = record.record_end(position);
    address += 4;
    sums += 16;
    count++;
  }
  return count;
}
