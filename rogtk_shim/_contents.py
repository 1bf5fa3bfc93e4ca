"""Inputs that are no paths: bytes, and file objects opened for bytes."""

from __future__ import annotations

import os
import stat
import sys

from ._options import path_text
from ._plan import Source
from ._sources import STANDARD_INPUT, PathContent
from ._urls import is_url, local_path, url_source
from .errors import InputError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any, TypeAlias

    #: What an input can be: a path, its bytes, or a file object opened for bytes.
    Input: TypeAlias = str | os.PathLike[str] | bytes | bytearray | memoryview | IO[bytes]

#: What is taken from bytes at a time.
_PIECE_BYTES = 1 << 20


def source_of(name: str, value: Any) -> Source:
    """Make the source for a path, `-`, a URL, bytes or a file object; `name` is the parameter's."""
    if is_url(value):
        path = local_path(value)
        return url_source(value) if path is None else Source.of(path)
    if isinstance(value, bytes | bytearray | memoryview):
        data: Any = value  # pyright: ignore[reportUnknownVariableType]
        return Source(None, f"<{type(data).__name__}>", BytesContent(bytes(data)))
    if hasattr(value, "read"):
        label = getattr(value, "name", None)
        return Source(
            None, label if isinstance(label, str) else f"<{type(value).__name__}>", FileContent(value)
        )
    if not isinstance(value, (str, os.PathLike)):
        wanted = "a path, bytes, or a file object that is open for reading bytes"
        raise TypeError(f"{name} must be {wanted}, not {type(value).__name__}")
    path = path_text(name, value)
    if path == STANDARD_INPUT:
        return Source(None, path, FileContent(sys.stdin.buffer))
    source = Source.of(path)
    return source._replace(content=PathContent(path)) if _is_pipe(path) else source


def _is_pipe(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)


class BytesContent:
    """Bytes as a source's content: it can be read any number of times."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def bytes(self) -> int:
        """How many there are."""
        return len(self._data)

    def open(self, *, look: bool) -> _BytesReader:
        """Start a run."""
        return _BytesReader(self._data)

    def __eq__(self, other: object) -> bool:
        """Tell whether both hold the same."""
        return isinstance(other, BytesContent) and self._data == other._data

    def __hash__(self) -> int:
        """Hash the bytes."""
        return hash(self._data)


class _BytesReader:
    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    def read(self, size: int) -> memoryview:
        """Give the next piece."""
        piece = self._data[: min(size, _PIECE_BYTES)]
        self._data = self._data[len(piece) :]
        return piece

    def close(self) -> None:
        """Let go of the bytes."""
        self._data = memoryview(b"")


class FileContent:
    """A file object as a source's content, read from where it stands.

    One that can seek is read from there by each run; any other one once. It isn't closed.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self._start, self.bytes = _extent(file)
        #: What a look has read of a file that can't go back.
        self._head: list[Any] = []
        self._used = False

    def open(self, *, look: bool) -> _FileReader:
        """Start a run, or look at the start."""
        if self._start is not None:
            self._file.seek(self._start)
            return _FileReader(self._file, [], None)
        if self._used:
            raise InputError(
                "this input can be read once only, and has been",
                code="INPUT_USED",
                hint="Keep what was read, or write it to a file first.",
            )
        self._used = not look
        head, self._head = self._head, []
        return _FileReader(self._file, head, self._head if look else None)


class _FileReader:
    def __init__(self, file: Any, head: list[Any], kept: list[Any] | None) -> None:
        self._file = file
        self._head = head
        self._kept = kept
        # What waits in a pipe is better had now than with what is yet to come.
        self._read: Any = getattr(file, "read1", None) or file.read

    def read(self, size: int) -> Any:
        """Give what there is, waiting for at least something."""
        data = self._head.pop(0) if self._head else self._read(size)
        if self._kept is not None and data:
            self._kept.append(data)
        return data

    def close(self) -> None:
        """Keep what was not read again for the run that comes."""
        if self._kept is not None:
            self._kept.extend(self._head)
            self._kept = None
        self._file = self._read = None


def _extent(file: Any) -> tuple[int | None, int | None]:
    """Where the file stands and how many bytes follow, if it can be gone back to."""
    try:
        if not file.seekable():
            return None, None
        start: int = file.tell()
        end: int = file.seek(0, os.SEEK_END)
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        return None, None
    return start, max(0, end - start)
