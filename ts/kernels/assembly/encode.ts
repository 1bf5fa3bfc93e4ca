/** What the Parquet writer has to do per value. The interface is described in ../encode.ts. */
export { minmax_f32, minmax_f64, minmax_i32, minmax_i64, minmax_text, minmax_u32, minmax_u64 } from "./encode_minmax";
export { dictionary_32, dictionary_64, dictionary_range, ids_range, values_32, values_64 } from "./encode_dictionary";
export { dictionary_narrow, dictionary_text, text_width } from "./encode_dictionary_text";
export { hybrid_ids, hybrid_levels } from "./encode_hybrid";
export { delta_32, delta_64, lengths } from "./encode_delta";
export { compact, compact_text, copy, pack_bools, plain_text, popcount, unpack_bits, widen, zero } from "./encode_values";
export { lz4 } from "./encode_lz4";
export { snappy } from "./encode_snappy";

/** All tables are the caller's. */
export function init(_scratch: usize): void {}
