"""rogtk's functions without thread parameters: all cores this process may use are used."""

from __future__ import annotations

from collections.abc import Iterable

from ..progress import Progress
from ..scan import Path
from .conversion import convert_many, convert_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..statistics import Statistics


def bam_to_arrow_ipc(
    bam_path: Path,
    arrow_ipc_path: Path,
    batch_size: int = 50000,
    include_sequence: bool = True,
    include_quality: bool = True,
    limit: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to an Arrow IPC file.

    Parameters
    ----------
    bam_path : str or os.PathLike
        The BAM file.
    arrow_ipc_path : str or os.PathLike
        The file to write; an older one is replaced once the new one is whole. `-` is standard output.
    batch_size : int, default 50000
        The most records in a record batch.
    include_sequence, include_quality : bool, default True
        False leaves out the column `sequence` or `quality_scores`.
    limit : int, optional
        The most records to convert, from the start; 0 gives a file without rows.
    progress : bool or callable, optional
        See `rogtk_shim.progress`; the default shows a bar where somebody looks on.

    Returns
    -------
    Statistics
        Records, batches, bytes in and out, seconds.

    Raises
    ------
    InputNotFoundError
        "BAM file does not exist: …" (a `FileNotFoundError` and, as in rogtk, a `RuntimeError`).
    FormatError
        The file is no BAM file, or damaged; if it is cut, a `TruncatedFileError`. No output is left.
    OutputError
        The output can't be written, or is the input itself.
    OptionError, TypeError
        A parameter makes no sense, such as "batch_size must be greater than 0".

    Examples
    --------
    >>> from rogtk_shim.rogtk import bam_to_arrow_ipc
    >>> bam_to_arrow_ipc("reads.bam", "reads.arrow", include_quality=False).records
    3
    >>> import pyarrow.ipc
    >>> pyarrow.ipc.open_file("reads.arrow").read_all().column_names
    ['name', 'chrom', 'start', 'end', 'flags', 'sequence']
    """
    return convert_one(
        bam_path,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=None,
        progress=progress,
    )


def bams_to_arrow_ipc(
    bam_paths: Iterable[Path],
    arrow_ipc_path: Path,
    batch_size: int = 50000,
    include_sequence: bool = True,
    include_quality: bool = True,
    limit: int | None = None,
    include_source_file: bool = False,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert several BAM files to one Arrow IPC file, one after the other.

    Parameters
    ----------
    bam_paths : list of str or os.PathLike
        The BAM files. If one of them is missing or damaged, the whole fails, naming it, and no output is
        left.
    arrow_ipc_path, batch_size, include_sequence, include_quality, progress
        As in `bam_to_arrow_ipc`.
    limit : int, optional
        The most records to convert from all files together.
    include_source_file : bool, default False
        Add the column `source_file`: the name of the file each record is from, without its folder.

    Returns
    -------
    Statistics
        Counts over all files.

    Raises
    ------
    OptionError
        "No BAM files provided", and as in `bam_to_arrow_ipc`.
    InputNotFoundError, FormatError, OutputError, TypeError
        As in `bam_to_arrow_ipc`.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bams_to_arrow_ipc
    >>> bams_to_arrow_ipc(["reads.bam", "reads.bam"], "both.arrow", include_source_file=True).records
    6
    """
    return convert_many(
        bam_paths,
        arrow_ipc_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        include_source_file=include_source_file,
        threads=None,
        progress=progress,
    )
