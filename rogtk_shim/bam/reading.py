"""A BAM file as a table."""

from __future__ import annotations

from collections.abc import Sequence

from ..progress import Progress
from ..scan import Input
from .scan import Flags, Where, scan_bam

TYPE_CHECKING = False
if TYPE_CHECKING:
    import pyarrow as pa

    from .regions import Regions


def read_bam(
    source: Input,
    *,
    batch_size: int = 20_000,
    limit: int | None = None,
    columns: Sequence[str] | str | None = None,
    tags: Sequence[str] | str | None = None,
    exclude: Flags | None = None,
    require: Flags | None = None,
    min_mapq: int | None = None,
    where: Where | None = None,
    region: Regions | None = None,
    index: Input | None = None,
    coords: str = "1-based",
    errors: str = "raise",
    threads: int | None = None,
    progress: Progress = None,
) -> pa.Table:
    """Read a BAM file into a `pyarrow.Table`.

    Parameters
    ----------
    source, batch_size, limit, columns, tags, exclude, require, min_mapq, where, region, index
        As in `scan_bam`; `batch_size` gives the size of the table's chunks.
    coords, errors, threads, progress
        As in `scan_bam`.

    Returns
    -------
    pyarrow.Table
        All records asked for.

    Raises
    ------
    InputNotFoundError
        The file isn't there (a `FileNotFoundError`).
    FormatError
        The file is no BAM file, or damaged (a `ValueError`); if it is cut, a `TruncatedFileError`.
    OptionError, TypeError
        A parameter makes no sense.

    Examples
    --------
    >>> from rogtk_shim import read_bam
    >>> table = read_bam("reads.bam", columns=["name", "flags"], limit=2)
    >>> table.to_pydict()
    {'name': ['read/1', 'read/2'], 'flags': [0, 16]}
    """
    scan = scan_bam(
        source,
        batch_size=batch_size,
        limit=limit,
        columns=columns,
        tags=tags,
        exclude=exclude,
        require=require,
        min_mapq=min_mapq,
        where=where,
        region=region,
        index=index,
        coords=coords,
        errors=errors,
        threads=threads,
        progress=progress,
    )
    return scan.to_arrow()
