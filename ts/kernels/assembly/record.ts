/** Where a record's fields are (SAM specification, 4.2), from the address of its block_size field. */
export const LENGTH_FIELD_BYTES: u32 = 4;
/** The length field and everything of fixed size. */
export const FIXED_BYTES: u32 = 36;

@inline export function block_size(record: usize): u32 { return load<u32>(record); }
@inline export function reference(record: usize): i32 { return load<i32>(record, 4); }
@inline export function position(record: usize): i32 { return load<i32>(record, 8); }
@inline export function mapq(record: usize): u32 { return load<u8>(record, 13); }
/** With the closing NUL. */
@inline export function name_length(record: usize): u32 { return load<u8>(record, 12); }
@inline export function cigar_count(record: usize): u32 { return load<u16>(record, 16); }
@inline export function flag(record: usize): u32 { return load<u16>(record, 18); }
@inline export function sequence_length(record: usize): u32 { return load<u32>(record, 20); }
@inline export function next_reference(record: usize): i32 { return load<i32>(record, 24); }
@inline export function next_position(record: usize): i32 { return load<i32>(record, 28); }
@inline export function template_length(record: usize): i32 { return load<i32>(record, 32); }

@inline export function name(record: usize): usize { return record + FIXED_BYTES; }
@inline export function cigar(record: usize): usize { return name(record) + name_length(record); }
@inline export function sequence(record: usize): usize { return cigar(record) + (cigar_count(record) << 2); }
@inline export function quality(record: usize): usize { return sequence(record) + ((sequence_length(record) + 1) >> 1); }
@inline export function tags(record: usize): usize { return quality(record) + sequence_length(record); }
@inline export function record_end(record: usize): usize { return record + LENGTH_FIELD_BYTES + block_size(record); }

// What is wrong with a record. Twin of `bad_record` in ../bam.ts.
export const BAD_BLOCK_SIZE: u32 = 1;
export const BAD_TOO_LARGE: u32 = 2;
export const BAD_SEQUENCE_LENGTH: u32 = 3;
export const BAD_LENGTHS: u32 = 4;
export const BAD_NAME_LENGTH: u32 = 5;
export const BAD_REFERENCE: u32 = 6;
export const BAD_NEXT_REFERENCE: u32 = 7;
export const BAD_POSITION: u32 = 8;
export const BAD_NAME_END: u32 = 10;
export const BAD_NAME_BYTE: u32 = 32;
export const BAD_CIGAR_OPERATION: u32 = 33;
export const BAD_END: u32 = 34;
export const BAD_TAGS: u32 = 35;
export const BAD_QUALITY: u32 = 36;
export const BAD_TAG_TYPE: u32 = 37;
export const BAD_TAG_TWICE: u32 = 38;
export const BAD_TAG_TEXT: u32 = 39;

/** Columns that hop sizes, as bits of `wanted`. Twin of `column_bit` in ../hop_state.ts. */
export const NAME: u32 = 1;
export const CHROM: u32 = 2;
export const SEQUENCE: u32 = 4;
export const QUALITY: u32 = 8;
