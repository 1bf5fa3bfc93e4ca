"""A file that the engine checks while Python reads it: no record has to be sent."""

from __future__ import annotations

import errno
import os
import stat

from ..errors import InputError

__all__ = ["PlacedFile"]

_GZIP = b"\x1f\x8b"


class PlacedFile:
    """
    A regular file from which bytes are read by their places, whatever becomes of the object it was opened by.

    Parameters
    ----------
    descriptor : int
        The file, opened to be read. It belongs to this object from now on.
    name : str
        What errors call it.
    """

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self._name = name
        self._is_checked = False
        status = os.fstat(descriptor)
        self._written, self._size = status.st_mtime_ns, status.st_size

    @classmethod
    def of_path(cls, path: bytes | None, name: str) -> PlacedFile | None:
        """Open a regular file that isn't packed; None for anything else, also for what has to be refused."""
        if path is None or not hasattr(os, "pread"):
            return None
        try:
            # What isn't regular may wait for somebody to write.
            if not stat.S_ISREG(os.stat(path).st_mode):
                return None
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        except OSError:
            return None
        file = cls(descriptor, name)
        if os.pread(descriptor, len(_GZIP), 0) == _GZIP:
            file.close()
            return None
        return file

    @classmethod
    def of_descriptor(cls, descriptor: int, name: str) -> PlacedFile | None:
        """Take another descriptor of an open file."""
        return cls(os.dup(descriptor), name) if hasattr(os, "pread") else None

    def check(self, path: bytes) -> None:
        """
        Make sure that the engine has opened the same file, when it has opened one.

        Raises
        ------
        InputError
            Another one has got its name in the meantime.
        """
        if self._is_checked:
            return
        self._is_checked = True
        try:
            is_same = os.path.samestat(os.fstat(self._descriptor), os.stat(path))
        except OSError:
            is_same = False
        if not is_same:
            raise self.changed("another file has got its name while it was opened")

    def read(self, size: int, place: int) -> bytes:
        """
        Read bytes from a place.

        Raises
        ------
        InputError
            They can't be read, or aren't there any more.
        """
        try:
            data = os.pread(self._descriptor, size, place)
            while 0 < len(data) < size:
                more = os.pread(self._descriptor, size - len(data), place + len(data))
                if not more:
                    break
                data += more
        except OSError as error:
            message = f"the input can't be read: {error.strerror}"
            raise InputError(
                message, errno=error.errno or errno.EIO, code="INPUT_IO", path=self._name
            ) from error
        if len(data) < size:
            raise self.changed("the file has changed while it was read")
        self._check_time()
        return data

    def _check_time(self) -> None:
        """Make sure that nobody has written to the file since it was opened, unless to its end."""
        status = os.fstat(self._descriptor)
        if status.st_mtime_ns == self._written:
            return
        if status.st_size <= self._size:
            raise self.changed("the file has changed while it was read")
        self._written, self._size = status.st_mtime_ns, status.st_size

    def changed(self, what: str) -> InputError:
        """Make the error for a file that isn't any more what it was."""
        hint = "read it when nobody writes it any more, or a copy"
        return InputError(what, errno=errno.EIO, code="INPUT_CHANGED", path=self._name, hint=hint)

    def close(self) -> None:
        """Close the file; doing it twice is fine."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)

    def __del__(self) -> None:
        """Close what nobody can read any more."""
        self.close()
