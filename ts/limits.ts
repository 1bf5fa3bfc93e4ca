/** Every limit of the engine in one place. Units come last in the names. */

const KiB = 1024;
const MiB = 1024 * KiB;

/** A record above this is refused with a LimitError: its length field is damage far more often than data. */
export const record_bytes_max = 512 * MiB;
/** A batch is cut once its records reach this many raw bytes; a larger record travels alone. */
export const batch_raw_bytes_max = 32 * MiB;
/** The same for batches that a reader takes: it holds one and waits for the next, so that each byte counts twice. */
export const stream_raw_bytes_max = 12 * MiB;
/** Compressed bytes per load task. 256 KiB to 1 MiB measured alike. */
export const span_bytes = 512 * KiB;
/** Below this much compressed input the main thread does all the work and no worker is started. */
export const inline_input_bytes_max = 8 * MiB;
/** Tasks that the main thread does for a stream before it starts threads: about a first batch of short reads. */
export const first_batch_tasks = 5;
/** Up to so many threads the main thread is one of them. Beyond, handing out in time is worth more than one thread's work. */
export const main_works_threads_max = 4;
/** Tasks in flight per worker: one running, one waiting, so that a worker never idles for a message. */
export const tasks_in_flight_per_worker = 2;
/** Bytes of batches that may be under way to one reader. One batch always may. */
export const credit_bytes = 32 * MiB;
/** Bytes of one input that may have been asked for over the bridge and not been used yet, unless more of them are needed at once. */
export const input_window_bytes = 4 * MiB;
/** Bytes that one piece of an input has at most. */
export const input_piece_bytes_max = 1 * MiB;
/** Bytes of gathered input that may wait to be worked on, or be worked on. One gathered piece always may. */
export const gathered_bytes_max = 32 * MiB;
/** Blocks of a BGZF input that arrives whose places are kept for error messages. */
export const block_places_max = 2 ** 19;
/** The body of one Arrow batch that is read. Writers make batches of some megabytes. */
export const arrow_body_bytes_max = 1024 * MiB;
/** The largest payload of a control frame. */
export const control_payload_bytes_max = 16 * MiB;
/** The largest payload of a DONE frame: it may carry a file's header, spelled out. */
export const done_payload_bytes_max = 512 * MiB;
/** The largest payload of a SCHEMA frame: it carries the file's header text. */
export const schema_payload_bytes_max = 256 * MiB;
/** Pages of 64 KiB: all that a 32-bit WebAssembly memory can have. */
export const memory_pages_max = 65536;
/** A request may ask for less working memory, but not for less than this. */
export const memory_floor_bytes = 64 * MiB;
/** The header (text and references) of a file is kept in memory as a whole. */
export const header_bytes_max = 128 * MiB;
/** Inflated bytes that one load may yield; a span that holds more is loaded in several goes. */
export const load_bytes_max = 4 * MiB;
/** Records of one load whose chain the loading thread walks; the main thread walks what is beyond. */
export const chain_records_max = 65_535;
/** What the second walk over one load's records may write; records beyond are walked by the main thread. */
export const measured_bytes_max = 4 * MiB;
/** Records that are looked at to settle which tags there are, and of which types. */
export const settle_records_max = 100_000;
/** The same in raw bytes, for long records: about the time that it may take, and what an input that arrives has to hold for it. */
export const settle_raw_bytes_max = 64 * MiB;
/** Inflated bytes that are searched for a place where a record begins, to split a file there. */
export const split_bytes_max = 128 * MiB;
/** Pieces that a file can be split into. */
export const partitions_max = 10_000;
/** Tags that get a column with `tags="all"`; those that appear later are kept as text. */
export const tag_columns_max = 1000;
/** A column's data in one batch: Arrow's utf8 offsets are signed 32-bit numbers. */
export const column_bytes_max = 2 ** 31 - 1;
/** Working memory of ended requests that may wait for the garbage collector. */
export const dropped_bytes_max = 64 * MiB;
/** How long they wait, unless the next request comes before. */
export const collect_delay_ms = 100;
/** What a small request's memory counts among them at least, for its address space. */
export const dropped_bytes_min = 4 * MiB;
/** Seconds without a task after which a worker thread goes. */
export const worker_idle_seconds = 60;
/** An index of a BAM file, decompressed: it is read as a whole. */
export const index_bytes_max = 512 * MiB;
/** Indexes that are kept from one request to the next, and how much they may take. */
export const indexes_kept_max = 8;
export const indexes_kept_bytes_max = 32 * MiB;
/** References of an index of which the parts are kept as they are searched. */
export const index_references_decoded_max = 32;
/** Text kept of one log line. */
export const log_line_bytes_max = 8 * KiB;
/** Rows of a Parquet row group where the user doesn't say. */
export const row_group_rows_default = 122_880;
/** A Parquet row group is cut once its records reach this many raw bytes: it is in memory as a whole, once a thread. */
export const row_group_raw_bytes_max = 16 * MiB;
/** Raw bytes of a Parquet page; a longer value has a page of its own. */
export const page_raw_bytes_max = MiB;
/** The footer of a Parquet file is read as a whole. */
export const footer_bytes_max = 128 * MiB;
/** A Parquet page, decompressed. Writers aim at 1 MiB. */
export const page_bytes_max = 512 * MiB;
/** A page's header, with the statistics that some writers put there. */
export const page_header_bytes_max = 16 * MiB;
/** Decoded bytes of Parquet columns that one load aims at; how the file is paged decides how near it comes. */
export const parquet_span_bytes = 8 * MiB;
/** Memory that one load of Parquet columns may need at most. */
export const parquet_slot_bytes_max = 1024 * MiB;
/** Room in a load for what a column of DELTA_BYTE_ARRAY unfolds to, beside four times its pages. */
export const parquet_built_bytes_min = MiB;
/** Decompressed pages of one thread that may wait for the garbage collector. */
export const dropped_pages_bytes_max = 16 * MiB;
/** The same for what compressed pages are written to. */
export const compressed_pages_bytes_max = 8 * MiB;
/** Rows of a batch where nobody says otherwise. */
export const batch_rows_default = 20_000;
/** Bytes of MARC per load task: with less, handing out takes longer than the work. */
export const marc_span_bytes = 2 * MiB;
/** A batch of MARC is cut once its records reach this many bytes, whatever the output would take: their loads wait for it in memory. */
export const marc_batch_raw_bytes_max = 8 * MiB;
/** The same where each subfield makes a row, whose columns take several times the record. */
export const marc_long_batch_raw_bytes_max = 2 * MiB;
/** Bytes of such batches that each thread may fill and encode at a time: one in work, and one that waits for its turn to be written. */
export const marc_long_filled_bytes_max = 30 * MiB;
/** Records of which the statistics tell what was wrong with them; beyond, they are only counted. */
export const rejects_max = 10_000;
/** Bytes of a CSF list per load task. */
export const csf_span_bytes = MiB;
/** A line above this is refused: a CSF's line has nine characters a subshell. */
export const csf_line_bytes_max = MiB;
/** Lines that one load takes; a span of shorter ones is loaded in several goes. */
export const csf_lines_max = 65_536;
/** CSFs that can't be parsed are counted all, but listed only so far. */
export const csf_rejects_listed_max = 1000;
/** The same for CSFs whose lines were cut. */
export const csf_cut_rows_listed_max = 100_000;
/** The same for the blocks of a list. */
export const csf_blocks_listed_max = 10_000;
/** Empty blocks of a list that are written one after the other. */
export const csf_empty_blocks_max = 65_536;
/** Bytes of MARC that have arrived and wait for their loads. */
export const marc_gathered_bytes_max = 16 * MiB;
/** Decompressed bytes that come at a time. */
export const gunzip_piece_bytes = 256 * KiB;
/** Where a record begins is guessed, so many in a row have to be valid ones. */
export const found_records_max = 100;
/** Of very long records so few, once so many bytes have been looked at. */
export const found_records_min = 10;
export const found_bytes_max = 64 * MiB;
