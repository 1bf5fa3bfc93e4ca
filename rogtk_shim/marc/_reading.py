"""Reading MARC records as views, a batch a crossing: what the record classes are made on.

A batch comes as the bytes of its records, one behind the other, which C calls slice. A view owns its bytes:
whoever keeps one keeps no batch.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .._plan import Plan
from .._sources import source_of
from ..progress import Progress, reporter
from ..stream import Stream, message_of
from ._rows import Rows, slices
from ._views import MarcError, PlainView, RecordView, TableView
from .placed_file import PlacedFile
from .stray import STRAY_TEXT, stray_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .._sources import Input
    from ..statistics import Statistics

_NO_COUNTS = "its leader doesn't count indicators and codes by digits (byte 10)"
_STRAY = "text stands before a field's first subfield"
#: What the first batch has at most; each has twice as many as the one before, up to the size chosen.
FIRST_BATCH_RECORDS = 16
#: The number of records that a crossing costs least at, measured: see bench/marc_views.py.
BATCH_RECORDS = 2048
#: One thread finds records faster than Python can take them: another one takes 60 MB and no time.
THREADS = 1
MEMORY_BYTES = 64 << 20


class ViewRun(NamedTuple):
    """Records that follow one another."""

    views: Iterator[RecordView]
    #: The bytes that the views are made of as they are asked for, if `PlainView` shows all of them.
    raws: Iterator[bytes] | None

    @classmethod
    def plain(cls, raws: Iterator[bytes]) -> ViewRun:
        """Show bytes as they are."""
        return cls(map(PlainView, raws), raws)


class Views:
    """One run over an input: an iterable of record views, and a context manager.

    Bad records are among them, with `error` set and whatever fields could be made out.
    """

    @classmethod
    def of(cls, source: Input, *, encoding: str = "auto", whole: bool = False) -> Views:
        """Start reading a path, bytes or a file object; `whole`: text in no subfield is an error."""
        opened = source_of("source", source)
        file = PlacedFile.of_path(opened.path, opened.name)
        plan = Plan("marc", (opened,), (), THREADS, MEMORY_BYTES)
        return cls(plan, encoding=encoding, whole=whole, file=file)

    def __init__(
        self,
        plan: Plan,
        *,
        encoding: str = "auto",
        regular: bool = False,
        whole: bool = False,
        batch_size: int = BATCH_RECORDS,
        progress: Progress = None,
        bare: bool = False,
        file: PlacedFile | None = None,
    ) -> None:
        options = (
            *plan.options,
            ("shape", "records"),
            ("encoding", encoding),
            # Records that could have such text come with their fields.
            ("regular", regular or whole),
            ("batch_size", batch_size),
            ("first_batch_size", batch_size if bare else FIRST_BATCH_RECORDS),
            # Without their bytes: who asks for that has them, and waits for all; or reads them from the file.
            ("bare", bare or file is not None),
        )
        self._path = plan.sources[0].path or b""
        report = reporter(progress, plan.label, conversion=False)
        self._stream = Stream.start(plan._replace(options=options), report, as_bytes=True)
        self._file = file
        self._records = 0
        self._whole = whole
        self._views = self._all()

    def __iter__(self) -> Iterator[RecordView]:
        """Go through the records; every call goes on where the last one stood."""
        return self._views

    def _all(self) -> Iterator[RecordView]:
        # A generator, for it refuses a second thread; an itertools.chain would crash, or end too early.
        for batch in self.batches():
            yield from batch

    def batches(self) -> Iterator[Iterator[RecordView]]:
        """Go through the records, a batch at a time."""
        for run in self.runs():
            yield run.views

    def runs(self) -> Iterator[ViewRun]:
        """Go through the records, some at a time, of which most are plain."""
        for batch, rows in self._rows():
            yield self._show(batch, rows)
            self._records += len(rows)

    def placed(self) -> Iterator[tuple[int, RecordView]]:
        """Go through the records, each with its place in the (decompressed) input."""
        for batch, rows in self._rows():
            yield from zip(rows.offsets, self._show(batch, rows).views, strict=True)
            self._records += len(rows)

    def rows(self) -> Iterator[Rows]:
        """Go through the records as they are in the file, some at a time."""
        for _, rows in self._rows():
            yield rows

    def _rows(self) -> Iterator[tuple[Any, Rows]]:
        """Give the records of each batch, with the batch."""
        file = self._file
        for batch in self._stream:
            if file is None:
                if batch.num_rows:
                    yield batch, Rows.of(batch, message_of(self._stream))
                continue
            file.check(self._path)
            for rows in Rows.within(batch, file.read):
                if not rows.is_sound:
                    raise file.changed("the file has changed while it was read")
                yield batch, rows
        if file is not None:
            file.close()

    @property
    def stats(self) -> Statistics | None:
        """The counts of the run; None until the last batch has been taken."""
        return self._stream.stats

    def close(self) -> None:
        """Stop reading and let go of everything; doing it twice is fine."""
        self._stream.close()
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Views:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the run."""
        self.close()

    def _show(self, batch: Any, rows: Rows) -> ViewRun:
        plain = rows.plain is None
        return ViewRun.plain(rows.raws()) if plain else ViewRun(self._mixed(batch, rows), None)

    def _mixed(self, batch: Any, batch_rows: Rows) -> Iterator[RecordView]:
        """Show records of which some have a table of their fields."""
        metadata: Mapping[bytes, bytes] = batch.schema.metadata or {}
        encodings = json.loads(metadata[b"encodings"])
        errors = json.loads(metadata[b"errors"])
        _, tags, text, offsets, encoding_numbers, error_numbers, details = batch.columns
        values: list[list[Any]] = [
            column.to_pylist()
            for column in (tags.is_null(), encoding_numbers, error_numbers, offsets, details)
        ]
        rows = zip(batch_rows.raws(), slices(tags), slices(text), *values, strict=True)
        number = self._records
        for raw, tag_bytes, text_bytes, plain, encoding, error, offset, detail in rows:
            if plain:
                yield PlainView(raw)
            else:
                found = None
                if error:
                    code, reason, about = errors[error]
                    said = reason if about == "nothing" else f"{reason} ({about} {detail})"
                    found = MarcError(number, offset, len(raw), code, said)
                elif self._whole and not raw[10:12].isdigit():
                    found = MarcError(number, offset, len(raw), "MARC_LEADER", _NO_COUNTS)
                elif self._whole and (field := stray_field(tag_bytes, text_bytes)) >= 0:
                    found = MarcError(number, offset, len(raw), STRAY_TEXT, f"{_STRAY} (field {field})")
                yield TableView(raw, tag_bytes, text_bytes, encodings[encoding], found)
            number += 1
