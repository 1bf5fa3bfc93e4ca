"""Scans of Parquet files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._options import batch_rows, column_names, path_text, row_limit, thread_wish
from .._plan import Plan, Source
from ..progress import Progress, check
from ..scan import Path, Scan
from .header import ParquetHeader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ClassVar


class ParquetScan(Scan):
    """A description of what to read from a Parquet file; made by `scan_parquet`."""

    __slots__ = ()
    _defaults: ClassVar[Mapping[str, object]] = {"batch_size": 20_000}

    @property
    def header(self) -> ParquetHeader:
        """What the file's footer says, read now."""
        # The footer has all columns; of those that are asked for the types would have to be read.
        (found,) = self._of(())._look()[1]["header"]
        return ParquetHeader(
            found["rows"],
            tuple(found["row_groups"]),
            found["created_by"],
            tuple((key, value) for key, value in found["key_values"]),
            tuple(found["columns"]),
        )

    def among(self, names: Sequence[str]) -> ParquetScan:
        """Read no columns but these, as far as the file has them: others may be of types that aren't read."""
        asked = dict(self._plan.options)["columns"]
        columns = tuple(name for name in (self.header.columns if asked is None else asked) if name in names)
        return self._of(columns) if columns else self

    def _of(self, columns: tuple[str, ...]) -> ParquetScan:
        options = {**dict(self._plan.options), "columns": columns}
        return ParquetScan(self._plan._replace(options=tuple(options.items())), self._progress)


def scan_parquet(
    path: Path,
    *,
    columns: Sequence[str] | None = None,
    limit: int | None = None,
    batch_size: int = 20_000,
    threads: int | None = None,
    progress: Progress = None,
) -> ParquetScan:
    """Describe what to read from a Parquet file. Nothing is read yet, and the file needn't be there yet.

    Parameters
    ----------
    path : str or os.PathLike
        The Parquet file. A relative path is taken from the working folder of now.
    columns : list of str, optional
        The columns to read, in the order given; all of the file's if left out. What isn't asked for isn't
        read, so a file may have other columns of types that aren't read.
    limit : int, optional
        The most rows to read, from the start; 0 gives none. What comes after them is not checked.
    batch_size : int, default 20000
        The most rows in a batch, whatever the row groups are. Every batch has as many, but for the last
        one and where rows are very long: a batch is also cut at 12 MiB, and at 32 MiB in a file.
    threads : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
        The result is the same for any number.
    progress : bool or callable, optional
        `True` shows a bar, a function is called as `progress(done, total, rows)` with bytes of input; see
        `rogtk_shim.progress`. Streams and readers show nothing unasked; `write_ipc` does.

    Returns
    -------
    ParquetScan
        The description: iterate over it, hand it to pyarrow, polars, duckdb or pandas, or use its methods.

    Raises
    ------
    OptionError
        A parameter's value makes no sense, or a column is named twice (a `ValueError`). A column that isn't
        in the file is a `ValueError` when it is read.
    TypeError
        A parameter is of a wrong type.

    Examples
    --------
    >>> from rogtk_shim import scan_parquet
    >>> scan = scan_parquet("table.parquet", columns=["name"])
    >>> scan.to_arrow().to_pydict()
    {'name': ['read/1', None, 'read/3']}
    >>> scan_parquet("table.parquet", limit=1).to_polars().rows()
    [('read/1', 17)]
    """
    options = (
        ("batch_size", batch_rows(batch_size)),
        ("limit", row_limit(limit)),
        ("columns", column_names(columns, None)),
    )
    plan = Plan("parquet", (Source.of(path_text("path", path)),), options, thread_wish(threads))
    return ParquetScan(plan, check(progress))
