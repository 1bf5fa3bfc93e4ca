"""Back to a GRASP list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .._arrow import arrow_plan
from .._convert import write_file
from .._options import path_text, thread_wish
from ..errors import FormatError, OptionError
from ..parquet.scan import ParquetScan
from ..progress import Progress, check
from ..scan import Path
from .columns import DEFAULT_COLUMNS
from .header import CsfHeader
from .scan import CsfScan, scan_csf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    import pyarrow as pa

    from ..statistics import Statistics

    #: Where the header is from: header lines, or a list that has them.
    HeaderSource: TypeAlias = CsfHeader | CsfScan | Sequence[str] | Path | None

_LINES = ("line1", "line2", "line3")


class CsfList(NamedTuple):
    """A CSF list as an output of the engine; made by `list_file`."""

    header: str
    newline: str | None
    last_line: str | None
    last_separators: int

    kind = "csf"

    def options(self) -> dict[str, Any]:
        """What the engine gets to know."""
        return self._asdict()

    def writer(self, sink: Any, schema: Any) -> Any:
        """Refuse: a list is written by the engine."""
        raise OptionError("a CSF list can't be written to a pipe: write it to a file")


def list_file(metadata: Mapping[bytes, bytes] | None, header: CsfHeader | None) -> CsfList:
    """Make the output from a scan's metadata; a header that is given comes before the one in there."""
    known = {key.decode(): value.decode() for key, value in (metadata or {}).items()}
    lines = known.get("csf_header") if header is None else "\n".join(header.lines)
    if lines is None:
        raise OptionError(
            "the data has no header in its schema's metadata: pass header=, the list it is from or its lines"
        )
    return CsfList(
        lines,
        known.get("csf_newline"),
        known.get("csf_last_line"),
        int(known.get("csf_last_separators", "0")),
    )


def write_csf(
    data: object,
    out: Path,
    header: HeaderSource = None,
    *,
    threads: int | None = None,
    progress: Progress = None,
) -> Statistics:
    """Write CSFs to a GRASP list. What was read and not changed is written byte for byte as it was.

    Parameters
    ----------
    data : object
        Anything with `__arrow_c_stream__` and columns `line1`, `line2`, `line3`: a scan or table of this
        package, a polars or pandas frame, a duckdb relation. Where there is a column `block`, a separator
        comes where it changes; rows have to be in the order of their blocks. Blocks of which nothing is left
        go, but with a column `idx` those that were empty in the list itself stay. Other columns are ignored.
    out : str or os.PathLike
        The list to write; it appears under its name only when it is whole.
    header : str, os.PathLike, CsfScan, CsfHeader or list of str, optional
        The list (or a scan of it) whose header and ends of lines are to be taken, or five header lines. Left
        out, they are those that the scan's schema metadata has; polars and pandas lose it.
    threads : int, optional
        How many threads may work on it.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    Statistics
        `records` is the number of CSFs.

    Raises
    ------
    OptionError
        There is no header, or it hasn't five lines (a `ValueError`).
    FormatError
        A column is missing, a line is null or holds an end of line, or blocks are out of order.
    OutputError
        The output can't be written.
    TypeError
        `data` has no `__arrow_c_stream__`.

    Examples
    --------
    >>> from rogtk_shim import read_csf, write_csf
    >>> table = read_csf("rcsf.inp")
    >>> write_csf(table, "copy.inp").records
    3
    >>> from pathlib import Path
    >>> Path("copy.inp").read_bytes() == Path("rcsf.inp").read_bytes()
    True
    >>> write_csf(table.slice(1), "smaller.inp").records
    2
    """
    path = path_text("out", out)
    checked = check(progress)
    wish = thread_wish(threads)
    given, metadata = _header(header)
    if isinstance(data, CsfScan):
        # Without a detour through Python.
        plan = data.lines_plan(wish)
        output = list_file(data.schema.metadata if metadata is None else metadata, given)
        return write_file(plan, path, output, checked)
    source: Any = data.among(DEFAULT_COLUMNS) if isinstance(data, ParquetScan) else data
    # Refuses what has no `__arrow_c_stream__`.
    arrow_plan(source)
    columns = _Columns(source)
    output = list_file(columns.metadata if metadata is None else metadata, given)
    try:
        return write_file(arrow_plan(columns, threads=wish), path, output, checked)
    except Exception:
        # On its way through Arrow it became text.
        if columns.refusal is not None:
            raise columns.refusal from None
        raise


def _header(source: HeaderSource) -> tuple[CsfHeader | None, Mapping[bytes, bytes] | None]:
    """Tell the header lines that were given, or the metadata of the list that was named."""
    if source is None:
        return None, None
    if isinstance(source, CsfScan):
        return None, source.schema.metadata
    if isinstance(source, (str, bytes)) or hasattr(source, "__fspath__"):
        return None, scan_csf(path_text("header", source)).schema.metadata
    given: Any = source
    if not hasattr(given, "__iter__"):
        raise TypeError(f"header must be a list, a scan of one or five lines, not {type(given).__name__}")
    lines: list[Any] = list(source.lines if isinstance(source, CsfHeader) else given)
    if len(lines) != 5 or not all(isinstance(line, str) for line in lines):
        raise OptionError(f"header must be five lines, not {len(lines)}")
    if any("\n" in line or "\r" in line for line in lines):
        raise OptionError("a line of the header holds an end of line")
    return CsfHeader.of(lines), None


def _is_text(kind: Any) -> bool:
    import pyarrow as pa

    plain = kind.value_type if pa.types.is_dictionary(kind) else kind
    return pa.types.is_string(plain) or pa.types.is_large_string(plain) or pa.types.is_string_view(plain)


class _Columns:
    """The columns that a list is made of, in the types that the engine writes them from."""

    def __init__(self, data: Any) -> None:
        import pyarrow as pa

        self._data = data
        self.refusal: FormatError | None = None
        self._first: Any = pa.RecordBatchReader.from_stream(data)
        schema: Any = self._first.schema
        self.metadata: Mapping[bytes, bytes] | None = schema.metadata
        missing = [name for name in _LINES if name not in schema.names]
        if missing:
            raise FormatError(
                f"there is no column {missing[0]}", code="CSF_LINE", hint="read the list with its lines"
            )
        twice = [name for name in DEFAULT_COLUMNS if schema.names.count(name) > 1]
        if twice:
            raise FormatError(f"there are several columns {twice[0]}", code="CSF_LINE", hint="name each once")
        # Text comes in many types, which the engine knows; numbers have to be of one.
        types: dict[str, Any] = {"idx": pa.uint64(), "block": pa.uint32()}
        for name in _LINES:
            types[name] = schema.field(name).type
            if not _is_text(types[name]):
                raise FormatError(
                    f"the column {name} is {types[name]}, not text",
                    code="CSF_LINE",
                    hint="read the list with its lines",
                )
        self._fields = [(name, kind) for name, kind in types.items() if name in schema.names]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        import pyarrow as pa

        schema = pa.schema(self._fields)
        reader: Any = pa.RecordBatchReader.from_batches(schema, self._batches(schema))
        return reader.__arrow_c_stream__(requested_schema)

    def _batches(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        # Opened once already, to see its columns: what can be read but once is not asked again.
        reader, self._first = self._first, None
        if reader is None:
            reader = pa.RecordBatchReader.from_stream(self._data)
        with reader:
            for batch in reader:
                try:
                    columns: list[Any] = [batch.column(name).cast(kind) for name, kind in self._fields]
                except pa.ArrowException as error:
                    self.refusal = FormatError(f"a column can't be written: {error}", code="CSF_LINE")
                    raise self.refusal from error
                made: Any = pa.RecordBatch
                yield made.from_arrays(columns, schema=schema)
