"""What an input's bytes are read from: each content is opened anew for each run."""

from __future__ import annotations

import io
import os
import stat
import threading
from collections.abc import Callable
from typing import Any

from .errors import InputError

_used = "the input can be read once, and has been"


class Memory:
    """Bytes: read any number of times, and pickled with the scan."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.bytes: int | None = len(data)

    def open(self, *, look: bool) -> _MemoryReader:
        """Start a run."""
        return _MemoryReader(self.data)

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the same bytes."""
        return isinstance(other, Memory) and self.data == other.data

    def __hash__(self) -> int:
        """Hash the bytes."""
        return hash(self.data)


class _MemoryReader:
    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    def read(self, size: int) -> memoryview:
        piece = self._data[:size]
        self._data = self._data[len(piece) :]
        return piece

    def close(self) -> None:
        self._data = memoryview(b"")


class _Unpicklable:
    """What only this process has."""

    def __reduce__(self) -> Any:
        """Refuse."""
        raise TypeError("a scan of a file object or of standard input can't be pickled: give it a path")


class FileObject(_Unpicklable):
    """A file object that can seek: each run starts where it stood, and several may go on at once."""

    def __init__(self, file: Any, start: int, count: int | None) -> None:
        self.file = file
        self.start = start
        #: How many were left of it, where that is known; others may append to it.
        self.bytes = count
        self.lock = threading.Lock()

    def open(self, *, look: bool) -> _Positioned:
        """Start a run."""
        return _Positioned(self)


class _Positioned:
    """One run through a file object that others may move."""

    def __init__(self, content: FileObject) -> None:
        self._content = content
        self._at = content.start

    def read(self, size: int) -> Any:
        file = self._content.file
        with self._content.lock:
            if file.tell() != self._at:
                file.seek(self._at)
            data = file.read(size)
            self._at = file.tell()
        return data

    def close(self) -> None:
        """The file is the user's."""


class Borrowed:
    """A file object that can't seek."""

    def __init__(self, file: Any) -> None:
        # What is there is taken, without waiting for more; other classes may do as they like in `read1`.
        self.read = file.read1 if isinstance(file, io.BufferedIOBase) else file.read

    def close(self) -> None:
        """The file is the user's."""


class Once(_Unpicklable):
    """What can be read once: a pipe, standard input. Looking at the start leaves it to the run."""

    bytes = None

    def __init__(self, name: str, begin: Callable[[], Any]) -> None:
        self._name = name
        self._begin = begin
        self._lock = threading.Lock()
        self._reader: Any = None
        self._seen: list[Any] = []
        self._state = "new"

    def open(self, *, look: bool) -> _Run:
        """Start the run, or a look at the start."""
        with self._lock:
            if self._state in ("used", "looked at"):
                hint = "Keep what was read, or write the input to a file first."
                raise InputError(_used, code="INPUT_USED", path=self._name, hint=hint)
            self._state = "looked at" if look else "used"
            return _Run(self, look=look)

    def take(self, size: int, *, look: bool) -> Any:
        """Read on, or again what was looked at."""
        if self._reader is None:
            self._reader = self._begin()
        if not look and self._seen:
            return self._seen.pop(0)
        data = self._reader.read(size)
        if look:
            self._seen.append(data if isinstance(data, str) or data is None else bytes(data))
        return data

    def end(self, *, look: bool) -> None:
        """The run, or the look, is over."""
        if look:
            self._state = "new"
        elif self._reader is not None:
            self._reader.close()


class _Run:
    def __init__(self, content: Once, *, look: bool) -> None:
        self._content = content
        self._look = look
        self._again = 0

    def read(self, size: int) -> Any:
        if self._look and self._again < len(self._content._seen):  # pyright: ignore[reportPrivateUsage]
            self._again += 1
            return self._content._seen[self._again - 1]  # pyright: ignore[reportPrivateUsage]
        self._again += 1
        return self._content.take(size, look=self._look)

    def close(self) -> None:
        self._content.end(look=self._look)


class PathContent:
    """A path: the engine reads regular files by itself, Python opens FIFOs and devices, once."""

    bytes = None

    def __init__(self, path: str) -> None:
        self.path = path
        self._once: Once | None = None

    def open(self, *, look: bool) -> Any:
        """Start a run; None where the engine reads the path."""
        try:
            mode = os.stat(self.path).st_mode
        except OSError:
            return None
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            return None
        if self._once is None:
            self._once = Once(self.path, lambda: io.FileIO(self.path))
        return self._once.open(look=look)

    def __eq__(self, other: object) -> bool:
        """Tell whether both are the same path."""
        return isinstance(other, PathContent) and self.path == other.path

    def __hash__(self) -> int:
        """Hash the path."""
        return hash(self.path)

    def __reduce__(self) -> Any:
        """Pickle the path."""
        return PathContent, (self.path,)
