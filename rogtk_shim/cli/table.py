"""Rows for a reader: a table on a terminal, tab-separated lines for a program."""

from __future__ import annotations

from itertools import chain

from .text import output, put, safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    import pyarrow as pa

#: A column is never narrower than this on account of the terminal's width.
_WIDTH_MIN = 8


def show(names: Sequence[str], batches: Iterable[pa.RecordBatch]) -> None:
    """Print the rows with the columns' names above them, as suits standard output."""
    show_rows(names, chain.from_iterable(_rows(batch) for batch in batches))


def show_rows(names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    """Print rows of plain values in the same way."""
    if output().isatty():
        _table(names, list(rows))
        return
    put("\t".join(map(safe, names)))
    for row in rows:
        put("\t".join(map(cell, row)))


def cell(value: object) -> str:
    r"""Give a value as text without tabs and line ends; null is the empty text, lists and maps are JSON.

    >>> [cell(one) for one in (None, "a\tb", 5, b"\xff", [1, 2])]
    ['', 'a\\tb', '5', '\\xff', '[1, 2]']
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, bytes):
        return safe(value.decode("utf-8", "surrogateescape"))
    if isinstance(value, (list, dict)):
        import json

        return safe(json.dumps(value, ensure_ascii=False, default=_plain))
    return safe(str(value))


def _plain(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _rows(batch: pa.RecordBatch) -> Iterable[tuple[object, ...]]:
    rows: Any = batch
    columns: list[list[object]] = [column.to_pylist() for column in rows.columns]
    return zip(*columns, strict=True)


def _table(names: Sequence[str], rows: list[tuple[object, ...]]) -> None:
    from shutil import get_terminal_size

    # Text to the left, numbers to the right.
    right = [any(isinstance(row[at], (int, float)) for row in rows) for at in range(len(names))]
    cells = [[safe(name) for name in names], *([cell(value) for value in row] for row in rows)]
    widths = fit([max(map(len, column)) for column in zip(*cells, strict=True)], get_terminal_size().columns)
    for row in cells:
        parts = zip(row, widths, right, strict=True)
        line = "  ".join(
            _cut(text, width).rjust(width) if numeric else _cut(text, width).ljust(width)
            for text, width, numeric in parts
        )
        put(line.rstrip())


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"


def fit(widths: list[int], total: int) -> list[int]:
    """Make the widest columns narrower until all fit beside each other, two blanks apart.

    >>> fit([6, 100, 50], 60)
    [6, 25, 25]
    """
    widths = list(widths)
    over = sum(widths) + 2 * (len(widths) - 1) - total
    while over > 0:
        widest = max(widths)
        if widest <= _WIDTH_MIN:
            break
        wide = [at for at, width in enumerate(widths) if width == widest]
        below = max((width for width in widths if width < widest), default=_WIDTH_MIN)
        step = min(widest - max(below, _WIDTH_MIN), -(-over // len(wide)))
        for at in wide:
            widths[at] -= step
        over -= step * len(wide)
    return widths
