"""Scans of MARC 21 files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .._options import batch_rows, column_names, row_limit, thread_wish
from .._plan import Plan
from .._sources import source_of
from ..errors import OptionError
from ..progress import Progress, check
from ..scan import Scan
from .columns import LONG_COLUMNS, LONG_EXTRA
from .rules import DEFAULT_RULES, parse_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Literal, TypeAlias

    import pyarrow as pa

    from .._sources import Input

    Shape: TypeAlias = Literal["wide", "long"]
    #: What becomes of a bad record.
    Errors: TypeAlias = Literal["raise", "skip", "collect"]

#: Rows of a batch.
WIDE_ROWS = 4_096
LONG_ROWS = 65_536


class MarcScan(Scan):
    """A description of what to read from a MARC file; made by `scan_marc`."""

    __slots__ = ()
    _defaults: ClassVar[Mapping[str, object]] = {"encoding": "auto", "errors": "raise"}

    def _options_for(self, names: Sequence[str], schema: pa.Schema) -> dict[str, Any]:
        """Give the options with which these columns are read: in the wide shape, their rules."""
        options = dict(self._plan.options)
        if options["shape"] == "long":
            return {"columns": tuple(names)}
        return {"columns": tuple(rule for rule in options["columns"] if rule.name in names)}

    def _shown_options(self) -> list[tuple[str, object]]:
        """Give the options that somebody chose; of columns, their names."""
        options = dict(self._plan.options)
        wide = options["shape"] == "wide"
        usual = {
            "shape": "wide",
            "columns": parse_rules(DEFAULT_RULES) if wide else LONG_COLUMNS,
            "batch_size": WIDE_ROWS if wide else LONG_ROWS,
        }
        shown = [(name, value) for name, value in super()._shown_options() if value != usual.get(name)]
        return [
            (name, tuple(rule.name for rule in options[name]) if name == "columns" and wide else value)
            for name, value in shown
        ]

    @property
    def header(self) -> None:
        """None: a MARC file begins with its first record."""
        return None

    def records_plan(self, threads: int | None) -> Plan:
        """Plan the reading of what `write_marc` writes."""
        options = dict(self._plan.options)
        if options["shape"] == "long":
            # The record is made of its rows; what else is known of it isn't even read.
            options["columns"] = tuple(name for name in options["columns"] if name not in LONG_EXTRA)
        plan = self._plan._replace(options=tuple(options.items()))
        return plan if threads is None else plan._replace(threads=threads)


def choice(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """Check a text, one of some where there are any."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be text, not {type(value).__name__}")
    if choices and value not in choices:
        raise OptionError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value


def _long_columns(columns: Any) -> tuple[str, ...]:
    """Check `columns` of a long table: their names."""
    if isinstance(columns, (list, tuple)) and "@raw" in columns:
        hint = (
            'read it by shape="wide" and columns={"offset": "@offset", "raw": "@raw"}, and join by the offset'
        )
        raise OptionError("a long table would repeat a record's bytes in each of its rows", hint=hint)
    return column_names(columns, (*LONG_COLUMNS, *LONG_EXTRA)) or LONG_COLUMNS


def scan_marc(
    source: Input,
    *,
    columns: Mapping[str, str] | Sequence[str] | None = None,
    shape: Shape = "wide",
    encoding: str = "auto",
    errors: Errors = "raise",
    batch_size: int | None = None,
    limit: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> MarcScan:
    """Describe what to read from a MARC 21 file. Nothing is read yet, and the file needn't be there yet.

    Parameters
    ----------
    source : str, os.PathLike, bytes or file object
        The file (`-` is standard input), its URL (where fsspec is installed), its bytes, or a file object
        opened for bytes (a response, …), in exchange format (ISO 2709: `.mrc`, `.marc`, `.dat`); compressed
        by gzip or not.
    columns : mapping of str to str, or list of str, optional
        Of the wide shape: names of columns, and the rules for what is in them (see Notes); some usual ones if
        left out. Of the long shape: the columns wanted, of `record`, `field`, `tag`, `ind1`, `ind2`,
        `subfield`, `code` and `value`, which it has if left out, and `@offset`, `@length`, `@encoding` and
        `@leader`, which are the same in all rows of a record.
    shape : {"wide", "long"}, default "wide"
        One row a record, or one row a subfield.
    encoding : str, default "auto"
        How text is decoded. `"auto"` finds out for each record, whatever its leader says; `"declared"`
        believes the leader; `"utf-8"`, `"marc-8"` or any other name goes for all records, and
        `"declared/NAME"` for those that don't declare UTF-8.
    errors : {"raise", "skip", "collect"}, default "raise"
        What becomes of a damaged record: an error; or it is left out and counted; or listed as well, in
        `stats["rejects"]`. Unless it is an error, bytes that can't be decoded become U+FFFD.
    batch_size : int, optional
        The most rows in a batch: 4,096 of the wide, 65,536 of the long shape if left out. A record's rows
        are all in one batch. A batch is also cut at 8 MiB of raw bytes, at 2 in
        the long shape.
    limit : int, optional
        The most records to read, from the start, bad ones not counted. What comes after them isn't checked.
    threads : int, optional
        How many threads may work on it; never more than the cores this process may use, which is the default.
        The result is the same for any number.
    progress : bool or callable, optional
        See `rogtk_shim.progress`.

    Returns
    -------
    MarcScan
        The description: iterate over it, hand it to pyarrow, polars, duckdb or pandas, or use its methods.

    Raises
    ------
    OptionError
        A parameter's value makes no sense, or a rule is none (a `ValueError`).
    TypeError
        A parameter is of a wrong type.

    Notes
    -----
    A rule is a tag (`X` stands for any character), and what is wanted of the field:

    - `"245ab"`: the subfields a and b, in the field's order, joined by spaces; `"245"`: all of them.
    - `"020a"`: one code alone isn't joined: the first such subfield. `"020*a"`: all of them, as a list.
    - `"650*ax"`: a list with one text a field.
    - `"500[ind1=1]a"`, `"650*[ind2=#]a"`: only fields with these indicators, `#` for a blank.
    - `"001"`, `"008/35-37"`, `"LDR/6"`: a control field or the leader, or characters of it, from 0.
    - `"@record"`, `"@offset"`, `"@length"`, `"@encoding"`, `"@leader"`, `"@raw"`: the record's number, its
      place and size in the file, what its text was decoded by, its leader, its bytes.

    Without `*` it is the first field that has what is wanted, and null where none has. In the long shape the
    leader is field 0 of a record, tagged `LDR`. Order and repeats are kept: the records can be made again.

    Examples
    --------
    >>> from rogtk_shim import scan_marc
    >>> scan = scan_marc("books.mrc", columns={"title": "245ab", "subjects": "650*a", "lang": "008/35-37"})
    >>> scan.to_arrow().to_pylist()[0]
    {'title': 'Emma : a novel', 'subjects': ['England', 'Love stories'], 'lang': 'eng'}
    >>> long = scan_marc("books.mrc", shape="long", columns=["tag", "code", "value"])
    >>> long.to_arrow().to_pylist()[2]
    {'tag': '008', 'code': None, 'value': '240131s1996    nyu           000 0 eng d'}
    """
    choice("shape", shape, ("wide", "long"))
    chosen: Any
    if shape == "wide":
        chosen = parse_rules(DEFAULT_RULES if columns is None else columns)
    else:
        chosen = _long_columns(columns)
    rows = WIDE_ROWS if shape == "wide" else LONG_ROWS
    options = (
        ("shape", shape),
        ("columns", chosen),
        ("encoding", choice("encoding", encoding, ())),
        ("errors", choice("errors", errors, ("raise", "skip", "collect"))),
        ("batch_size", rows if batch_size is None else batch_rows(batch_size)),
        ("limit", row_limit(limit)),
    )
    plan = Plan("marc", (source_of("source", source),), options, thread_wish(threads))
    return MarcScan(plan, check(progress))


def read_marc(
    source: Input,
    *,
    columns: Mapping[str, str] | Sequence[str] | None = None,
    shape: Shape = "wide",
    encoding: str = "auto",
    errors: Errors = "raise",
    batch_size: int | None = None,
    limit: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> pa.Table:
    """Read a MARC 21 file into a `pyarrow.Table`.

    Parameters
    ----------
    source, columns, shape, encoding, errors, batch_size, limit, threads, progress
        As in `scan_marc`.

    Returns
    -------
    pyarrow.Table
        All records asked for.

    Raises
    ------
    InputNotFoundError
        The file isn't there (a `FileNotFoundError`).
    FormatError
        The file is no MARC file, or a record is damaged (a `ValueError`); if it is cut, a
        `TruncatedFileError`.
    OptionError, TypeError
        A parameter makes no sense.

    Examples
    --------
    >>> from rogtk_shim import read_marc
    >>> read_marc("books.mrc", columns={"id": "001", "encoding": "@encoding"}, limit=1).to_pylist()
    [{'id': 'emma', 'encoding': 'utf-8'}]
    """
    scan = scan_marc(
        source,
        columns=columns,
        shape=shape,
        encoding=encoding,
        errors=errors,
        batch_size=batch_size,
        limit=limit,
        threads=threads,
        progress=progress,
    )
    return scan.to_arrow()
