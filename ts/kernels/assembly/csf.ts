/** CSF lists to Arrow columns. The interface is described in ../csf.ts. */
import { set_scratch } from "./csf_result";

export { index_lines, lines_stop, lines_cut, lines_separators, lines_end } from "./csf_lines";
export { copy_lines, count_up, entries_of_views, repeat_u32 } from "./csf_text";
export { descriptors } from "./csf_descriptors";
export { weave, woven_end } from "./csf_weave";
export { parsed_columns } from "./csf_parsed";
export { reject_count, unknown_count } from "./csf_result";

export function init(scratch: usize): void {
  set_scratch(scratch);
}
