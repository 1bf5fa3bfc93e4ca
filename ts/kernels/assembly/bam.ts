/**
 * BAM records to Arrow columns: `hop` walks the chain of records and sizes the columns, one function a column fills
 * it from the records' addresses. The interface is described in ../bam.ts; a further column is a further function.
 */
export { hop } from "./hop";
export { chain, guess } from "./chain";
export { chroms, names } from "./text_columns";
export { ends, flags, starts } from "./fixed_columns";
export { qualities, sequences } from "./read_columns";
export { bad_code, null_count } from "./result";

/** Today's columns need no tables; the region is handed over all the same, so that one that does changes no host. */
export function init(_scratch: usize): void {}
