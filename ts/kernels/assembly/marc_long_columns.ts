/** Where the columns of a long table are, 0 for those not wanted. */
export let records: usize = 0;
export let field_numbers: usize = 0;
export let tag_offsets: usize = 0;
export let tag_data: usize = 0;
export let ind1_validity: usize = 0;
export let ind1_offsets: usize = 0;
export let ind1_data: usize = 0;
export let ind2_validity: usize = 0;
export let ind2_offsets: usize = 0;
export let ind2_data: usize = 0;
export let subfield_validity: usize = 0;
export let subfields: usize = 0;
export let code_validity: usize = 0;
export let code_offsets: usize = 0;
export let code_data: usize = 0;
export let value_offsets: usize = 0;
export let value_data: usize = 0;

/** `columns` lists the buffers' addresses in this order. */
export function place_columns(columns: usize): void {
  records = load<u32>(columns);
  field_numbers = load<u32>(columns, 4);
  tag_offsets = load<u32>(columns, 8);
  tag_data = load<u32>(columns, 12);
  ind1_validity = load<u32>(columns, 16);
  ind1_offsets = load<u32>(columns, 20);
  ind1_data = load<u32>(columns, 24);
  ind2_validity = load<u32>(columns, 28);
  ind2_offsets = load<u32>(columns, 32);
  ind2_data = load<u32>(columns, 36);
  subfield_validity = load<u32>(columns, 40);
  subfields = load<u32>(columns, 44);
  code_validity = load<u32>(columns, 48);
  code_offsets = load<u32>(columns, 52);
  code_data = load<u32>(columns, 56);
  value_offsets = load<u32>(columns, 60);
  value_data = load<u32>(columns, 64);
}
