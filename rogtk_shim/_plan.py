"""What is to be read, as plain values: the part of a request that doesn't depend on where the result goes."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .errors import InputError, InputNotFoundError

if TYPE_CHECKING:

    class Reader(Protocol):
        """What the bridge reads an input with."""

        def read(self, size: int, /) -> Any: ...
        def close(self) -> None: ...


class Content(Protocol):
    """An input that is no path, or a path that may lead to no regular file."""

    #: How many bytes it has; None where nobody knows.
    @property
    def bytes(self) -> int | None: ...

    def open(self, *, look: bool) -> Reader | None:
        """Start a run; with `look`, one that reads the start alone, and leaves it to the next run.

        None where the engine reads the source's path by itself.
        """
        ...


class Source(NamedTuple):
    """One input."""

    #: Absolute, as the operating system has it. Made so at once: the engine and a worker that gets a pickled
    #: scan may have other working folders. None for what is no path.
    path: bytes | None
    #: As the user wrote it, for messages.
    name: str
    #: What is no path, or may be none for the engine.
    content: Content | None = None

    @classmethod
    def of(cls, path: str) -> Source:
        """Make the source for a path; `..` is left to the operating system, as links may stand before it."""
        raw = os.fsencode(path)
        # An empty path stays one: it must not become the folder.
        absolute = raw if not raw or os.path.isabs(raw) else os.path.join(_working_folder(path), raw)
        return cls(absolute, printable(path))


def _working_folder(path: str) -> bytes:
    try:
        return os.getcwdb()
    except FileNotFoundError as error:
        message = f"there is no working folder any more, so {printable(path)} names nothing"
        raise InputNotFoundError(
            message, errno=errno.ENOENT, code="INPUT_NOT_FOUND", path=printable(path)
        ) from error


def printable(path: str) -> str:
    """Return the path as text that can be encoded: bytes that are no UTF-8 are shown as escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class Plan(NamedTuple):
    """Sources, options and resources of a run; one of these and an operation make a request."""

    format: str
    sources: tuple[Source, ...]
    #: The format's own options, already checked.
    options: tuple[tuple[str, Any], ...]
    #: Threads wished for; None: as many as are allowed. Never more than that.
    threads: int | None = None
    #: Working memory wished for in bytes; None: the engine's own choice.
    memory_bytes: int | None = None

    @property
    def label(self) -> str:
        """The input's name, for a bar or a message."""
        names = [source.name for source in self.sources]
        return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"

    @property
    def paths(self) -> list[str]:
        """Where the inputs are."""
        return [os.fsdecode(source.path) for source in self.sources if source.path is not None]

    def check_sources(self) -> None:
        """Raise for the first input that isn't there, or that this process may not look at."""
        for source in self.sources:
            if source.path is None:
                continue
            try:
                os.stat(source.path)
            except (FileNotFoundError, NotADirectoryError) as error:
                message = f"{self.format.upper()} file does not exist: {source.name}"
                code = "INPUT_NOT_FOUND"
                raise InputNotFoundError(message, errno=errno.ENOENT, code=code, path=source.name) from error
            except OSError as error:
                message = f"the input can't be read: {error.strerror}"
                code = "INPUT_UNREADABLE"
                raise InputError(message, errno=error.errno, code=code, path=source.name) from error

    def request(
        self,
        operation: str,
        *,
        sink: Mapping[str, Any] | None = None,
        progress_seconds: float | None = None,
    ) -> dict[str, Any]:
        """Make the request that carries out `operation` on this."""
        from rogtk_bridge import threads_allowed

        allowed = threads_allowed()
        return {
            "operation": operation,
            "format": self.format,
            "sources": [_described(source, look=operation == "schema") for source in self.sources],
            "options": dict(self.options),
            "sink": None if sink is None else dict(sink),
            "threads": allowed if self.threads is None else min(self.threads, allowed),
            "progress": progress_seconds,
            "memory": self.memory_bytes,
        }


def _described(source: Source, *, look: bool) -> dict[str, Any]:
    content = source.content
    reader = None if content is None else content.open(look=look)
    if content is None or reader is None:
        return {"path": source.path, "name": source.name}
    return {"reader": reader, "name": source.name, "bytes": content.bytes}
