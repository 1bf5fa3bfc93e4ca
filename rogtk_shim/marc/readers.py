"""What readers of all formats have in common."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import StringIO
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .record import Record

__all__ = ["Reader", "open_text"]


class Reader:
    """Base of the readers: iterators of records."""

    def __iter__(self) -> Iterator[Record | None]:
        raise NotImplementedError


def open_text(target: Any, encoding: str | None = None) -> IO[Any]:
    """Give a file object for a file object, a path, or text."""
    if hasattr(target, "read"):
        return target
    if isinstance(target, (bytes, bytearray)):
        return StringIO(target.decode(encoding or "utf-8"))
    if isinstance(target, str) and not _is_file(target):
        return StringIO(target)
    return open(target, encoding=encoding)


def _is_file(text: str) -> bool:
    """Whether a text is the path of a file, rather than what a file would hold."""
    try:
        return os.path.exists(text)
    except ValueError:
        return False
