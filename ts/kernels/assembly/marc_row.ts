/** Where a record's row and its fields' entries keep what is known of them: see ../marc_rows.ts. */
export const ROW_BYTES: usize = 48;
export const FIELD_BYTES: usize = 12;

/** Flags of a row, above the error code in the low byte. */
export const PLAIN: u32 = 1 << 8;
export const DECODE: u32 = 1 << 9;

export const FIELD_END: u8 = 0x1e;
export const SUBFIELD: u8 = 0x1f;
export const RECORD_END: u8 = 0x1d;
export const LEADER_BYTES: u32 = 24;

@inline export function address(row: usize): usize { return load<u32>(row); }
@inline export function length(row: usize): u32 { return load<u32>(row, 4); }
@inline export function fields(row: usize): usize { return load<u32>(row, 8); }
@inline export function count(row: usize): u32 { return load<u32>(row, 12); }
@inline export function flags(row: usize): u32 { return load<u32>(row, 16); }
@inline export function detail(row: usize): u32 { return load<u32>(row, 20); }
@inline export function encoding(row: usize): u32 { return load<u32>(row, 24); }
@inline export function ordinal(row: usize): u32 { return load<u32>(row, 28); }
@inline export function offset(row: usize): u32 { return load<u32>(row, 32); }
/** 0 for records that the scan has not found sound; a long table's measuring then counts here what a usual one has: see marc_long_usual.ts. */
@inline export function subfields(row: usize): u32 { return load<u32>(row, 36); }

/** A field's tag: three bytes, the first one lowest. */
@inline export function field_tag(field: usize): u32 { return load<u32>(field); }
@inline export function field_address(field: usize): usize { return load<u32>(field, 4); }
/** Without the terminator. */
@inline export function field_length(field: usize): u32 { return load<u32>(field, 8); }

/** 001 to 009 and 000: no indicators and no subfields. */
@inline export function is_control(tag: u32): bool {
  return (tag & 0xffff) == 0x3030 && (tag >> 16) - 0x30 < 10;
}

/** Bytes of the character that begins here, at most `left`; the text is UTF-8. */
@inline export function character_bytes(at: usize, left: u32): u32 {
  const first = <u32>load<u8>(at);
  const bytes: u32 = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  return bytes < left ? bytes : left;
}

/** The first subfield delimiter in [at, end), or end. May read 15 bytes beyond. */
@inline export function next_delimiter(at: usize, end: usize): usize {
  const delimiter = i8x16.splat(SUBFIELD);
  for (; at < end; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(at), delimiter));
    if (mask != 0) {
      at += ctz(mask);
      return at < end ? at : end;
    }
  }
  return end;
}

/** A field of at most so many bytes has a bit for each. */
export const SHORT_FIELD: usize = 64;

@inline function delimiters_at(at: usize): u64 {
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(SUBFIELD))));
}

/** The delimiters of such a field, which isn't empty, as bits. May read 63 bytes beyond. */
@inline export function delimiters_of(at: usize, end: usize): u64 {
  const low = delimiters_at(at) | (delimiters_at(at + 16) << 16);
  const high = delimiters_at(at + 32) | (delimiters_at(at + 48) << 16);
  return (low | (high << 32)) & (~(<u64>0) >> (64 - <u64>(end - at)));
}

@inline function codes_at(at: usize, code: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), code)));
}

/** Those of its delimiters that have this code behind them. May read 64 bytes beyond. */
@inline export function coded(delimiters: u64, at: usize, end: usize, code: u32): u64 {
  const all = i8x16.splat(<i8>code);
  const low = codes_at(at + 1, all) | (codes_at(at + 17, all) << 16);
  const high = codes_at(at + 33, all) | (codes_at(at + 49, all) << 16);
  // Behind the last byte stands none of the field's.
  return delimiters & (low | (high << 32)) & ((<u64>1 << <u64>(end - at - 1)) - 1);
}

/** The first delimiter from `code` on in a field that begins at `at`, or its end. */
@inline export function following(delimiters: u64, at: usize, code: usize, end: usize): usize {
  if (code >= end) return end;
  const left = delimiters >> <u64>(code - at);
  return left == 0 ? end : code + <usize>ctz(left);
}

/** The first field from `field` on whose tag is this where the mask has bits, or `last`: four at a time. */
@inline export function next_tagged(field: usize, last: usize, tag: u32, mask: u32): usize {
  const tags = i32x4.splat(<i32>tag);
  const masks = i32x4.splat(<i32>mask);
  for (; field + 4 * FIELD_BYTES <= last; field += 4 * FIELD_BYTES) {
    // Every third word is a tag.
    const one = i32x4.bitmask(i32x4.eq(v128.and(v128.load(field), masks), tags)) & 0b1001;
    const two = i32x4.bitmask(i32x4.eq(v128.and(v128.load(field, 16), masks), tags)) & 0b0100;
    const three = i32x4.bitmask(i32x4.eq(v128.and(v128.load(field, 32), masks), tags)) & 0b0010;
    const found = one | (two << 4) | (three << 8);
    if (found != 0) return field + (<usize>ctz(found) << 2);
  }
  for (; field < last; field += FIELD_BYTES) if ((field_tag(field) & mask) == tag) return field;
  return last;
}

/** Whether so many bytes are ASCII. May read 15 bytes beyond. */
@inline export function is_ascii(at: usize, bytes: u32): bool {
  const end = at + bytes;
  for (; at + 16 <= end; at += 16) if (v128.any_true(i8x16.lt_s(v128.load(at), i8x16.splat(0)))) return false;
  return (i8x16.bitmask(v128.load(at)) & ((1 << <i32>(end - at)) - 1)) == 0;
}

/** Copy some bytes that are short more often than not. May read and write 15 bytes beyond. */
@inline export function copy(to: usize, from: usize, bytes: usize): void {
  if (bytes > 256) {
    memory.copy(to, from, bytes);
    return;
  }
  for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}

/**
 * The same of bytes that are hardly ever more than 32: how many they are needn't be foreseen. May read and write 31 bytes beyond, but nothing where
 * there are none: a column without any bytes has no room.
 */
@inline export function copy_short(to: usize, from: usize, bytes: usize): void {
  if (bytes == 0) return;
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  if (bytes > 32) copy(to + 32, from + 32, bytes - 32);
}
