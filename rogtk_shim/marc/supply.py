"""
Where a reader's records come from: Python takes the first ones apart, the engine those of what is large.

The engine runs ahead over the same input. Python waits where the first records are read, and goes on wherever
the two could disagree on where a record ends, until they have found the same record again. So there is one
answer, whoever finds it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from .._log import logger
from ..errors import RogtkShimError
from ._views import PlainView, RecordView
from .ahead import Ahead, may_be_taken_ahead
from .extent import Chunk, Chunks
from .parse import Decoding
from .reading import view_of

if TYPE_CHECKING:
    from ._reading import Views
    from ._rows import Rows

__all__ = ["Run", "Supply"]

#: So many sound records are read by Python before the engine is asked: whoever wants few has them at once.
FIRST_RECORDS = 64
_RECORD_END = b"\x1d"


class Run(NamedTuple):
    """Records that follow one another without a gap."""

    #: Where the first one begins, if the file has to be moved behind each of them; -1: it stands there.
    start: int
    #: Views, or bytes that `PlainView` shows.
    records: Iterable[RecordView] | Iterable[bytes]
    is_plain: bool


class Supply:
    """
    The views of an input's records, in runs.

    Parameters
    ----------
    file : file object
        Read from where it stands.
    how : Decoding
        How bytes become text.
    ahead : Ahead, optional
        What the engine can read of the same input; None if Python does all of it.
    """

    def __init__(self, file: IO[bytes], how: Decoding, ahead: Ahead | None = None) -> None:
        self._file = file
        self._how = how
        self._ahead = ahead if may_be_taken_ahead(how) else None
        self._engine: Views | None = None
        self._batches: Iterator[Rows] | None = None
        self._rows: Rows | None = None
        self._index = 0
        #: Where the next record begins, or the filler before it, and from where that is counted.
        self._at = 0
        self._base = 0

    def close(self) -> None:
        """Stop the engine's run."""
        self._rows = self._batches = None
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def resume(self) -> None:
        """Move the file to behind the last run, wherever it stands."""
        self._file.seek(self._base + self._at)

    def runs(self) -> Iterator[Run]:
        """Give the runs from where the file stands."""
        self.close()
        try:
            while (yield from self._by_python()):
                yield from self._by_engine()
                self.resume()
        finally:
            self.close()

    def _by_python(self) -> Generator[Run, None, bool]:
        """Read until the end, or until the engine has found a record, too. Is it the engine's turn?"""
        sound = 0
        chunks = Chunks(self._file, self._at)
        for chunk in chunks:
            view = view_of(self._index, chunk, self._how)
            self._index += 1
            self._at = chunk.offset + len(chunk.raw)
            sound = sound + 1 if chunk.fault is None else 0
            yield Run(-1, (view,), False)
            if sound >= FIRST_RECORDS and self._ahead is not None:
                self._start(self._ahead, chunks.unread)
            if self._batches is not None and chunk.fault is None and self._is_found(chunk):
                return True
        self.close()
        return False

    def _start(self, ahead: Ahead, unread: int) -> None:
        # Only once: who stops and starts again may have moved the file.
        self._ahead = None
        position = self._file.tell()
        if not ahead.is_worth_it(position):
            return
        from ._reading import Views

        self._base = position - unread - self._at
        try:
            self._engine = Views(ahead.plan(), encoding="declared", regular=True, file=ahead.placed())
            self._batches = self._engine.rows()
        except RogtkShimError as error:
            _go_on_without(error)

    def _next(self) -> None:
        """Take the engine's next rows, or none at its end. What it can't read Python shall try."""
        self._rows = None
        try:
            if self._batches is not None:
                self._rows = next(self._batches, None)
        except RogtkShimError as error:
            _go_on_without(error)
        if self._rows is None:
            self.close()

    def _is_found(self, chunk: Chunk) -> bool:
        """Whether the engine has a record, too; what it has before isn't wanted."""
        start = self._base + chunk.offset
        if self._rows is None:
            self._next()
        while self._rows is not None and self._rows.end <= start:
            self._next()
        rows = self._rows
        if rows is None:
            return False
        i = rows.index_of(start)
        if i < 0 or rows.raw(i) != chunk.raw:
            return False
        self._rows = rows.behind(i + 1)
        if self._rows is None:
            self._next()
        return True

    def _by_engine(self) -> Iterator[Run]:
        """Give what the engine has found, up to its end or to a record that it could see otherwise."""
        while self._rows is not None:
            rows = self._rows
            if rows.is_plain:
                self._done(len(rows), rows.end)
                yield Run(rows.start, rows.raws(), True)
            else:
                for i, run in self._mixed(rows):
                    if run is None:
                        self._rows = rows.behind(i)
                        return
                    yield run
            if self._rows is rows:
                self._next()

    def _mixed(self, rows: Rows) -> Iterator[tuple[int, Run | None]]:
        all_plain = rows.plain or [True] * len(rows)
        for i, (offset, raw, plain) in enumerate(zip(rows.offsets, rows.raws(), all_plain, strict=True)):
            if plain:
                view: RecordView = PlainView(raw)
            elif raw.find(_RECORD_END) == len(raw) - 1 and raw[:5] == b"%05d" % len(raw):
                view = view_of(self._index, Chunk(raw, offset - self._base, None), self._how)
            else:
                yield i, None
                return
            self._done(1, offset + len(raw))
            yield i, Run(offset, (view,), False)

    def _done(self, records: int, end: int) -> None:
        self._index += records
        self._at = end - self._base


def _go_on_without(error: RogtkShimError) -> None:
    logger().warning("the engine can't read MARC records ahead, so Python reads all of them: %s", error)
