"""The BAM functions of rogtk, under their names and with their parameters: a script changes its import line.

    from rogtk_shim.rogtk import bam_to_arrow_ipc_htslib_optimized

All of them do the same work in the same way and differ in their parameters and defaults alone:

- Thread parameters become one number of threads, their sum, never more than the cores this process may use.
  Zero means a parameter's default.
- Buffer parameters in megabytes may lower the working memory, down to 64 MiB.
- Neither changes the output: it is in input order, and the same bytes whatever they are.

The output is an uncompressed Arrow IPC file, or a Parquet file, with the columns `name`, `chrom`, `start`,
`end` (counted from 1, inclusive), `flags`, `sequence`, `quality_scores`, and `source_file` (the input's file
name) where asked for.
A missing output folder is made, as rogtk makes it. The file appears when it is whole, see
`rogtk_shim.output`.

What differs from rogtk, on purpose: bases, ends and missing qualities are right in every function, no record
comes twice, damaged input is an error and leaves no output, statistics are returned instead of printed, paths
may be `os.PathLike`, and `progress` is an additional keyword, see `rogtk_shim.progress`. Parameters and
defaults are those of rogtk 0.1.25.
"""

from .deprecated import bam_to_arrow_ipc_htslib_mmap_parallel, bam_to_arrow_ipc_htslib_multi_reader_parallel
from .htslib import (
    bam_to_arrow_ipc_htslib_bgzf_blocks,
    bam_to_arrow_ipc_htslib_optimized,
    bam_to_arrow_ipc_htslib_parallel,
    bams_to_arrow_ipc_htslib_optimized,
)
from .parallel import bam_to_arrow_ipc_gzp_parallel, bam_to_arrow_ipc_parallel
from .parquet import bam_to_parquet, bams_to_parquet
from .plain import bam_to_arrow_ipc, bams_to_arrow_ipc

__all__ = [
    "bam_to_arrow_ipc",
    "bam_to_arrow_ipc_gzp_parallel",
    "bam_to_arrow_ipc_htslib_bgzf_blocks",
    "bam_to_arrow_ipc_htslib_mmap_parallel",
    "bam_to_arrow_ipc_htslib_multi_reader_parallel",
    "bam_to_arrow_ipc_htslib_optimized",
    "bam_to_arrow_ipc_htslib_parallel",
    "bam_to_arrow_ipc_parallel",
    "bam_to_parquet",
    "bams_to_arrow_ipc",
    "bams_to_arrow_ipc_htslib_optimized",
    "bams_to_parquet",
]
