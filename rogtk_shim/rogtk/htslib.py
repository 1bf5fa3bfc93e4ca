"""rogtk's functions upon htslib, with thread and buffer parameters."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import OptionError
from ..progress import Progress
from ..scan import Path
from .conversion import convert_many, convert_one, memory_bytes, thread_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..statistics import Statistics


def bam_to_arrow_ipc_htslib_parallel(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 15000,
    include_sequence: bool = True,
    include_quality: bool = True,
    bgzf_threads: int = 8,
    writing_threads: int = 8,
    read_buffer_mb: int | None = None,
    write_buffer_mb: int | None = None,
    limit: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file, with threads and buffers to choose.

    Parameters
    ----------
    bam_path, arrow_ipc_path, batch_size, include_sequence, include_quality, limit, progress
        As in `bam_to_arrow_ipc`.
    bgzf_threads, writing_threads : int, default 8 each
        Their sum is the number of threads; never more than the cores this process may use.
    read_buffer_mb, write_buffer_mb : int, optional
        Megabytes; their sum, where both are given, may lower the working memory, down to 64 MiB.

    Returns
    -------
    Statistics
        Records, batches, bytes in and out, seconds.

    Raises
    ------
    InputNotFoundError, FormatError, OutputError, OptionError, TypeError
        As in `bam_to_arrow_ipc`.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc_htslib_parallel
    >>> bam_to_arrow_ipc_htslib_parallel("reads.bam", "reads.arrow", bgzf_threads=2).records
    3
    """
    bgzf = thread_count("bgzf_threads", bgzf_threads, 8)
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=bgzf + thread_count("writing_threads", writing_threads, 8),
        progress=progress,
        memory=memory_bytes(read_buffer_mb, write_buffer_mb),
    )


def bam_to_arrow_ipc_htslib_optimized(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 15000,
    include_sequence: bool = True,
    include_quality: bool = True,
    max_bgzf_threads: int = 16,
    writing_threads: int = 6,
    read_buffer_mb: int | None = None,
    write_buffer_mb: int | None = None,
    limit: int | None = None,
    *,
    bgzf_threads: int | None = None,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file: the function rogtk recommends.

    Parameters
    ----------
    bam_path, arrow_ipc_path, batch_size, include_sequence, include_quality, limit, progress
        As in `bam_to_arrow_ipc`.
    max_bgzf_threads, writing_threads : int, default 16 and 6
        Their sum is the number of threads; never more than the cores this process may use.
    read_buffer_mb, write_buffer_mb : int, optional
        Megabytes; their sum, where both are given, may lower the working memory, down to 64 MiB.
    bgzf_threads : int, optional
        Another name of `max_bgzf_threads`, the one in rogtk's guide; not both.

    Returns
    -------
    Statistics
        Records, batches, bytes in and out, seconds.

    Raises
    ------
    InputNotFoundError, FormatError, OutputError, OptionError, TypeError
        As in `bam_to_arrow_ipc`.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc_htslib_optimized
    >>> bam_to_arrow_ipc_htslib_optimized(
    ...     "reads.bam", "reads.arrow", bgzf_threads=8, writing_threads=8, batch_size=20_000
    ... ).records
    3
    """
    if bgzf_threads is not None:
        if max_bgzf_threads != 16:
            raise OptionError("bgzf_threads is another name of max_bgzf_threads: give one of them")
        max_bgzf_threads = bgzf_threads
    bgzf = thread_count("max_bgzf_threads", max_bgzf_threads, 16)
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=bgzf + thread_count("writing_threads", writing_threads, 6),
        progress=progress,
        memory=memory_bytes(read_buffer_mb, write_buffer_mb),
    )


def bams_to_arrow_ipc_htslib_optimized(
    bam_paths: Iterable[Path],
    arrow_ipc_path: Path,
    batch_size: int = 15000,
    include_sequence: bool = True,
    include_quality: bool = True,
    max_bgzf_threads: int = 4,
    writing_threads: int = 6,
    read_buffer_mb: int | None = 2048,
    write_buffer_mb: int | None = 128,
    limit: int | None = None,
    include_source_file: bool = False,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert several BAM files to one Arrow IPC file, one after the other.

    Parameters ---------- bam_paths, arrow_ipc_path, batch_size, include_sequence, include_quality, limit,
    include_source_file, progress
        As in `bams_to_arrow_ipc`.
    max_bgzf_threads, writing_threads : int, default 4 and 6
        Their sum is the number of threads; never more than the cores this process may use.
    read_buffer_mb, write_buffer_mb : int, default 2048 and 128
        Megabytes; their sum may lower the working memory, down to 64 MiB.

    Returns
    -------
    Statistics
        Counts over all files.

    Raises
    ------
    InputNotFoundError, FormatError, OutputError, OptionError, TypeError
        As in `bams_to_arrow_ipc`.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bams_to_arrow_ipc_htslib_optimized
    >>> bams_to_arrow_ipc_htslib_optimized(["reads.bam", "reads.bam"], "both.arrow", limit=4).records
    4
    """
    bgzf = thread_count("max_bgzf_threads", max_bgzf_threads, 4)
    return convert_many(
        bam_paths,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        include_source_file=include_source_file,
        threads=bgzf + thread_count("writing_threads", writing_threads, 6),
        progress=progress,
        memory=memory_bytes(read_buffer_mb, write_buffer_mb),
    )


def bam_to_arrow_ipc_htslib_bgzf_blocks(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 20000,
    include_sequence: bool = True,
    include_quality: bool = True,
    bgzf_threads: int = 4,
    writing_threads: int = 8,
    read_buffer_mb: int | None = None,
    write_buffer_mb: int | None = None,
    limit: int | None = None,
    num_block_workers: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file; in rogtk the variant for very large files, here for all.

    Parameters
    ----------
    bam_path, arrow_ipc_path, batch_size, include_sequence, include_quality, limit, progress
        As in `bam_to_arrow_ipc`.
    bgzf_threads, writing_threads : int, default 4 and 8
        Together with `num_block_workers`, their sum is the number of threads; never more than the cores this
        process may use.
    read_buffer_mb, write_buffer_mb : int, optional
        Megabytes; their sum, where both are given, may lower the working memory, down to 64 MiB.
    num_block_workers : int, optional
        Further threads.

    Returns
    -------
    Statistics
        Records, batches, bytes in and out, seconds.

    Raises
    ------
    InputNotFoundError, FormatError, OutputError, OptionError, TypeError
        As in `bam_to_arrow_ipc`.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc_htslib_bgzf_blocks
    >>> bam_to_arrow_ipc_htslib_bgzf_blocks("reads.bam", "reads.arrow", num_block_workers=2).records
    3
    """
    workers = 0 if num_block_workers is None else thread_count("num_block_workers", num_block_workers, 0)
    bgzf = thread_count("bgzf_threads", bgzf_threads, 4)
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=workers + bgzf + thread_count("writing_threads", writing_threads, 8),
        progress=progress,
        memory=memory_bytes(read_buffer_mb, write_buffer_mb),
    )
