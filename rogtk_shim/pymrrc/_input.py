"""What records are read from, and the views that come from it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, TypeAlias

from ..errors import FormatError
from ..marc._reading import ViewRun, Views
from ._faults import fault_of
from .exceptions import MrrcException, RecordLengthInvalid

if TYPE_CHECKING:
    from ..marc.view import RecordView

__all__ = ["Input", "RecordViews"]

Input: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]


class RecordViews:
    """
    An iterator of record views, which can say what is wrong with one.

    Parameters
    ----------
    source : str, path, bytes or file object
        What to read.
    placed : bool
        Keep the place of each view in `offset`.
    """

    #: Where the view that was given last begins in the input.
    offset = 0

    def __init__(self, source: Input, *, placed: bool = False) -> None:
        if isinstance(source, (str, os.PathLike)):
            self.kind = "rust_file"
            self.name: str | None = os.fspath(source)
            os.stat(source)
        elif isinstance(source, (bytes, bytearray, memoryview)):
            self.kind = "cursor"
            self.name = None
        elif hasattr(source, "read"):
            self.kind = "python_file"
            name = getattr(source, "name", None)
            self.name = name if isinstance(name, str) else None
        else:
            raise TypeError(
                f"Unsupported input type: {type(source).__name__}. Supported types: str (file path), "
                "pathlib.Path, bytes, bytearray, or file-like object (with .read() method)"
            )
        self._views = Views.of(source, whole=True)
        self._runs: Iterator[ViewRun] = self._views.runs()
        #: What is left of the run that is gone through.
        self._run: ViewRun | None = None
        #: The views themselves: what goes through many of them does so without a call of Python's for each.
        self.views: Iterator[RecordView] = self._placed() if placed else self._all()

    def runs(self) -> Iterator[ViewRun]:
        """Go through the records that are left, those of a batch at a time, of which most are plain."""
        while True:
            run = self._run or next(self._runs, None)
            if run is None:
                return
            self._run = run
            yield run
            # Whoever else goes through the records may be further.
            if self._run is run:
                self._run = None

    def _all(self) -> Iterator[RecordView]:
        for run in self.runs():
            yield from run.views

    def _placed(self) -> Iterator[RecordView]:
        for offset, view in self._views.placed():
            self.offset = offset
            yield view

    def __iter__(self) -> Iterator[RecordView]:
        return self

    def __next__(self) -> RecordView:
        try:
            return next(self.views)
        except FormatError as error:
            raise self.no_marc(error) from error

    def no_marc(self, error: FormatError) -> MrrcException:
        """Give the exception for data that is no MARC at all."""
        return RecordLengthInvalid(
            str(error), record_index=1, byte_offset=0, record_byte_offset=0, source=self.name
        )

    def faults(self, view: RecordView) -> list[MrrcException]:
        """Say what is wrong with a view."""
        fault = fault_of(view, self.name)
        return [] if fault is None else [fault]

    def close(self) -> None:
        """Stop reading; what was read ahead isn't given any more."""
        self._views.close()
        self._runs = self.views = iter(())
        self._run = None
