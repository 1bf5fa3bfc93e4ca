"""Records of bytes that `PlainView` shows, made without a call for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ._views import PlainView
from .record import Record
from .record_core import NOTHING_MADE

if TYPE_CHECKING:
    from .flow import Flow

__all__ = ["plain_records"]

_new = object.__new__


def plain_records(raws: Iterator[bytes], flow: Flow, *, force_utf8: bool) -> Iterator[Record]:
    """
    Make records as `Record._of` does; most of the time that iterating takes is spent here.

    Parameters
    ----------
    raws : iterator of bytes
        The records as they are in the file.
    flow : Flow
        Told of each what was read last.
    force_utf8 : bool
        What the records have under this name.
    """
    for raw in raws:
        flow.view = view = _new(PlainView)
        view.raw = raw
        record = _new(Record)
        record._view = view  # pyright: ignore[reportPrivateUsage]
        record._fields = record._leader = record._added = None  # pyright: ignore[reportPrivateUsage]
        record._made = NOTHING_MADE  # pyright: ignore[reportPrivateUsage]
        record.pos = 0
        record.force_utf8 = force_utf8
        record.to_unicode = True
        yield record
