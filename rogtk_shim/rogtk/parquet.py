"""rogtk's functions that write Parquet: all cores this process may use are used."""

from __future__ import annotations

from collections.abc import Iterable

from .._outputs import parquet_file
from ..progress import Progress
from ..scan import Path
from .conversion import convert_many, convert_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._outputs import ParquetFile
    from ..statistics import Statistics


def _output(compression: str, compression_level: int) -> ParquetFile:
    """What the original ignores is ignored: a level where the compression has none."""
    return parquet_file(compression, compression_level, None, strict=False)


def bam_to_parquet(
    bam_path: Path,
    parquet_path: Path,
    batch_size: int = 50000,
    include_sequence: bool = True,
    include_quality: bool = True,
    compression: str = "snappy",
    compression_level: int = 3,
    limit: int | None = None,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert a BAM file to a Parquet file.

    Parameters
    ----------
    bam_path : str or os.PathLike
        The BAM file.
    parquet_path : str or os.PathLike
        The file to write; an older one is replaced once the new one is whole. `-` is standard output.
    batch_size : int, default 50000
        Has no effect on the file: its row groups have at most 122,880 rows.
    include_sequence, include_quality : bool, default True
        False leaves out the column `sequence` or `quality_scores`.
    compression : str, default "snappy"
        `"snappy"`, `"zstd"`, `"gzip"`, `"brotli"`, `"lz4"` or `"uncompressed"`.
    compression_level : int, default 3
        For zstd up to 22, for gzip 0 to 9, for brotli 0 to 11; the others have no levels and ignore it.
    limit : int, optional
        The most records to convert, from the start; 0 gives a file without rows.
    progress : bool or callable, optional
        See `rogtk_shim.progress`; the default shows a bar where somebody looks on.

    Returns
    -------
    Statistics
        Records, row groups (as `batches`), bytes in and out, seconds.

    Raises
    ------
    InputNotFoundError
        "BAM file does not exist: …" (a `FileNotFoundError` and, as in rogtk, a `RuntimeError`).
    FormatError
        The file is no BAM file, or damaged; if it is cut, a `TruncatedFileError`. No output is left.
    OutputError
        The output can't be written, or is the input itself.
    OptionError, TypeError
        A parameter makes no sense, such as a compression that isn't known.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bam_to_parquet
    >>> bam_to_parquet("reads.bam", "reads.parquet", include_quality=False).records
    3
    >>> import pyarrow.parquet
    >>> pyarrow.parquet.read_schema("reads.parquet").names
    ['name', 'chrom', 'start', 'end', 'flags', 'sequence']
    """
    return convert_one(
        bam_path,
        parquet_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        threads=None,
        progress=progress,
        output=_output(compression, compression_level),
    )


def bams_to_parquet(
    bam_paths: Iterable[Path],
    parquet_path: Path,
    batch_size: int = 50000,
    include_sequence: bool = True,
    include_quality: bool = True,
    compression: str = "snappy",
    compression_level: int = 3,
    limit: int | None = None,
    include_source_file: bool = False,
    *,
    progress: Progress = None,
) -> Statistics:
    """Convert several BAM files to one Parquet file, one after the other.

    Parameters
    ----------
    bam_paths : list of str or os.PathLike
        The BAM files. If one of them is missing or damaged, the whole fails, naming it, and no output is
        left.
    parquet_path, batch_size, include_sequence, include_quality, compression, compression_level, progress
        As in `bam_to_parquet`.
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
        "No BAM files provided", and as in `bam_to_parquet`.
    InputNotFoundError, FormatError, OutputError, TypeError
        As in `bam_to_parquet`.

    Examples
    --------
    >>> from rogtk_shim.rogtk import bams_to_parquet
    >>> bams_to_parquet(["reads.bam", "reads.bam"], "both.parquet", include_source_file=True).records
    6
    """
    return convert_many(
        bam_paths,
        parquet_path,
        batch_size=batch_size,
        include_sequence=include_sequence,
        include_quality=include_quality,
        limit=limit,
        include_source_file=include_source_file,
        threads=None,
        progress=progress,
        output=_output(compression, compression_level),
    )
