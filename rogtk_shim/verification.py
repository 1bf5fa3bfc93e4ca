"""`verify`: whether a file that was made from another holds the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from ._digest import ColumnDigest, kind_name, parts, whole_digest
from ._kinds import kind_of
from ._options import path_text, thread_wish
from ._safe import safe
from .errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any, TypeAlias

    Path: TypeAlias = "str | os.PathLike[str]"

#: Rows that are compared at a time: what is copied of them is bounded by that.
_PIECE_ROWS = 32_768


class Verification:
    """What `verify` found; true where both files hold the same.

    Attributes
    ----------
    equal : bool
        Whether they do.
    rows : int
        The number of rows, or of those that are equal before the first difference.
    columns : tuple of str
        The columns that were compared: those that both have.
    not_compared : tuple of str
        Columns that only one of them has.
    row : int or None
        The first row that differs, counted from 0; None where none does, or where types do.
    column : str or None
        The first column that differs in that row; None where one file ends before it.
    values : tuple
        What both have there, as text; empty where they are equal.
    digests : dict of str to str
        Of equal files each column's digest, SHA-256 in hexadecimal.
    digest : str or None
        Of equal files the digest of all compared columns.
    receipt : bool
        Whether a file was compared with its receipt; `values` then has digests, or numbers of rows.
    """

    __slots__ = (
        *("column", "columns", "digest", "digests", "equal", "not_compared"),
        *("receipt", "row", "rows", "values"),
    )

    def __init__(self, columns: tuple[str, ...], not_compared: tuple[str, ...]) -> None:
        self.equal = True
        self.rows = 0
        self.columns = columns
        self.not_compared = not_compared
        self.row: int | None = None
        self.column: str | None = None
        self.values: tuple[str, ...] = ()
        self.digests: dict[str, str] = {}
        self.digest: str | None = None
        self.receipt = False

    def __bool__(self) -> bool:
        """Tell whether both hold the same."""
        return self.equal

    def to_dict(self) -> dict[str, Any]:
        """All of it as a plain dictionary."""
        return {name: getattr(self, name) for name in self.__slots__}

    def __str__(self) -> str:
        """Say it in one sentence."""
        if self.receipt and self.equal:
            return f"as written: {self.rows:,} rows of {', '.join(self.columns)}; SHA-256 {self.digest}"
        if self.receipt:
            what = "the file" if self.column is None else f"the column {self.column}"
            return f"not as written: {what} is {self.values[1]}, by its receipt {self.values[0]}"
        if self.equal:
            return f"equal: {self.rows:,} rows of {', '.join(self.columns)}; SHA-256 {self.digest}"
        first, second = self.values
        if self.row is None:
            return f"different: the column {self.column} is {first} in the first, {second} in the second"
        if self.column is None:
            return f"different: the first has {first} rows, the second {second}"
        return f"different: row {self.row:,} of {self.column} is {first} in the first, {second} in the second"

    def __repr__(self) -> str:
        """Show the sentence."""
        return f"<Verification: {self}>"


def verify(
    first: Path,
    second: Path | None = None,
    *,
    columns: Sequence[str] | None = None,
    threads: int | None = None,
) -> Verification:
    """Compare the rows of two files, in order, in the columns that both have; or of one with its receipt.

    Both are read side by side, a piece at a time, so that memory is bounded. What counts is what the rows
    hold: batches, encodings and the width of offsets make no difference.

    Parameters
    ----------
    first, second : str or os.PathLike
        Files of a kind that is known: BAM, an Arrow IPC file or stream, Parquet. The first alone is compared
        with the digest that was put into its footer when it was written with `digest=True`.
    columns : list of str, optional
        The columns to compare; those that both have if left out.
    threads : int, optional
        As in `scan_bam`.

    Returns
    -------
    Verification
        True where they are equal; else the first difference.

    Raises
    ------
    InputNotFoundError
        One of them isn't there.
    FormatError
        One of them is damaged, or of no kind that is known.
    OptionError
        They have no column in common, or not the one asked for; or the only file has no receipt.

    Examples
    --------
    >>> from rogtk_shim import bam_to_arrow_ipc, verify
    >>> made = bam_to_arrow_ipc("reads.bam", "reads.arrow", limit=2)
    >>> print(verify("reads.bam", "reads.arrow"))
    different: the first has 3 or more rows, the second 2
    >>> made = bam_to_arrow_ipc("reads.bam", "reads.arrow")
    >>> verify("reads.bam", "reads.arrow").equal
    True
    """
    wish = thread_wish(threads)
    if second is None:
        return _by_receipt(path_text("first", first), columns, wish)
    paths = path_text("first", first), path_text("second", second)
    kinds = [kind_of(path) for path in paths]
    schemas: list[Any] = [kind.schema(path) for kind, path in zip(kinds, paths, strict=True)]
    common, rest = _common(schemas[0].names, schemas[1].names, columns)
    found = Verification(common, rest)
    types: list[list[Any]] = [[schema.field(name).type for name in common] for schema in schemas]
    for name, one, other in zip(common, types[0], types[1], strict=True):
        if kind_name(one) != kind_name(other):
            found.equal, found.column, found.values = False, name, (str(one), str(other))
            return found
    digests = [ColumnDigest(one) for one in types[0]]
    with ExitStack() as stack:
        one, other = (
            _Side(stack.enter_context(kind.batches(path, common, wish)))
            for kind, path in zip(kinds, paths, strict=True)
        )
        _compare(one, other, found, digests)
    if found.equal:
        named = zip(common, digests, strict=True)
        found.digests = {name: digest.hexdigest() for name, digest in named}
        found.digest = whole_digest(found.digests)
    return found


def _by_receipt(path: str, columns: Sequence[str] | None, threads: int | None) -> Verification:
    from ._receipt import digests_of, receipt_of

    kind = kind_of(path)
    schema: Any = kind.schema(path)
    rows, written = receipt_of(path, schema)
    names, rest = _common(schema.names, tuple(written), columns)
    found = Verification(names, rest)
    found.receipt = True
    found.rows, found.digests = digests_of(kind, path, schema, names, threads)
    if found.rows != rows:
        found.equal, found.values = False, (f"{rows:,} rows", f"{found.rows:,} rows")
        return found
    # A column that is gone, or that nobody wrote, is a difference unless only some are asked for.
    gone = {name: "not there" for name in rest if columns is None}
    digests = {**found.digests, **gone, **{name: "there" for name in gone if name in schema.names}}
    for name, digest in digests.items():
        if digest != written.get(name, "not there"):
            found.equal, found.column = False, name
            found.values = (written.get(name, "not there"), digest)
            return found
    found.digest = whole_digest(found.digests)
    return found


def _common(
    first: Sequence[str], second: Sequence[str], wanted: Sequence[str] | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    both = tuple(name for name in first if name in second)
    for name in both:
        if max(list(first).count(name), list(second).count(name)) > 1:
            raise OptionError(f"the column {name} is there twice", code="DIGEST_COLUMNS")
    rest = tuple(name for name in (*first, *second) if name not in both)
    if wanted is not None:
        for name in wanted:
            if name not in both:
                message = f"not both have a column {name!r}; both have {', '.join(both) or 'none'}"
                raise OptionError(message, code="DIGEST_COLUMNS")
        rest = tuple(name for name in (*first, *rest) if name not in wanted)
        both = tuple(wanted)
    if not both:
        raise OptionError("the two files have no column in common", code="DIGEST_COLUMNS")
    return both, tuple(dict.fromkeys(rest))


class _Side:
    """One of the two files: the rows that are next."""

    def __init__(self, batches: Iterator[Any]) -> None:
        self._batches = batches
        self._batch: Any = None
        self._at = 0
        self.rows = 0

    def ready(self) -> int:
        """Give how many rows can be taken; 0 at the end."""
        while self._batch is None or self._at == self._batch.num_rows:
            self._batch, self._at = next(self._batches, None), 0
            if self._batch is None:
                return 0
        return self._batch.num_rows - self._at

    def take(self, rows: int) -> list[Any]:
        """Take so many rows: an array a column."""
        piece = self._batch.slice(self._at, rows)
        self._at += rows
        self.rows += rows
        return piece.columns


def _compare(first: _Side, second: _Side, found: Verification, digests: list[ColumnDigest]) -> None:
    while True:
        ready = first.ready(), second.ready()
        rows = min(*ready, _PIECE_ROWS)
        if rows == 0:
            break
        ones, others = first.take(rows), second.take(rows)
        difference: tuple[int, int] | None = None
        for at, (one, other) in enumerate(zip(ones, others, strict=True)):
            left = list(parts(one))
            if not _same(left, list(parts(other))):
                row = _first_difference(one, other)
                difference = min(difference or (row, at), (row, at))
            elif difference is None:
                digests[at].add(rows, left)
        if difference is not None:
            row, at = difference
            found.equal, found.row, found.column = False, found.rows + row, found.columns[at]
            found.values = _shown(ones[at][row]), _shown(others[at][row])
            found.rows += row
            return
        found.rows += rows
    if any(ready):
        found.equal, found.row = False, found.rows
        more = f"{found.rows + 1:,} or more"
        found.values = (more, f"{found.rows:,}") if ready[0] else (f"{found.rows:,}", more)


def _same(left: list[tuple[str, Any]], right: list[tuple[str, Any]]) -> bool:
    return len(left) == len(right) and all(
        name == other_name and data.equals(other)
        for (name, data), (other_name, other) in zip(left, right, strict=True)
    )


def _first_difference(one: Any, other: Any) -> int:
    """Find the first row that differs by halving: every step looks at half of what is left."""
    low, high = 0, len(one)
    while high - low > 1:
        middle = (low + high) // 2
        rows = middle - low
        if _same(list(parts(one.slice(low, rows))), list(parts(other.slice(low, rows)))):
            low = middle
        else:
            high = middle
    return low


def _shown(value: Any) -> str:
    text = "null" if not value.is_valid else repr(value.as_py())
    return safe(text if len(text) <= 80 else f"{text[:79]}…")
