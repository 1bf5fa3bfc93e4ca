"""rogtk's functions with worker threads of Rust's own. Here the order is always the input's."""

from __future__ import annotations

from .._options import truth
from ..progress import Progress
from ..scan import Path
from .conversion import convert_one, thread_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..statistics import Statistics


def bam_to_arrow_ipc_parallel(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 50000,
    include_sequence: bool = True,
    include_quality: bool = True,
    num_threads: int = 4,
    preserve_order: bool = False,
    limit: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file with a given number of threads.

    Parameters
    ----------
    bam_path, arrow_ipc_path, batch_size, include_sequence, include_quality, limit, progress
        As in `bam_to_arrow_ipc`.
    num_threads : int, default 4
        Threads; never more than the cores this process may use.
    preserve_order : bool, default False
        Has no effect: the order is the input's either way.

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
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc_parallel
    >>> bam_to_arrow_ipc_parallel("reads.bam", "reads.arrow", num_threads=2).records
    3
    """
    truth("preserve_order", preserve_order)
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=thread_count("num_threads", num_threads, 4),
        progress=progress,
    )


def bam_to_arrow_ipc_gzp_parallel(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 50000,
    include_sequence: bool = True,
    include_quality: bool = True,
    decompression_threads: int = 4,
    processing_threads: int = 2,
    preserve_order: bool = False,
    limit: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file with threads for decompression and for the rest.

    Parameters
    ----------
    bam_path, arrow_ipc_path, batch_size, include_sequence, include_quality, limit, progress
        As in `bam_to_arrow_ipc`.
    decompression_threads, processing_threads : int, default 4 and 2
        Their sum is the number of threads; never more than the cores this process may use.
    preserve_order : bool, default False
        Has no effect: the order is the input's either way.

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
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc_gzp_parallel
    >>> bam_to_arrow_ipc_gzp_parallel("reads.bam", "reads.arrow", decompression_threads=2).records
    3
    """
    truth("preserve_order", preserve_order)
    decompression = thread_count("decompression_threads", decompression_threads, 4)
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=decompression + thread_count("processing_threads", processing_threads, 2),
        progress=progress,
    )
