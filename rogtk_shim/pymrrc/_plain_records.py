"""Records of bytes that `PlainView` shows, made without a call for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from ..marc._views import PlainView
from ._core import Core

if TYPE_CHECKING:
    from ..marc.view import RecordView

__all__ = ["Told", "plain_records"]

_Kind = TypeVar("_Kind", bound=Core)
_new: Any = object.__new__


class Told(Protocol):
    """Who is told what was read last."""

    told: RecordView | None


def plain_records(kind: type[_Kind], raws: Iterator[bytes], reader: Told) -> Iterator[_Kind]:
    """Make records as `Core._of` does; most of the time that iterating takes is spent here."""
    for raw in raws:
        reader.told = view = _new(PlainView)
        view.raw = raw
        record = _new(kind)
        record._view = view
        yield record
