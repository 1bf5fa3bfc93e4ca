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

/** The first subfield delimiter in [at, end), or end. Most are within 32 bytes: then no branch has to be foreseen. May read 31 bytes beyond. */
@inline export function next_delimiter(at: usize, end: usize): usize {
  const delimiter = i8x16.splat(SUBFIELD);
  for (; at < end; at += 32) {
    const low = i8x16.bitmask(i8x16.eq(v128.load(at), delimiter));
    const mask = low | (i8x16.bitmask(i8x16.eq(v128.load(at, 16), delimiter)) << 16);
    if (mask != 0) {
      at += ctz(mask);
      return at < end ? at : end;
    }
  }
  return end;
}

/** Whether so many bytes are ASCII. May read 15 bytes beyond. */
@inline export function is_ascii(at: usize, bytes: u32): bool {
  const end = at + bytes;
  for (; at + 16 <= end; at += 16) if (v128.any_true(i8x16.lt_s(v128.load(at), i8x16.splat(0)))) return false;
  return (i8x16.bitmask(v128.load(at)) & ((1 << <i32>(end - at)) - 1)) == 0;
}

/**
 * Copy some bytes, which are hardly ever more than 32: how many they are needn't be foreseen then. May read and write 31 bytes beyond, but nothing
 * where there are none: a column without any bytes has no room.
 */
@inline export function copy(to: usize, from: usize, bytes: usize): void {
  if (bytes > 256) {
    memory.copy(to, from, bytes);
    return;
  }
  if (bytes == 0) return;
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  for (let i: usize = 32; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
}
