"""Records as they come, one after the other, and where a reader stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, TYPE_CHECKING

from ._views import PlainView
from .supply import Run, Supply

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from ._views import RecordView
    from .record import Record

    Each: TypeAlias = Callable[[Iterator[bytes], "Flow"], Iterator[Record]]

__all__ = ["Flow"]


class Flow:
    """
    A reader's records on their way.

    It leads to no reader: one that is dropped takes its generator along, and that stops the engine.

    Parameters
    ----------
    supply : Supply
        Where the records come from.
    """

    def __init__(self, supply: Supply) -> None:
        self._supply = supply
        #: What was read last.
        self.view: RecordView | None = None
        self.is_over = False
        #: Whether an exception came from without, such as KeyboardInterrupt.
        self.is_interrupted = False
        self._rest: Run | None = None

    def close(self) -> None:
        """Stop reading."""
        self._rest = None
        self._supply.close()

    def records(
        self, file: IO[bytes], make: Callable[[RecordView], Record | None], each: Each | None, *, is_own: bool
    ) -> Iterator[Record | None]:
        """
        Give the records from where the last call was left.

        Parameters
        ----------
        file : file object
            What is read. A user's stands behind each record while that is the last one.
        make : callable
            Makes records of views that have no error.
        each : callable, optional
            Makes records of the bytes of plain ones, and sets `view` for each: what `make` would make.
        is_own : bool
            Whether the file is the reader's: closed at its end, and it may stand anywhere.
        """
        if self.is_interrupted and is_own:
            self._supply.resume()
        self.is_over = self.is_interrupted = False
        rest, self._rest = self._rest, None
        # What has no seek isn't read ahead by the engine, and so stands where it has to.
        seek = None if is_own else getattr(file, "seek", None)
        start: int = -1
        left: Iterator[Any] = iter(())
        is_plain = False
        try:
            for start, found, is_plain in chain((rest,) if rest else (), self._supply.runs()):
                left = iter(found)
                if is_plain and seek is None and each is not None:
                    yield from each(left, self)
                    continue
                for view in map(PlainView, left) if is_plain else left:
                    if start >= 0 and seek is not None:
                        start += len(view.raw)
                        seek(start)
                    self.view = view
                    yield make(view) if view.error is None else None
        except GeneratorExit:
            # Nobody wants more.
            if is_own:
                file.close()
            raise
        except BaseException:
            self.is_interrupted = True
            self._rest = Run(start, left, is_plain)
            raise
        self.is_over = True
        if is_own:
            file.close()
