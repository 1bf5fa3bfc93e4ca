import { set_bit } from "./bitmap";
import {
  code_data, code_offsets, code_validity, field_numbers, ind1_data, ind1_offsets, ind1_validity, ind2_data, ind2_offsets, ind2_validity,
  place_columns, records, subfield_validity, subfields, tag_data, tag_offsets, value_data, value_offsets,
} from "./marc_long_columns";
import { control_fields, count_usual_fields, fill_usual_fields } from "./marc_long_usual";
import * as marc from "./marc_row";

/** Running sums of a row: rows, bytes of both indicators, of codes and of values. */
const SUMS_BYTES: usize = 20;
/** The leader's row has this tag, "LDR". */
const LEADER_TAG: u32 = 0x52444c;

let writing: bool = false;

let total: u32 = 0;
let ind1_bytes: u32 = 0;
let ind2_bytes: u32 = 0;
let code_bytes: u32 = 0;
let value_bytes: u32 = 0;
let ind1_nulls: u32 = 0;
let ind2_nulls: u32 = 0;
let subfield_nulls: u32 = 0;
let code_nulls: u32 = 0;

/** Nulls in what was filled since `begin_long`: of ind1, ind2, subfield and code. */
export function long_nulls(column: u32): u32 {
  return column == 0 ? ind1_nulls : column == 1 ? ind2_nulls : column == 2 ? subfield_nulls : code_nulls;
}

function reset(): void {
  total = ind1_bytes = ind2_bytes = code_bytes = value_bytes = 0;
  ind1_nulls = ind2_nulls = subfield_nulls = code_nulls = 0;
}

/** One row, as what every row of a field has in common, then its own. A length of -1 stands for null, as does subfield -1. */
@inline function put(
  record: u32, field: u32, tag: u32, ind1: usize, ind1_length: i32, ind2: usize, ind2_length: i32,
  subfield: i32, code: usize, code_length: i32, value: usize, value_length: u32,
): void {
  if (writing) {
    const row: usize = <usize>total << 2;
    if (records) store<u32>(records + row, record);
    if (field_numbers) store<u32>(field_numbers + row, field);
    if (tag_data) {
      store<u32>(tag_data + total * 3, tag);
      store<u32>(tag_offsets + row, total * 3 + 3, 4);
    }
    if (ind1_data) {
      if (ind1_length >= 0) {
        store<u32>(ind1_data + ind1_bytes, load<u32>(ind1));
        set_bit(ind1_validity, total);
      }
      store<u32>(ind1_offsets + row, ind1_bytes + (ind1_length > 0 ? ind1_length : 0), 4);
    }
    if (ind2_data) {
      if (ind2_length >= 0) {
        store<u32>(ind2_data + ind2_bytes, load<u32>(ind2));
        set_bit(ind2_validity, total);
      }
      store<u32>(ind2_offsets + row, ind2_bytes + (ind2_length > 0 ? ind2_length : 0), 4);
    }
    if (subfields) {
      if (subfield >= 0) set_bit(subfield_validity, total);
      store<u32>(subfields + row, subfield >= 0 ? subfield : 0);
    }
    if (code_data) {
      if (code_length >= 0) {
        store<u32>(code_data + code_bytes, load<u32>(code));
        set_bit(code_validity, total);
      }
      store<u32>(code_offsets + row, code_bytes + (code_length > 0 ? code_length : 0), 4);
    }
    if (value_data) {
      marc.copy(value_data + value_bytes, value, value_length);
      store<u32>(value_offsets + row, value_bytes + value_length, 4);
    }
  }
  total += 1;
  if (ind1_length >= 0) ind1_bytes += ind1_length;
  else ind1_nulls += 1;
  if (ind2_length >= 0) ind2_bytes += ind2_length;
  else ind2_nulls += 1;
  if (subfield < 0) subfield_nulls += 1;
  if (code_length >= 0) code_bytes += code_length;
  else code_nulls += 1;
  value_bytes += value_length;
}

/** The rows of a field with indicators and subfields. */
function data_field(record: u32, number: u32, tag: u32, at: usize, end: usize): void {
  let delimiter = marc.next_delimiter(at, end);
  const ind1 = at;
  let ind1_length: i32 = -1;
  if (at < delimiter) {
    ind1_length = marc.character_bytes(at, <u32>(delimiter - at));
    at += ind1_length;
  }
  const ind2 = at;
  let ind2_length: i32 = -1;
  if (at < delimiter) {
    ind2_length = marc.character_bytes(at, <u32>(delimiter - at));
    at += ind2_length;
  }
  // Text before the first delimiter, and fields without any: nothing gets lost.
  if (at < delimiter || delimiter == end) {
    put(record, number, tag, ind1, ind1_length, ind2, ind2_length, 0, at, -1, at, <u32>(delimiter - at));
  }
  for (let subfield = 1; delimiter < end; subfield++) {
    const code = delimiter + 1;
    delimiter = marc.next_delimiter(code, end);
    const length: i32 = code < delimiter ? marc.character_bytes(code, <u32>(delimiter - code)) : -1;
    const value = length > 0 ? code + length : code;
    put(
      record, number, tag, ind1, ind1_length, ind2, ind2_length,
      subfield, code, length, value, <u32>(delimiter - value),
    );
  }
}

function usual_rows(row: usize, record: u32): void {
  const controls = control_fields(row);
  const first = marc.fields(row);
  leader_row(row, record);
  for (let i: u32 = 0; i < controls; i++) control_row(first + <usize>i * marc.FIELD_BYTES, i + 1, record);
  const last = first + <usize>marc.count(row) * marc.FIELD_BYTES;
  const field = first + <usize>controls * marc.FIELD_BYTES;
  value_bytes = fill_usual_fields(field, last, controls + 1, record, total, ind1_bytes, ind2_bytes, code_bytes, value_bytes);
  const subfields = marc.subfields(row);
  total += subfields;
  ind1_bytes += subfields;
  ind2_bytes += subfields;
  code_bytes += subfields;
}

function leader_row(row: usize, record: u32): void {
  const leader = marc.address(row);
  put(record, 0, LEADER_TAG, leader, -1, leader, -1, -1, leader, -1, leader, marc.LEADER_BYTES);
}

function control_row(field: usize, number: u32, record: u32): void {
  const at = marc.field_address(field);
  put(record, number, marc.field_tag(field), at, -1, at, -1, -1, at, -1, at, marc.field_length(field));
}

function record_rows(row: usize, record: u32): void {
  leader_row(row, record);
  const count = marc.count(row);
  for (let i: u32 = 0; i < count; i++) {
    const field = marc.fields(row) + <usize>i * marc.FIELD_BYTES;
    const tag = marc.field_tag(field);
    const at = marc.field_address(field);
    if (marc.is_control(tag)) control_row(field, i + 1, record);
    else data_field(record, i + 1, tag, at, at + marc.field_length(field));
  }
}

/** What a usual record's rows need can be told from how many there are. */
function count_usual(row: usize, controls: u32, subfields: u32): void {
  const fields = marc.count(row);
  const data = fields - controls;
  const text = <u32>(marc.address(row) + marc.length(row) - 1 - marc.field_address(marc.fields(row)));
  total += 1 + controls + subfields;
  ind1_bytes += subfields;
  ind2_bytes += subfields;
  code_bytes += subfields;
  // All but terminators, indicators, delimiters and codes.
  value_bytes += marc.LEADER_BYTES + text - fields - 2 * data - 2 * subfields;
}

/** Add up what the records' rows need. `sums` has count + 1 entries. */
export function measure_long(rows: usize, count: u32, sums: usize): void {
  reset();
  writing = false;
  for (let i: u32 = 0; i <= count; i++) {
    store<u32>(sums, total);
    store<u32>(sums, ind1_bytes, 4);
    store<u32>(sums, ind2_bytes, 8);
    store<u32>(sums, code_bytes, 12);
    store<u32>(sums, value_bytes, 16);
    if (i == count) return;
    const row = rows + <usize>i * marc.ROW_BYTES;
    const controls = control_fields(row);
    const subfields = count_usual_fields(row, controls);
    store<u32>(row, subfields < 0 ? 0 : <u32>subfields, 36);
    if (subfields < 0) record_rows(row, 0);
    else count_usual(row, controls, <u32>subfields);
    sums += SUMS_BYTES;
  }
}

/** Begin a batch: bitmaps are zeroed, first offsets are 0. */
export function begin_long(columns: usize): void {
  reset();
  place_columns(columns);
}

/** Add the rows of some records to the batch. */
export function fill_long(rows: usize, count: u32, record_base: u32): void {
  writing = true;
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + <usize>i * marc.ROW_BYTES;
    const record = record_base + marc.ordinal(row);
    if (marc.subfields(row) != 0) usual_rows(row, record);
    else record_rows(row, record);
  }
}
