"""Lines on standard output and standard error."""

from __future__ import annotations

import errno
import sys
from collections.abc import Generator
from contextlib import contextmanager

from rogtk_bridge.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

__all__ = ["output", "put", "safe", "say", "writing"]


def say(line: str) -> None:
    """Write a line to standard error."""
    stderr = sys.stderr
    # None where the process was started without it.
    if stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]
        stderr.write(f"{line}\n")
        stderr.flush()


def put(line: str) -> None:
    """Write a line to standard output."""
    stdout = output()
    with writing():
        stdout.write(f"{line}\n")


def output() -> TextIO:
    """Give standard output, which a process may have been started without."""
    stdout = sys.stdout
    if stdout is None:  # pyright: ignore[reportUnnecessaryComparison]
        from ..errors import OutputError

        raise OutputError("standard output is closed", errno=errno.EBADF, code="OUTPUT_IO", path="-")
    return stdout


@contextmanager
def writing() -> Generator[None, None, None]:
    """Name standard output in what the operating system refuses inside the block."""
    try:
        yield
    except OSError as error:
        error.filename = "standard output"
        raise
