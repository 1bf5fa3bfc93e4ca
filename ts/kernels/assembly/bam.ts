/**
 * BAM records to Arrow columns: `hop` walks the chain of records and sizes the columns, `measure` filters them and sizes the others, one
 * function a column fills it from the records' addresses. The interface is described in ../bam.ts; a further column is a further
 * function.
 */
export { hop } from "./hop";
export { chain, guess } from "./chain";
export { measure } from "./measure";
export { seen_tags } from "./seen_tags";
export { chroms, mate_chroms, names } from "./text_columns";
export { ends, flags, mapqs, mate_starts, starts, template_lengths } from "./fixed_columns";
export { cigars } from "./cigar_column";
export { qualities, sequences } from "./read_columns";
export { bad_tag, locate_rows } from "./tag_walk";
export { tag_floats, tag_integers, tag_lists, tag_texts } from "./tag_columns";
export { tag_rest } from "./tag_rest";
export { bad_code, null_count } from "./result";

/** Today's columns need no tables; the region is handed over all the same, so that one that does changes no host. */
export function init(_scratch: usize): void {}
