"""Bytes, files and paths to views: the one place that readers have their records from."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from io import BytesIO
from typing import IO, cast

from ._views import MarcError
from .ahead import Ahead
from .exceptions import (
    BaseAddressInvalid,
    BaseAddressNotFound,
    EndOfRecordNotFound,
    NoFieldsFound,
    RecordDirectoryInvalid,
    RecordLengthInvalid,
    TruncatedRecord,
)
from .extent import Chunk, Chunks
from .parse import Decoding, parse_view, read_leader
from .view import HeldView, RecordView

__all__ = ["Source", "ahead_of", "open_source", "view_of", "views"]

#: What records can be read from: bytes, a file object opened for bytes, or a path, also of a file compressed
#: by gzip.
Source = bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes]

_CODES: dict[type[Exception], str] = {
    RecordLengthInvalid: "MARC_RECORD_LENGTH",
    TruncatedRecord: "MARC_RECORD_CUT",
    EndOfRecordNotFound: "MARC_TERMINATOR",
    BaseAddressInvalid: "MARC_BASE_ADDRESS",
    BaseAddressNotFound: "MARC_BASE_ADDRESS",
    RecordDirectoryInvalid: "MARC_DIRECTORY",
    NoFieldsFound: "MARC_DIRECTORY",
    UnicodeDecodeError: "MARC_TEXT",
}


def open_source(source: Source) -> IO[bytes]:
    """Give a file object for what records are read from. What a path leads to is unpacked if it is gzip."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return BytesIO(source)
    if not isinstance(source, (str, os.PathLike)):
        return source
    file = open(source, "rb")  # noqa: SIM115
    if file.peek(2)[:2] != b"\x1f\x8b":
        return file
    file.close()
    return cast("IO[bytes]", gzip.open(source, "rb"))


def ahead_of(source: Source, file: IO[bytes]) -> Ahead | None:
    """Say what the engine can read of what `open_source` was given, and gave."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Ahead.of_bytes(bytes(source))
    if isinstance(source, (str, os.PathLike)):
        return Ahead.of_path(os.fspath(source), file, packed=isinstance(file, gzip.GzipFile))
    return Ahead.of_file(source)


def views(file: IO[bytes], how: Decoding) -> Iterator[RecordView]:
    """
    Give a view of each record.

    A damaged record's view has its bytes, no fields, and the error; the records behind it follow.

    Parameters
    ----------
    file : file object
        What `open_source` gave.
    how : Decoding
        How bytes become text. If they are to stay bytes, the views have no fields: those are taken from
        `raw`.
    """
    for index, chunk in enumerate(Chunks(file)):
        yield view_of(index, chunk, how)


def view_of(index: int, chunk: Chunk, how: Decoding) -> RecordView:
    """Give the view of a record that was found; `index` is its number."""
    fault: Exception | None = chunk.fault
    if fault is None:
        try:
            if how.to_unicode:
                return parse_view(chunk.raw, how)
            return HeldView(read_leader(chunk.raw), chunk.raw, [], [], encoding="")
        except Exception as error:
            fault = error
    code = _CODES.get(type(fault), "MARC_RECORD")
    error = MarcError(index, chunk.offset, len(chunk.raw), code, str(fault))
    return HeldView("", chunk.raw, [], [], error=error, cause=fault)
