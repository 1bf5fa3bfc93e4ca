"""Two files side by side: where their rows differ first, and what is found about them."""

from __future__ import annotations

from collections.abc import Iterator

from rogtk_bridge.text import safe

from ._digest import ColumnDigest, parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
            what = "the file has" if self.column is None else f"the column {self.column} is"
            return f"not as written: {what} {self.values[1]}, by its receipt {self.values[0]}"
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


class Side:
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


def compare(first: Side, second: Side, found: Verification, digests: list[ColumnDigest]) -> None:
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
