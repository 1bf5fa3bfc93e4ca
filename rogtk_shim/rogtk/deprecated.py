"""rogtk's deprecated functions: they work, and warn."""

from __future__ import annotations

from .._options import whole_number
from ..progress import Progress
from ..scan import Path
from .conversion import convert_one, memory_bytes, thread_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..statistics import Statistics


def bam_to_arrow_ipc_htslib_mmap_parallel(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 15000,
    include_sequence: bool = True,
    include_quality: bool = True,
    num_workers: int = 4,
    chunk_size_mb: int = 64,
    bgzf_threads_per_worker: int = 2,
    limit: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file.

    .. deprecated:: 0.1.0
        As in rogtk; `bam_to_arrow_ipc_htslib_optimized` does the same.

    Parameters
    ----------
    bam_path, arrow_ipc_path, batch_size, include_sequence, include_quality, limit, progress
        As in `bam_to_arrow_ipc`.
    num_workers, bgzf_threads_per_worker : int, default 4 and 2
        Their product is the number of threads; never more than the cores this process may use.
    chunk_size_mb : int, default 64
        Has no effect.

    Returns
    -------
    Statistics
        Records, batches, bytes in and out, seconds.

    Warns
    -----
    DeprecationWarning
        At every call.

    Raises
    ------
    InputNotFoundError, FormatError, OutputError, OptionError, TypeError
        As in `bam_to_arrow_ipc`.

    Examples
    --------
    >>> import warnings
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc_htslib_mmap_parallel
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore", DeprecationWarning)
    ...     bam_to_arrow_ipc_htslib_mmap_parallel("reads.bam", "reads.arrow").records
    3
    """
    _warn("bam_to_arrow_ipc_htslib_mmap_parallel")
    whole_number("chunk_size_mb", chunk_size_mb, minimum=0)
    workers = thread_count("num_workers", num_workers, 4)
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=workers * thread_count("bgzf_threads_per_worker", bgzf_threads_per_worker, 2),
        progress=progress,
    )


def bam_to_arrow_ipc_htslib_multi_reader_parallel(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 15000,
    include_sequence: bool = True,
    include_quality: bool = True,
    num_readers: int = 2,
    bgzf_threads: int = 4,
    writing_threads: int = 10,
    read_buffer_mb: int | None = None,
    write_buffer_mb: int | None = None,
    limit: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file.

    .. deprecated:: 0.1.0
        As in rogtk; `bam_to_arrow_ipc_htslib_optimized` does the same.

    Parameters
    ----------
    bam_path, arrow_ipc_path, batch_size, include_sequence, include_quality, limit, progress
        As in `bam_to_arrow_ipc`.
    num_readers, bgzf_threads, writing_threads : int, default 2, 4 and 10
        Their sum is the number of threads; never more than the cores this process may use.
    read_buffer_mb, write_buffer_mb : int, optional
        Megabytes; their sum, where both are given, may lower the working memory, down to 64 MiB.

    Returns
    -------
    Statistics
        Records, batches, bytes in and out, seconds.

    Warns
    -----
    DeprecationWarning
        At every call.

    Raises
    ------
    InputNotFoundError, FormatError, OutputError, OptionError, TypeError
        As in `bam_to_arrow_ipc`.

    Examples
    --------
    >>> import warnings
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc_htslib_multi_reader_parallel
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore", DeprecationWarning)
    ...     bam_to_arrow_ipc_htslib_multi_reader_parallel("reads.bam", "reads.arrow").records
    3
    """
    _warn("bam_to_arrow_ipc_htslib_multi_reader_parallel")
    readers = thread_count("num_readers", num_readers, 2) + thread_count("bgzf_threads", bgzf_threads, 4)
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=readers + thread_count("writing_threads", writing_threads, 10),
        progress=progress,
        memory=memory_bytes(read_buffer_mb, write_buffer_mb),
    )


def _warn(name: str) -> None:
    import warnings

    message = f"{name} is deprecated, as it is in rogtk; use bam_to_arrow_ipc_htslib_optimized"
    warnings.warn(message, DeprecationWarning, stacklevel=3)
