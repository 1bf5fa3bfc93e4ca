"""Functions that write Arrow data of any library to a file."""

from __future__ import annotations

from ._options import path_text, thread_wish
from .progress import Progress, check
from .scan import Path, Scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._outputs import Output
    from .statistics import Statistics

#: Rows of a row group where nobody chooses; the engine's own number.
ROW_GROUP_ROWS = 122_880


def write_ipc(
    data: object,
    path: Path,
    *,
    digest: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Statistics:
    """Write Arrow data to an uncompressed Arrow IPC file.

    The data is handed over batch by batch: memory stays bounded however large it is. Text comes out as
    `utf8`, bytes as `binary`, and dictionaries as the values they stand for.

    Parameters
    ----------
    data : object
        Anything with `__arrow_c_stream__`: a pyarrow table or reader, a polars or pandas frame, a duckdb
        relation, a scan of this package.
    path : str or os.PathLike
        The file; it appears under its name only when it is whole, see `rogtk_shim.output`. `-` is standard
        output.
    digest : bool, default False
        Whether to keep a digest of the rows in the file, as in `Scan.write_ipc`.
    threads : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    Statistics
        Counts of what was read and written.

    Raises
    ------
    FormatError
        A column is of a type that can't be written; the message names it.
    OutputError
        The output can't be written.
    TypeError
        `data` has no `__arrow_c_stream__`.
    Exception
        Whatever `data` raises while it is read comes through as it is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from rogtk_shim import write_ipc
    >>> write_ipc(pa.table({"name": ["a", "b"]}), "names.arrow").records
    2
    """
    from ._outputs import ipc_file

    if isinstance(data, Scan) and threads is None and progress is None:
        # Without a detour through Python.
        return data.write_ipc(path, digest=digest)
    return _write(data, path, ipc_file(None, digest), None, threads, progress)


def write_parquet(
    data: object,
    path: Path,
    *,
    compression: str | None = "zstd",
    compression_level: int | None = None,
    row_group_size: int | None = None,
    digest: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Statistics:
    """Write Arrow data to a Parquet file.

    Parameters
    ----------
    data, digest, threads, progress
        As in `write_ipc`.
    path : str or os.PathLike
        As in `write_ipc`.
    compression, compression_level
        As in `Scan.write_parquet`.
    row_group_size : int, optional
        Rows of every row group but the last; one above 64 MiB in memory becomes several. If left out,
        122,880, or fewer that take 16 MiB.

    Returns
    -------
    Statistics
        Counts of what was read and written; a row group counts as a batch.

    Raises
    ------
    FormatError, OutputError, TypeError, Exception
        As in `write_ipc`.
    OptionError
        The compression is unknown, or a parameter makes no sense.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from rogtk_shim import write_parquet
    >>> write_parquet(pa.table({"name": ["a", "b"]}), "names.parquet").records
    2
    """
    from ._outputs import parquet_file

    output = parquet_file(compression, compression_level, row_group_size, digest)
    if isinstance(data, Scan) and threads is None and progress is None:
        return data.write_parquet(
            path,
            compression=compression,
            compression_level=compression_level,
            row_group_size=row_group_size,
            digest=digest,
        )
    return _write(data, path, output, output.row_group_size, threads, progress, usual_rows=ROW_GROUP_ROWS)


def _write(
    data: object,
    path: Path,
    output: Output,
    batch_rows: int | None,
    threads: int | None,
    progress: Progress,
    *,
    usual_rows: int | None = None,
) -> Statistics:
    from ._arrow import arrow_plan
    from ._convert import write_file

    rows, exact = batch_rows or usual_rows, batch_rows is not None
    plan = arrow_plan(data, batch_rows=rows, exact=exact, threads=thread_wish(threads))
    return write_file(plan, path_text("path", path), output, check(progress))
