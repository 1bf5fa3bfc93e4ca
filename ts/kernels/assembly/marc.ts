/**
 * MARC 21 records (ISO 2709) to Arrow columns: `scan` finds and checks the records, a pair of functions for each shape measures its
 * columns and fills them. The interface is described in ../marc.ts.
 */
export { scan, scan_fields_end, scan_position, scan_reason } from "./marc_scan";
export { fill_decoded, fill_numbers, fill_raw, measure_records } from "./marc_records";

/** No tables are needed. */
export function init(_scratch: usize): void {}
