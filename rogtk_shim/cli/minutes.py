"""Progress where nobody looks on: a line a minute on standard error, which lands in the job's log."""

from __future__ import annotations

import sys
import time

from .text import safe, say

_seconds = 60.0


def watched() -> bool:
    """Tell whether standard error is a terminal."""
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        # None, or closed.
        return False


class Minutes:
    """A progress function that writes a line when a minute has passed since the last."""

    def __init__(self, name: str, seconds: float = _seconds) -> None:
        self._name = safe(name)
        self._seconds = seconds
        self._started = self._last = time.monotonic()

    def __call__(self, done: int, total: int | None, records: int) -> None:
        """Take the bytes done, the bytes in all, and the records so far."""
        now = time.monotonic()
        if now - self._last < self._seconds:
            return
        self._last = now
        share = f" of {total:,} ({done / total:.0%})" if total else ""
        say(f"{self._name}: {done:,}{share} bytes, {records:,} records, {now - self._started:.0f} s")
