"""Inputs by what users pass: a path, bytes, a binary file object, `-`, or a path that is no regular file."""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import IO, Any, TypeAlias

from ._contents import Borrowed, FileObject, Memory, Once, PathContent
from ._options import path_text
from ._plan import Source
from ._urls import is_url, local_path, url_source
from .errors import InputError

#: What an input can be: a path, `-`, a URL, its bytes, or a file object opened for bytes.
Input: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]

#: Standard input's name among paths.
STANDARD_INPUT = "-"


def source_of(name: str, value: Any) -> Source:
    """Make the source for what a user passed as the parameter `name`.

    A path, bytes and a URL can be read any number of times, and pickled. A file object that can seek is read
    from where it stands now, by each run. What can't seek, standard input (`-`) and FIFOs are read once.
    """
    if isinstance(value, (bytes, bytearray, memoryview)):
        return Source(None, "<bytes>", Memory(bytes(value)))  # pyright: ignore[reportUnknownArgumentType]
    if callable(getattr(value, "read", None)):
        return _file_source(name, value)
    if is_url(value):
        path = local_path(value)
        return url_source(value) if path is None else _path_source(path)
    if not isinstance(value, (str, os.PathLike)):
        wanted = "a path, a URL, bytes, or a file object that is open for reading bytes"
        raise TypeError(f"{name} must be {wanted}, not {type(value).__name__}")
    path = path_text(name, value)
    if path == STANDARD_INPUT:
        return Source(None, path, Once(path, _standard_input))
    return _path_source(path)


def _path_source(path: str) -> Source:
    source = Source.of(path)
    return source._replace(content=PathContent(os.fsdecode(source.path or b"")))


def _file_source(name: str, file: Any) -> Source:
    if isinstance(file, io.TextIOBase) or isinstance(getattr(file, "encoding", None), str):
        raise TypeError(f"{name} is open for reading text: open it with 'rb'")
    known = getattr(file, "name", None)
    label = known if isinstance(known, str) and known else f"<{type(file).__name__}>"
    start = _start(file)
    if start is None:
        return Source(None, label, Once(label, lambda: Borrowed(file)))
    return Source(None, label, FileObject(file, start, _left(file, start)))


def _start(file: Any) -> int | None:
    """Where a file stands, if it can be gone back to; asking moves nothing."""
    try:
        # A decompressing file always says that it can: it depends on what it reads.
        packed = getattr(file, "fileobj", file)
        return file.tell() if file.seekable() and packed.seekable() else None
    except (AttributeError, OSError, ValueError):
        return None


def _left(file: Any, start: int) -> int | None:
    """How many bytes follow. Only plain files say so: others would unpack all to find their end."""
    if isinstance(file, io.BytesIO):
        return max(0, file.getbuffer().nbytes - start)
    raw = getattr(file, "raw", file)
    return max(0, os.fstat(raw.fileno()).st_size - start) if isinstance(raw, io.FileIO) else None


def _standard_input() -> Any:
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison]
        raise InputError("standard input is closed", errno=errno.EBADF, code="INPUT_IO", path=STANDARD_INPUT)
    return Borrowed(sys.stdin.buffer)
