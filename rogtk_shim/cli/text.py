"""Lines on standard output and standard error."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

from .._safe import safe

__all__ = ["put", "safe", "say", "writing"]


def say(line: str) -> None:
    """Write a line to standard error."""
    stderr = sys.stderr
    # None where the process was started without it.
    if stderr is not None:  # pyright: ignore[reportUnnecessaryComparison]
        stderr.write(f"{line}\n")
        stderr.flush()


def put(line: str) -> None:
    """Write a line to standard output."""
    with writing():
        sys.stdout.write(f"{line}\n")


@contextmanager
def writing() -> Generator[None, None, None]:
    """Name standard output in what the operating system refuses inside the block."""
    try:
        yield
    except OSError as error:
        error.filename = "standard output"
        raise
