/** Parquet pages to columns, and the codecs that Node does not have. Every address is checked against the bytes given. */
export { init } from "./parquet_short";
export { short_of } from "./parquet_short";
export { snappy } from "./snappy";
export { lz4 } from "./lz4";
export { hybrid, bit_packed, validity_from_levels } from "./hybrid";
export { plain_views, fixed_views, dictionary_views, length_views, delta_views } from "./views";
export { plain_values, dictionary_values, plain_bools, byte_stream_split } from "./values";
export { delta } from "./delta";
export { gather, bits_from_bytes, narrow, starts_whole } from "./gather";
