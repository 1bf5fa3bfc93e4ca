"""`Scan`: a description of what to read."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from rogtk_bridge import client
from rogtk_bridge.text import safe

from ._extras import need
from ._file_runs import FileRuns
from .progress import reporter
from .stream import Stream

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Protocol, TypeAlias

    import pandas
    import polars
    import pyarrow as pa

    from ._plan import Plan
    from .progress import Progress

    class BinaryFile(Protocol):
        """A file object that is open for reading bytes."""

        def read(self, size: int, /) -> bytes | bytearray | memoryview:
            """Give up to `size` bytes, and none at the end."""
            ...


Path: TypeAlias = "str | os.PathLike[str]"
Input: TypeAlias = "Path | bytes | bytearray | memoryview | BinaryFile"


class Scan(FileRuns, ABC):
    """A description of what to read. Making one reads nothing; every use of it is a run of its own.

    It can be read any number of times, from several threads at once, pickled, and handed to whatever speaks
    the Arrow PyCapsule interface (pyarrow, polars, duckdb, pandas, …). Whether the file exists is checked
    when it is read. A scan of a file object can't be pickled, and one of what can't seek (a pipe, standard
    input) runs once: another run raises an `InputError`.
    """

    __slots__ = ()

    #: What the options are if nobody chooses them; these aren't shown.
    _defaults: ClassVar[Mapping[str, object]] = {}

    @property
    def schema(self) -> pa.Schema:
        """The schema, read from the file now."""
        return self._look()[0]

    def _look(self) -> tuple[pa.Schema, dict[str, Any]]:
        """Read the start of the file: the schema, and what the engine says beside it."""
        self._plan.check_sources()
        found = client().call(self._plan.request("schema"), describe=f"looking at {self._plan.label}")
        import pyarrow as pa
        from pyarrow import ipc

        return ipc.read_schema(pa.py_buffer(found.pop("schema"))), found

    @property
    @abstractmethod
    def header(self) -> object:
        """What the file says about itself, in the format's own terms; read from the file now."""

    def open(self) -> Stream:
        """Start a run.

        Returns
        -------
        Stream
            An iterator of `pyarrow.RecordBatch` and a context manager.

        Raises
        ------
        InputNotFoundError
            The file isn't there.
        FormatError
            The file isn't of this format, or damaged at its start; damage further on is raised when the
            reading gets there.
        """
        return Stream.start(self._plan, reporter(self._progress, self._plan.label, conversion=False))

    def __iter__(self) -> Stream:
        """Start a run; the same as `open()`."""
        return self.open()

    def to_arrow(self) -> pa.Table:
        """All of it as a `pyarrow.Table`."""
        with self.open() as stream:
            import pyarrow as pa

            return pa.Table.from_batches(stream, stream.schema)

    def to_polars(self) -> polars.DataFrame:
        """All of it as a `polars.DataFrame`; needs `pip install "rogtk-shim[polars]"`."""
        need("polars")
        table = self.to_arrow()
        from ._frames import frame_of

        return frame_of(table)

    def to_pandas(self) -> pandas.DataFrame:
        """All of it as a `pandas.DataFrame`; needs `pip install "rogtk-shim[pandas]"`."""
        need("pandas")
        table: Any = self.to_arrow()
        return table.to_pandas()

    def lazy(self) -> polars.LazyFrame:
        """Make a `polars.LazyFrame` of it; needs `pip install "rogtk-shim[polars]"`.

        A query reads the columns that it uses, and no further than its `head`. Of a BAM file it reads the
        records that its `filter` keeps, as far as `where` can say that: comparisons with numbers and texts,
        `is_in`, `is_between`, `is_null`, joined by `&`, `|` and `~`; polars applies all of it again.

        Returns
        -------
        polars.LazyFrame
            Nothing is read before it is collected, or asked for its schema.

        Raises
        ------
        ImportError
            polars isn't installed, or too old.

        Notes
        -----
        Errors may come out as polars' own (`polars.exceptions.ComputeError`), with our whole message in them.
        A notebook's stop button ends a query when polars looks for it, which may be at its end; loops over a
        scan and conversions end at once.

        Examples
        --------
        >>> import polars
        >>> from rogtk_shim import scan_bam
        >>> reads = scan_bam("reads.bam", columns="all").lazy()
        >>> reads.filter(polars.col("chrom") == "chr1").select("name", "start").collect().rows()
        [('read/1', 10), ('read/2', 20)]
        """
        from ._lazy import lazy_frame

        return lazy_frame(self)

    def _options_for(self, names: Sequence[str], schema: pa.Schema) -> dict[str, Any] | None:
        """Give the options with which these of the schema's columns are read, and if need be others.

        None where only reading all of them gives the same values.
        """
        return {"columns": tuple(names)}

    def _takes_conditions_on(self, name: str) -> bool:
        """Tell whether `where` may be about a column."""
        return False

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Start a run for a consumer of the Arrow PyCapsule interface; each call starts one."""
        return self.open().__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        """Hand the schema to a consumer of the Arrow PyCapsule interface."""
        return self.schema.__arrow_c_schema__()

    def __eq__(self, other: object) -> bool:
        """Tell whether both describe the same."""
        if not isinstance(other, Scan):
            return NotImplemented
        return type(self) is type(other) and (self._plan, self._progress) == (other._plan, other._progress)

    def __hash__(self) -> int:
        """Hash the description."""
        return hash((type(self), self._plan, self._progress))

    def __reduce__(self) -> tuple[type[Scan], tuple[Plan, Progress]]:
        """Pickle what describes it."""
        return type(self), (self._plan, self._progress)

    def _shown_options(self) -> list[tuple[str, object]]:
        """Give the options that somebody chose."""
        return [(name, value) for name, value in self._plan.options if value != self._defaults.get(name)]

    def __repr__(self) -> str:
        """Show the description in one line."""
        options = [f", {name}={value!r}" for name, value in self._shown_options()]
        # A path may hold line ends.
        return f"<{type(self).__name__}: {safe(self._plan.label)}{''.join(options)}>"

    def _repr_html_(self) -> str:
        """Show in a notebook what the file's header says."""
        from ._html import of_scan

        return of_scan(self)
