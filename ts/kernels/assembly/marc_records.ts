import * as marc from "./marc_row";

const CUM_BYTES: usize = 12;

/** Add up what the rows' columns need: after `count` rows, bytes of raw, tags and text. `sums` has count + 1 entries. */
export function measure_records(rows: usize, count: u32, sums: usize): void {
  let raw: u32 = 0;
  let tags: u32 = 0;
  let text: u32 = 0;
  for (let i: u32 = 0; i <= count; i++) {
    store<u32>(sums, raw);
    store<u32>(sums, tags, 4);
    store<u32>(sums, text, 8);
    if (i == count) return;
    const row = rows + <usize>i * marc.ROW_BYTES;
    raw += marc.length(row);
    if (!(marc.flags(row) & marc.PLAIN)) {
      const fields = marc.count(row);
      tags += fields * 3;
      text += fields;
      for (let f: u32 = 0; f < fields; f++) text += marc.field_length(marc.fields(row) + <usize>f * marc.FIELD_BYTES);
    }
    sums += CUM_BYTES;
  }
}

/** The raw bytes of some rows. `offsets` holds where they begin. */
export function fill_raw(rows: usize, count: u32, offsets: usize, data: usize): void {
  let to = load<u32>(offsets);
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + <usize>i * marc.ROW_BYTES;
    const bytes = marc.length(row);
    memory.copy(data + to, marc.address(row), bytes);
    to += bytes;
    offsets += 4;
    store<u32>(offsets, to);
  }
}

/** Tags and text of the rows that are not plain; the others are null. `first` is the first one's row in the zeroed bitmaps. Returns the nulls. */
export function fill_decoded(
  rows: usize, count: u32, first: u32, tags_validity: usize, tags_offsets: usize, tags_data: usize,
  text_validity: usize, text_offsets: usize, text_data: usize,
): u32 {
  let nulls: u32 = 0;
  let tags = load<u32>(tags_offsets);
  let text = load<u32>(text_offsets);
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + <usize>i * marc.ROW_BYTES;
    if (marc.flags(row) & marc.PLAIN) {
      nulls += 1;
    } else {
      const bit = <u8>((<u32>1) << ((first + i) & 7));
      const byte: usize = (first + i) >> 3;
      store<u8>(tags_validity + byte, load<u8>(tags_validity + byte) | bit);
      store<u8>(text_validity + byte, load<u8>(text_validity + byte) | bit);
      for (let f: u32 = 0; f < marc.count(row); f++) {
        const field = marc.fields(row) + <usize>f * marc.FIELD_BYTES;
        const tag = marc.field_tag(field);
        store<u16>(tags_data + tags, <u16>tag);
        store<u8>(tags_data + tags + 2, <u8>(tag >> 16));
        tags += 3;
        const bytes = marc.field_length(field);
        memory.copy(text_data + text, marc.field_address(field), bytes);
        text += bytes;
        store<u8>(text_data + text, marc.FIELD_END);
        text += 1;
      }
    }
    tags_offsets += 4;
    text_offsets += 4;
    store<u32>(tags_offsets, tags);
    store<u32>(text_offsets, text);
  }
  return nulls;
}

/** What is known of each row as numbers: any address may be 0. `base` is the file offset of the rows' origin. */
export function fill_numbers(
  rows: usize, count: u32, record_base: u32, records: usize, offset_base: u64, offsets: usize, lengths: usize,
  encodings: usize, errors: usize, details: usize,
): void {
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + <usize>i * marc.ROW_BYTES;
    if (records) store<u32>(records + (<usize>i << 2), record_base + marc.ordinal(row));
    if (offsets) store<u64>(offsets + (<usize>i << 3), offset_base + marc.offset(row));
    if (lengths) store<u32>(lengths + (<usize>i << 2), marc.length(row));
    if (encodings) store<u8>(encodings + i, <u8>marc.encoding(row));
    if (errors) store<u8>(errors + i, <u8>marc.flags(row));
    if (details) store<u32>(details + (<usize>i << 2), marc.detail(row));
  }
}
