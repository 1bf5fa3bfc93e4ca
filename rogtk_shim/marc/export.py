"""A MARC file's records to text formats, a batch in memory at a time."""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice

from .._plan import Plan, printable
from .._rejects import warn_of_rejects
from .._sources import source_of
from ..errors import FormatError, OptionError, TruncatedFileError
from ..output import STANDARD_OUTPUT, is_direct, refusals, refuse_inputs, whole_file
from ..progress import Progress
from ..statistics import Statistics
from ._reading import Views
from ._views import MarcError, RecordView
from .record import Record
from .writer import JSONWriter, XMLWriter
from .xml_text import is_allowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any, Literal

    from .._sources import Input
    from .scan import Errors, MarcScan

#: How many bad records are listed, as by a scan.
REJECTS_MAX = 10_000
#: The fault of a text that was decoded with replacements.
_TEXT = "MARC_TEXT"


def export_records(
    source: Input,
    path: str,
    kind: Literal["json", "xml"],
    *,
    encoding: str = "auto",
    errors: Errors = "raise",
    limit: int | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Statistics:
    """Write records as MARC-in-JSON (an array) or MARCXML (a collection).

    Parameters
    ----------
    source, encoding, errors, limit, threads, progress
        As in `scan_marc`.
    path : str
        The file to write, `-` for standard output.
    kind : {"json", "xml"}
        What to write.

    Raises
    ------
    FormatError
        A record is damaged, or has a character that XML doesn't allow, and `errors` is `"raise"`.
    OutputError
        The output can't be written.
    """
    plan = Plan("marc", (source_of("source", source),), (), threads)
    plan.check_sources()
    refuse_inputs(path, plan.paths)
    with Views(plan, encoding=encoding, whole=True, progress=progress) as views:
        sorting = _Sorting(plan.label, errors, kind)
        with _opened(path) as file:
            counted: Any = _Counted(file)
            target: Any = counted if kind == "xml" else io.TextIOWrapper(counted, "utf-8", newline="\n")
            writer = XMLWriter(target) if kind == "xml" else JSONWriter(target)
            for view in islice(sorting.kept(iter(views)), limit):
                writer.write(Record._of(view))  # pyright: ignore[reportPrivateUsage]
            writer.close(close_fh=False)
            target.flush()
        run = views.stats
    statistics = Statistics(
        records=sorting.records,
        batches=run["batches"] if run else 0,
        bytes_in=run["bytes_in"] if run else 0,
        bytes_out=counted.bytes,
        seconds=run["seconds"] if run else 0.0,
        complete=run is not None,
        **sorting.counts(),
    )
    warn_of_rejects(statistics, plan.label)
    return statistics


def export_csv(scan: MarcScan, path: str, *, separator: str = "; ") -> Statistics:
    """Write a table as CSV: UTF-8, a line with the columns' names, null as nothing.

    Parameters
    ----------
    scan : MarcScan
        What to write.
    path : str
        The file to write, `-` for standard output.
    separator : str
        Stands between the texts of a list.

    Raises
    ------
    OptionError
        A column has bytes (`@raw`).
    """
    plan = scan.records_plan(None)
    plan.check_sources()
    refuse_inputs(path, plan.paths)
    with scan.open() as stream, _opened(path) as file:
        counted: Any = _Counted(file)
        text = io.TextIOWrapper(counted, "utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        _refuse_bytes(stream.schema)
        writer.writerow(stream.schema.names)
        for batch in stream:
            rows: Any = batch
            columns = [_cells(column.to_pylist(), separator) for column in rows.columns]
            writer.writerows(zip(*columns, strict=True))
        text.flush()
        found = stream.stats
    assert found is not None, "the stream was read to its end"
    answer: dict[str, Any] = {**found.to_dict(), "bytes_out": counted.bytes}
    return Statistics(**answer)


def _refuse_bytes(schema: Any) -> None:
    for field in schema:
        if str(field.type) == "binary":
            raise OptionError(
                f"column {field.name!r} has a record's bytes, which CSV has no place for",
                hint="leave it out, or write Parquet or Arrow",
            )


def _cells(values: list[Any], separator: str) -> list[Any]:
    return [_cell(value, separator) for value in values]


def _cell(value: Any, separator: str) -> Any:
    texts: Any = value
    return separator.join(texts) if isinstance(value, list) else value


class _Sorting:
    """Sorts out the records that can't be written, as `errors` says."""

    def __init__(self, label: str, errors: Errors, kind: str) -> None:
        self.records = 0
        self._label = label
        self._errors = errors
        self._xml = kind == "xml"
        self._rejected = self._replaced = 0
        self._rejects: list[dict[str, Any]] = []
        self._replacements: list[dict[str, Any]] = []

    def kept(self, views: Iterator[RecordView]) -> Iterator[RecordView]:
        """Give the records to be written."""
        number = offset = 0
        for view in views:
            error = view.error
            if error is None and self._xml and not is_allowed("".join(view.texts()).replace("\x1f", "")):
                reason = "it has a character that XML doesn't allow"
                error = MarcError(number, offset, len(view.raw), "MARC_XML_TEXT", reason)
            number += 1
            offset += len(view.raw)
            if error is not None:
                offset = error.offset + error.length
                self._note(error)
                if error.code != _TEXT:
                    continue
            self.records += 1
            yield view

    def _note(self, error: MarcError) -> None:
        if self._errors == "raise":
            kind = TruncatedFileError if error.code == "MARC_RECORD_CUT" else FormatError
            raise kind(
                f"the record is not valid: {error.reason}",
                code=error.code,
                path=printable(self._label),
                offset=error.offset,
                record=error.record,
                hint='correct the record, or go on without it: errors="collect"',
            )
        replaced = error.code == _TEXT
        self._replaced += replaced
        self._rejected += not replaced
        noted = self._replacements if replaced else self._rejects
        if self._errors == "collect" and len(noted) < REJECTS_MAX:
            noted.append(error._asdict())

    def counts(self) -> dict[str, Any]:
        """Give what a scan's statistics would say."""
        if self._errors == "raise":
            return {}
        if self._errors == "skip":
            return {"skipped": self._rejected, "replaced": self._replaced}
        lists = {"rejects": self._rejects, "replacements": self._replacements}
        return {"rejected": self._rejected, "replaced": self._replaced, **lists}


class _Counted(io.RawIOBase):
    """Counts what is written."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self.bytes = 0
        self._file = file

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any) -> int:
        """Write bytes."""
        self.bytes += len(data)
        return self._file.write(data)


@contextmanager
def _opened(path: str) -> Generator[IO[bytes], None, None]:
    """Open the output, which appears under its name when the block ends well."""
    if path == STANDARD_OUTPUT:
        sys.stdout.flush()
        with refusals(path), os.fdopen(os.dup(sys.stdout.fileno()), "wb") as file:
            yield file
    elif is_direct(path):
        with refusals(path), open(path, "wb") as file:
            yield file
    else:
        with whole_file(path) as temporary, refusals(path), open(temporary, "wb") as file:
            yield file
