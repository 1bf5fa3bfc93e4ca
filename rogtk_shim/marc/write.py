"""A long table back to MARC records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .._arrow import arrow_plan
from .._convert import write_file
from .._options import path_text, thread_wish
from ..errors import FormatError, OptionError
from ..progress import Progress, check
from ..scan import Path
from .columns import LONG_COLUMNS
from .scan import MarcScan, choice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal, TypeAlias

    import pyarrow as pa

    from ..statistics import Statistics

    #: What becomes of numbers that ISO 2709 has too few digits for.
    Oversize: TypeAlias = Literal["error", "zero"]

_NUMBERS = ("record", "field", "subfield")


class MarcFile(NamedTuple):
    """A file of MARC records as an output of the engine."""

    oversize: str

    kind = "marc"

    def options(self) -> dict[str, Any]:
        """What the engine gets to know."""
        return self._asdict()

    def writer(self, sink: Any, schema: Any) -> Any:
        """Refuse: records are written by the engine."""
        raise OptionError("MARC records can't be written to a pipe: write them to a file")


def write_marc(
    table_long: object,
    out: Path,
    *,
    oversize: Oversize = "error",
    threads: int | None = None,
    progress: Progress = None,
) -> Statistics:
    """Write a long table's records to a MARC 21 file (ISO 2709, UTF-8).

    Records that were read as UTF-8 and not changed are written byte for byte as they were.

    Parameters
    ----------
    table_long : object
        Anything with `__arrow_c_stream__` and the columns that `scan_marc(…, shape="long")` reads: a scan or
        table of this package, a polars or pandas frame, a duckdb relation. Rows may be left out, changed and
        added; they are in the order of `record`, `field` and `subfield`, and each record has the row of its
        leader. Other columns are ignored, `@leader` and its like too.
    out : str or os.PathLike
        The file to write; it appears under its name only when it is whole.
    oversize : {"error", "zero"}, default "error"
        What becomes of a field above 9,999 bytes and a record above 99,999: an error, or zeros where a number
        has too many digits. Such records are read by their terminators here, but not by every program.
    threads : int, optional
        How many threads may work on it.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    Statistics
        `records` is the number of MARC records, `extra["rows"]` that of the table's rows.

    Raises
    ------
    FormatError
        A column is missing, rows are out of order, or hold what no MARC record can (a `ValueError`): a tag
        that is not of three characters, a terminator within a value, a record without a leader.
    LimitError
        A field or a record is too large for ISO 2709; the message names both.
    OutputError
        The output can't be written.
    OptionError, TypeError
        A parameter makes no sense, or `table_long` has no `__arrow_c_stream__`.

    Examples
    --------
    >>> from rogtk_shim import read_marc, write_marc
    >>> table = read_marc("books.mrc", shape="long")
    >>> write_marc(table, "copy.mrc").records
    2
    >>> from pathlib import Path
    >>> Path("copy.mrc").read_bytes() == Path("books.mrc").read_bytes()
    True
    """
    path = path_text("out", out)
    checked = check(progress)
    wish = thread_wish(threads)
    output = MarcFile(choice("oversize", oversize, ("error", "zero")))
    if isinstance(table_long, MarcScan):
        # Without a detour through Python; the engine refuses what lacks columns.
        return write_file(table_long.records_plan(wish), path, output, checked)
    source: Any = table_long
    # Refuses what has no `__arrow_c_stream__`.
    arrow_plan(source)
    columns = _Columns(source)
    try:
        return write_file(arrow_plan(columns, threads=wish), path, output, checked)
    except Exception:
        # On its way through Arrow it became text.
        if columns.refusal is not None:
            raise columns.refusal from None
        raise


class _Columns:
    """The columns that records are made of, in the types that the engine writes them from."""

    def __init__(self, data: Any) -> None:
        import pyarrow as pa

        self._data = data
        self.refusal: FormatError | None = None
        self._first: Any = pa.RecordBatchReader.from_stream(data)
        schema: Any = self._first.schema
        for name in LONG_COLUMNS:
            if name not in schema.names:
                hint = 'write what shape="long" reads, with all of its columns'
                raise FormatError(f"there is no column {name}", code="MARC_COLUMN", hint=hint)
        # Text comes in many types, which the engine knows; numbers have to be of one.
        types = [(name, _type(pa, name, schema.field(name).type)) for name in LONG_COLUMNS]
        self._schema: Any = pa.schema(types)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        import pyarrow as pa

        reader: Any = pa.RecordBatchReader.from_batches(self._schema, self._batches())
        return reader.__arrow_c_stream__(requested_schema)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        # Opened once already, to see its columns: what can be read but once is not asked again.
        reader, self._first = self._first, None
        if reader is None:
            reader = pa.RecordBatchReader.from_stream(self._data)
        with reader:
            for batch in reader:
                try:
                    columns: list[Any] = [batch.column(field.name).cast(field.type) for field in self._schema]
                except pa.ArrowException as error:
                    self.refusal = FormatError(f"a column can't be written: {error}", code="MARC_COLUMN")
                    raise self.refusal from error
                made: Any = pa.RecordBatch
                yield made.from_arrays(columns, schema=self._schema)


def _type(pa: Any, name: str, found: Any) -> Any:
    """Choose the type that a column is sent as."""
    if name in _NUMBERS:
        return pa.uint32()
    if pa.types.is_null(found):
        return pa.string()
    plain = found.value_type if pa.types.is_dictionary(found) else found
    if not str(plain).endswith(("string", "string_view")):
        message = f"the column {name} is of type {found}, not text"
        raise FormatError(message, code="MARC_COLUMN", hint="cast it to text")
    return found
