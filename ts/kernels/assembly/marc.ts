/**
 * MARC 21 records (ISO 2709) to Arrow columns: `scan` finds and checks the records, a pair of functions for each shape measures its
 * columns and fills them. The interface is described in ../marc.ts.
 */
export { scan, scan_fields_end, scan_position, scan_reason, scan_to_decode } from "./marc_scan";
export { begin_long, fill_long, long_nulls, measure_long } from "./marc_long";
export { measure_wide } from "./marc_wide";
export { fill_wide } from "./marc_wide_fill";
export { fill_decoded, fill_numbers, fill_raw, measure_records } from "./marc_records";

let scratch: usize = 0;

export function init(address: usize): void {
  scratch = address;
}

/** Where the host lists the addresses that `begin_long` takes. */
export function columns_list(): usize {
  return scratch;
}
