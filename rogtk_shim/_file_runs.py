"""The runs of a scan whose data never passes through Python: to a file, to a count, to a verdict."""

from __future__ import annotations

from rogtk_bridge import client

from ._options import path_text
from ._plan import Plan
from ._rejects import warn_of_rejects
from .progress import Progress, reporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import TypeAlias

    from .statistics import Statistics

    Path: TypeAlias = "str | os.PathLike[str]"


class FileRuns:
    """What a plan can be asked for without a batch being handed over."""

    __slots__ = ("_plan", "_progress")

    def __init__(self, plan: Plan, progress: Progress) -> None:
        self._plan = plan
        self._progress: Progress = progress

    def write_ipc(self, path: Path, *, compression: str | None = None, digest: bool = False) -> Statistics:
        """Write all of it to an Arrow IPC file, without a detour through Python.

        Parameters
        ----------
        path : str or os.PathLike
            The file; it appears under its name only when it is whole, see `rogtk_shim.output`. `-` is
            standard output.
        compression : str or None, default None
            `"lz4"` or `"zstd"` compresses the columns; None doesn't, and the file can be mapped into memory.
        digest : bool, default False
            Whether to keep a digest of the rows in the file's footer: `verify` tells by it whether the file
            still holds what was written. It takes time.

        Returns
        -------
        Statistics
            Counts of what was read and written.

        Raises
        ------
        InputNotFoundError
            The input isn't there.
        FormatError
            The input isn't of this format, or damaged. No output is left.
        OutputError
            The output can't be written, or is the input itself.
        OptionError
            The compression is unknown.
        """
        from ._convert import write_file
        from ._outputs import ipc_file

        return write_file(self._plan, path_text("path", path), ipc_file(compression, digest), self._progress)

    def write_parquet(
        self,
        path: Path,
        *,
        compression: str | None = "zstd",
        compression_level: int | None = None,
        row_group_size: int | None = None,
        digest: bool = False,
    ) -> Statistics:
        """Write all of it to a Parquet file, without a detour through Python.

        The file is the same for any number of threads. Its Arrow schema goes along, so that pyarrow gives
        back the same types.

        Parameters
        ----------
        path : str or os.PathLike
            The file; it appears under its name only when it is whole, see `rogtk_shim.output`. `-` is
            standard output.
        compression : str or None, default "zstd"
            `"none"` (or None), `"snappy"`, `"gzip"`, `"brotli"`, `"zstd"` or `"lz4"`.
        compression_level : int, optional
            For gzip 1 to 9, for brotli 0 to 11, for zstd up to 22; the higher, the smaller and slower.
        row_group_size : int, optional
            The most rows in a row group; 122,880 if left out. A row group is also cut where it gets large in
            memory.
        digest : bool, default False
            Whether to keep a digest of the rows in the file's footer: `verify` tells by it whether the file
            still holds what was written. It takes time.

        Returns
        -------
        Statistics
            Counts of what was read and written; a row group counts as a batch.

        Raises
        ------
        InputNotFoundError
            The input isn't there.
        FormatError
            The input isn't of this format, or damaged. No output is left.
        OutputError
            The output can't be written, or is the input itself.
        OptionError, TypeError
            The compression is unknown, or a parameter makes no sense.

        Examples
        --------
        >>> from rogtk_shim import scan_bam
        >>> scan_bam("reads.bam").write_parquet("reads.parquet").records
        3
        >>> import pyarrow.parquet
        >>> pyarrow.parquet.read_table("reads.parquet").num_rows
        3
        """
        from ._convert import write_file
        from ._outputs import parquet_file

        output = parquet_file(compression, compression_level, row_group_size, digest)
        return write_file(self._plan, path_text("path", path), output, self._progress)

    def count(self) -> Statistics:
        """Count the records, reading and checking the file's structure to its end; no column is decoded.

        Returns
        -------
        Statistics
            `records` is the number.

        Raises
        ------
        InputNotFoundError
            The input isn't there.
        FormatError
            The input isn't of this format, or damaged.
        """
        return self._run("count")

    def check(self) -> Statistics:
        """Read all of it and decode the scan's columns, keep nothing: whole, or an error that says where not.

        Returns
        -------
        Statistics
            Counts of what was read.

        Raises
        ------
        InputNotFoundError
            The input isn't there.
        FormatError
            The input isn't of this format, or damaged.
        """
        return self._run("check")

    def _run(self, operation: str) -> Statistics:
        """Carry out an operation that has no output."""
        self._plan.check_sources()
        report = reporter(self._progress, self._plan.label, conversion=True)
        try:
            answer = client().call(
                self._plan.request(operation, progress_seconds=report.seconds),
                on_progress=report.take,
                describe=f"reading {self._plan.label}",
            )
        finally:
            report.close()
        from .statistics import Statistics

        statistics = Statistics(**answer)
        warn_of_rejects(statistics, self._plan.label)
        return statistics
