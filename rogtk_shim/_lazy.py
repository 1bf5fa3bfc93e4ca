"""Scans as sources of polars: what a query needs is all that is read."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

from collections.abc import Iterator

from ._extras import need
from ._frames import frame_of
from ._pushdown import added, where_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import polars
    import pyarrow as pa

    from .scan import Scan


def lazy_frame(scan: Scan) -> polars.LazyFrame:
    """Register a scan with polars."""
    need("polars")
    try:
        from polars.io.plugins import register_io_source
    except ImportError as error:
        message = 'this polars is too old for lazy(); pip install --upgrade "rogtk-shim[polars]"'
        raise ImportError(message, name="polars") from error
    source = FrameSource(scan)
    return register_io_source(source, schema=source.schema)


class FrameSource:
    """What polars calls for the frames of a query. It can be pickled if the scan can."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._seen: pa.Schema | None = None

    def schema(self) -> polars.Schema:
        """Give the names and types of all columns."""
        return frame_of(self._look().empty_table()).schema

    def _look(self) -> pa.Schema:
        """Read the schema from the file, once: what a query was planned with holds when it runs."""
        if self._seen is None:
            self._seen = self._scan.schema
        return self._seen

    def __call__(
        self,
        with_columns: list[str] | None,
        predicate: polars.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Iterator[polars.DataFrame]:
        """Start a run.

        Parameters
        ----------
        with_columns : list of str or None
            The columns wanted, in their order; None for all.
        predicate : polars.Expr or None
            Which rows are wanted.
        n_rows : int or None
            The most rows to look at. polars means those before the predicate, and leaves a limit behind one
            to itself.
        batch_size : int or None
            The most rows a frame should have.
        """
        scan = self._narrowed(with_columns, predicate, n_rows, batch_size)
        left = n_rows
        with scan.open() as stream:
            for batch in stream:
                frame = frame_of(batch)
                if left is not None:
                    frame = frame.head(left)
                    left -= frame.height
                if predicate is not None:
                    frame = frame.filter(predicate)
                yield _with(frame, with_columns)
                if left == 0:
                    return

    def _narrowed(
        self,
        with_columns: list[str] | None,
        predicate: polars.Expr | None,
        n_rows: int | None,
        batch_size: int | None,
    ) -> Scan:
        """Make the scan that reads what is asked for, and no more than it has to."""
        plan, schema = self._scan._plan, self._look()
        options = dict(plan.options)
        options["batch_size"] = _least(options.get("batch_size"), batch_size)
        names: list[str] = schema.names
        if with_columns is not None:
            needed = [] if predicate is None else predicate.meta.root_names()
            # Where rows alone are wanted, some column has to count them.
            names = list(dict.fromkeys([*with_columns, *needed])) or names[:1]
        chosen = self._scan._options_for(names, schema)
        if chosen is not None:
            options |= chosen
            # A limit counts what `where` leaves: with one, the predicate comes second.
            if predicate is not None and options.get("limit") is None and n_rows is None:
                options |= self._where(predicate)
            options["limit"] = _least(options.get("limit"), n_rows)
        return type(self._scan)(plan._replace(options=tuple(options.items())), self._scan._progress)

    def _where(self, predicate: polars.Expr) -> dict[str, Any]:
        scan = self._scan
        types = zip(self._look().names, self._look().types, strict=True)
        kinds = {name: _kind(kind) for name, kind in types if scan._takes_conditions_on(name)}
        found = where_of(predicate, kinds) if kinds else None
        if found is None:
            return {}
        return {"where": added(dict(scan._plan.options).get("where"), found)}


def _with(frame: polars.DataFrame, columns: list[str] | None) -> polars.DataFrame:
    if columns is None:
        return frame
    # `select` of nothing has no rows; without its columns a frame keeps their number (for `with_row_index`).
    return frame.select(columns) if columns else frame.drop(frame.columns)


def _kind(kind: pa.DataType) -> str:
    from pyarrow import types

    # Of floats it matters whether they are compared as float32 or float64: that stays with polars.
    return "number" if types.is_integer(kind) else "text" if types.is_string(kind) else "null"


def _least(one: int | None, other: int | None) -> int | None:
    return min((number for number in (one, other) if number is not None), default=None)
