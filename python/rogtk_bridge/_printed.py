"""What the engine prints: its tail is kept for a crash, its lines are logged."""

from __future__ import annotations

import sys
import threading
from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TAIL_BYTES_MAX = 8 * 1024
LOG_LINE_BYTES_MAX = 8 * 1024
_read_bytes = 64 * 1024


class Printed:
    """
    Reads a pipe to its end, in a thread of its own, and closes it.

    Parameters
    ----------
    pipe : binary file object
        What the engine prints to.
    """

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe
        self._tail: deque[bytes] = deque()
        self._tail_bytes = 0
        self._thread = threading.Thread(target=self._drain, name="rogtk-shim-log", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait until the pipe has ended; False when it hasn't in time."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def tail(self) -> str:
        """Give the last 8 KiB that came."""
        return b"".join(self._tail)[-TAIL_BYTES_MAX:].decode(errors="replace")

    def _drain(self) -> None:
        rest = b""
        while True:
            try:
                data: bytes = self._pipe.read(_read_bytes)
            except (OSError, ValueError):
                data = b""
            if not data:
                break
            self._keep(data)
            *lines, rest = (rest + data).split(b"\n")
            rest = rest[-LOG_LINE_BYTES_MAX:]
            for line in lines:
                _log(line)
        if rest:
            _log(rest)
        self._pipe.close()

    def _keep(self, data: bytes) -> None:
        self._tail.append(data)
        self._tail_bytes += len(data)
        while self._tail_bytes - len(self._tail[0]) >= TAIL_BYTES_MAX:
            self._tail_bytes -= len(self._tail.popleft())


def _log(line: bytes) -> None:
    # Nobody can have set up logging who hasn't imported it, and the import takes longer than a small file.
    if "logging" in sys.modules:
        import logging

        text = line[:LOG_LINE_BYTES_MAX].decode(errors="replace").rstrip()
        logging.getLogger("rogtk_shim.engine").info("%s", text)
