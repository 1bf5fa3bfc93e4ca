"""Reading MARC records as views, a batch a crossing: what the record classes are made on.

A batch comes as the bytes of its records, one behind the other, which C calls slice. A view owns its bytes:
whoever keeps one keeps no batch.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .._contents import source_of
from .._plan import Plan
from ..progress import Progress, reporter
from ..stream import Stream
from ._views import MarcError, PlainView, RecordView, TableView
from .stray import STRAY_TEXT, stray_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import pyarrow as pa

    from .._contents import Input
    from ..statistics import Statistics

_NO_COUNTS = "its leader doesn't count indicators and codes by digits (byte 10)"
_STRAY = "text stands before a field's first subfield"
#: What the first batch has at most; each has twice as many as the one before, up to the size chosen.
FIRST_BATCH_RECORDS = 16
#: The number of records that a crossing costs least at, measured: see bench/marc_views.py.
BATCH_RECORDS = 2048


class Views:
    """One run over an input: an iterable of record views, and a context manager.

    Bad records are among them, with `error` set and whatever fields could be made out.
    """

    @classmethod
    def of(
        cls, source: Input, *, encoding: str = "auto", threads: int | None = None, whole: bool = False
    ) -> Views:
        """Start reading a path, bytes or a file object; `whole`: text in no subfield is an error."""
        plan = Plan("marc", (source_of("source", source),), (), threads)
        return cls(plan, encoding=encoding, whole=whole)

    def __init__(
        self,
        plan: Plan,
        *,
        encoding: str = "auto",
        regular: bool = False,
        whole: bool = False,
        batch_size: int = BATCH_RECORDS,
        progress: Progress = None,
    ) -> None:
        options = (
            *plan.options,
            ("shape", "records"),
            ("encoding", encoding),
            # Records that could have such text come with their fields.
            ("regular", regular or whole),
            ("batch_size", batch_size),
            ("first_batch_size", FIRST_BATCH_RECORDS),
        )
        report = reporter(progress, plan.label, conversion=False)
        self._stream = Stream.start(plan._replace(options=options), report)
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
        for batch in self._stream:
            yield self._show(batch)
            self._records += batch.num_rows

    def placed(self) -> Iterator[tuple[int, RecordView]]:
        """Go through the records, each with its place in the (decompressed) input."""
        for batch in self._stream:
            yield from zip(_offsets(batch), self._show(batch), strict=True)
            self._records += batch.num_rows

    def rows(self) -> Iterator[Rows]:
        """Go through the records as they are in the file, a batch at a time."""
        batch: Any
        for batch in self._stream:
            columns: list[Any] = batch.columns
            if not batch.num_rows:
                continue
            offsets = _offsets(batch)
            is_plain = columns[1].null_count == batch.num_rows
            plain = [True] * batch.num_rows if is_plain else columns[1].is_null().to_pylist()
            yield Rows(offsets, list(_slices(columns[0])), plain)

    @property
    def stats(self) -> Statistics | None:
        """The counts of the run; None until the last batch has been taken."""
        return self._stream.stats

    def close(self) -> None:
        """Stop reading and let go of everything; doing it twice is fine."""
        self._stream.close()

    def __enter__(self) -> Views:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the run."""
        self.close()

    def _show(self, batch: pa.RecordBatch) -> Iterator[RecordView]:
        record_batch: Any = batch
        columns: list[Any] = record_batch.columns
        raws = _slices(columns[0])
        if columns[1].null_count == batch.num_rows:
            return map(PlainView, raws)
        return self._show_mixed(columns, batch.schema.metadata or {}, raws)

    def _show_mixed(
        self, columns: list[Any], metadata: Mapping[bytes, bytes], raws: Iterator[bytes]
    ) -> Iterator[RecordView]:
        """Show records of which some have a table of their fields."""
        encodings = json.loads(metadata[b"encodings"])
        errors = json.loads(metadata[b"errors"])
        _, tags, text, offsets, encoding_numbers, error_numbers, details = columns
        values: list[list[Any]] = [
            column.to_pylist()
            for column in (tags.is_null(), encoding_numbers, error_numbers, offsets, details)
        ]
        rows = zip(raws, _slices(tags), _slices(text), *values, strict=True)
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


class Rows(NamedTuple):
    """Records of a batch, at least one."""

    #: Where they begin in the (decompressed) input.
    offsets: list[int]
    raws: list[bytes]
    #: Which of them `PlainView` shows.
    plain: list[bool]

    @property
    def start(self) -> int:
        """Where the first one begins."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the last one ends."""
        return self.offsets[-1] + len(self.raws[-1])

    @property
    def is_plain(self) -> bool:
        """Whether all are plain, and nothing stands between them."""
        return all(self.plain) and self.end - self.start == sum(map(len, self.raws))

    def index_of(self, offset: int) -> int:
        """Find the record that begins at an offset, or -1."""
        i = bisect_left(self.offsets, offset)
        return i if i < len(self.offsets) and self.offsets[i] == offset else -1

    def behind(self, count: int) -> Rows | None:
        """Leave out the first ones; None if nothing is left."""
        if count >= len(self.raws):
            return None
        return Rows(self.offsets[count:], self.raws[count:], self.plain[count:])


def _offsets(batch: Any) -> list[int]:
    """Tell where the records begin."""
    if not batch.num_rows:
        return []
    return memoryview(batch.columns[3].buffers()[1]).cast("Q")[: batch.num_rows].tolist()


def _slices(column: Any) -> Iterator[bytes]:
    """Cut a binary or text column's data into its values."""
    _, offsets, data = column.buffers()
    if offsets is None or data is None:
        return iter([b""] * len(column))
    places = memoryview(offsets).cast("i")[: len(column) + 1].tolist()
    return map(data.to_pybytes().__getitem__, map(slice, places, places[1:]))
