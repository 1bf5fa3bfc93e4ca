"""Scans of BAM files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._options import batch_rows, column_names, row_limit, thread_wish
from .._plan import Plan
from .._sources import source_of
from ..progress import Progress, check
from ..scan import Input, Scan
from .columns import COLUMNS
from .header import BamHeader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar

    import pyarrow as pa


class BamScan(Scan):
    """A description of what to read from a BAM file; made by `scan_bam`."""

    __slots__ = ()
    _defaults: ClassVar[Mapping[str, object]] = {"batch_size": 20_000, "source_file": False}

    @property
    def header(self) -> BamHeader:
        """The SAM header and the list of references, read from the file now."""
        (found,) = self._look()[1]["header"]
        return BamHeader(found["text"], tuple((name, length) for name, length in found["references"]))


def scan_bam(
    source: Input,
    *,
    batch_size: int = 20_000,
    limit: int | None = None,
    columns: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> BamScan:
    """Describe what to read from a BAM file. Nothing is read yet, and the file needn't be there yet.

    Parameters
    ----------
    source : str, os.PathLike, bytes or file object
        The BAM file: its path (a relative one is taken from the working folder of now), its bytes, or a file
        object that is open for reading bytes; `-` is standard input. A file object that can seek is read
        from where it stands now, each time; any other one, standard input and FIFOs can be read once.
    batch_size : int, default 20000
        The most records in a batch. Every batch has as many, but for the last one and where records are very
        long: a batch is also cut at 12 MiB of raw record bytes, in a file at 32 MiB.
    limit : int, optional
        The most records to read, from the start; 0 gives none. What comes after them is not checked.
    columns : list of str, optional
        The columns to read, in the order given; all seven if left out: `name`, `chrom`, `start` and `end`
        (counted from 1, inclusive), `flags`, `sequence`, `quality_scores`. What isn't asked for isn't
        decoded.
    threads : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
        The result is the same for any number.
    progress : bool or callable, optional
        `True` shows a bar, a function is called as `progress(done, total, records)` with bytes of input; see
        `rogtk_shim.progress`. Streams and readers show nothing unasked; `write_ipc` does.

    Returns
    -------
    BamScan
        The description: iterate over it, hand it to pyarrow, polars, duckdb or pandas, or use its methods.

    Raises
    ------
    OptionError
        A parameter's value makes no sense, or a column is unknown or named twice (a `ValueError`).
    TypeError
        A parameter is of a wrong type.

    Notes
    -----
    Values are as the SAM specification, version 1.6, section 4.2 has them stored; null stands for what isn't
    there.

    Examples
    --------
    >>> from rogtk_shim import scan_bam
    >>> scan = scan_bam("reads.bam", columns=["name", "start"])
    >>> for batch in scan:
    ...     print(batch.num_rows, batch.column("name")[0])
    3 read/1
    >>> scan.to_polars().shape
    (3, 2)
    >>> scan.header.references
    (('chr1', 1000),)
    """
    options = (
        ("batch_size", batch_rows(batch_size)),
        ("limit", row_limit(limit)),
        ("columns", column_names(columns, COLUMNS)),
        ("source_file", False),
    )
    plan = Plan("bam", (source_of("source", source),), options, thread_wish(threads))
    return BamScan(plan, check(progress))


def read_bam(
    source: Input,
    *,
    batch_size: int = 20_000,
    limit: int | None = None,
    columns: Sequence[str] | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> pa.Table:
    """Read a BAM file into a `pyarrow.Table`.

    Parameters
    ----------
    source, batch_size, limit, columns, threads, progress
        As in `scan_bam`; `batch_size` gives the size of the table's chunks.

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
        source, batch_size=batch_size, limit=limit, columns=columns, threads=threads, progress=progress
    )
    return scan.to_arrow()
