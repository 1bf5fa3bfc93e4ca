"""The engine's process: its start, its three descriptors, and its end."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

from ._printed import Printed
from .errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# As much as Linux allows a user without privileges where nobody has changed that.
_pipe_bytes = 1024 * 1024
# What may pass until the last printed lines have come, or until a process without channel has ended.
_linger_seconds_max = 2.0
_receive_flags = 0 if sys.platform == "win32" else socket.MSG_WAITALL

# Every engine that hasn't been released: a forked child has to close its copies of their descriptors.
live: set[EngineProcess] = set()


def _socket_pair() -> tuple[socket.socket, socket.socket]:
    """
    Make a pair of connected sockets whose descriptors are none of the three standard ones.

    In a process that has closed those, they would be: and what is started gets its own in their places.
    """
    ours, theirs = socket.socketpair()
    if min(ours.fileno(), theirs.fileno()) > 2:
        return ours, theirs
    import fcntl

    with ours, theirs:
        moved = [fcntl.fcntl(one.fileno(), fcntl.F_DUPFD_CLOEXEC, 3) for one in (ours, theirs)]
    return socket.socket(fileno=moved[0]), socket.socket(fileno=moved[1])


def _widen(pipe: Any) -> None:
    """Let a pipe hold as much as the system allows anybody: inputs come in pieces of a MiB."""
    if sys.platform != "linux":
        return
    import fcntl

    try:
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _pipe_bytes)
    except OSError:
        # One user's pipes may hold only so much together; then it stays as it is.
        return


class EngineProcess:
    """
    One running engine.

    Requests go to its standard input, answers come on the channel: an end of a Unix socket pair, or its
    standard output where that can't be had. A thread keeps the tail of what it prints, and logs it.
    """

    def __init__(
        self, command: list[str], settings: dict[str, Any], environment: dict[str, str], *, use_socket: bool
    ) -> None:
        self._socket: socket.socket | None = None
        theirs: socket.socket | None = None
        options: dict[str, Any] = {}
        if use_socket:
            self._socket, theirs = _socket_pair()
            options["pass_fds"] = (theirs.fileno(),)
        settings = {**settings, "channel": theirs.fileno() if theirs else 1}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NO_WINDOW
        else:
            # Ctrl-C in a terminal goes to a whole process group: the engine leads its own.
            options["start_new_session"] = True
        try:
            self._popen = subprocess.Popen(
                [*command, json.dumps(settings)],
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT if theirs else subprocess.PIPE,
                env=_clean_environment() | environment,
                # Requests carry absolute paths. The caller's folder may go, or be on a disk to be unmounted.
                cwd=os.path.abspath(os.sep),
                **options,
            )
        except OSError as error:
            if self._socket is not None:
                self._socket.close()
            raise EngineError(
                f"The engine can't be started with {command[0]}: {error.strerror}", code="ENGINE_START"
            ) from error
        finally:
            if theirs is not None:
                theirs.close()
        _widen(self._popen.stdin)
        self.pid = self._popen.pid
        self._printed = Printed(self._popen.stdout if theirs else self._popen.stderr)
        live.add(self)

    # Channel

    def receive_into(self, view: memoryview) -> int:
        """
        Fill the view from the channel; give the bytes got, fewer only at its end.

        One call for a whole frame where there is a socket: between two reads the thread needs the interpreter
        lock, for which it may wait some milliseconds while Python is busy.
        """
        got = 0
        while got < len(view):
            count = self._receive_some(view[got:])
            if count == 0:
                break
            got += count
        return got

    def receive(self, length: int) -> bytes:
        """Give so many bytes from the channel, fewer only at its end: one call, as `receive_into`."""
        parts: list[bytes] = []
        missing = length
        while missing > 0:
            part = self._receive_part(missing)
            if not part:
                break
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _receive_part(self, length: int) -> bytes:
        if self._socket is None:
            return self._popen.stdout.read(length) or b""  # type: ignore[union-attr]
        try:
            return self._socket.recv(length, _receive_flags)
        except ConnectionError:
            return b""

    def _receive_some(self, view: memoryview) -> int:
        if self._socket is None:
            return self._popen.stdout.readinto(view)  # type: ignore[union-attr]
        try:
            return self._socket.recv_into(view, 0, _receive_flags)
        except ConnectionError:
            return 0

    def send(self, data: bytes | memoryview) -> bool:
        """Write to the engine's standard input; False when it has gone."""
        view = memoryview(data)
        try:
            while view:
                view = view[self._popen.stdin.write(view) :]  # type: ignore[union-attr]
        except OSError:
            return False
        return True

    # End

    def close_channel(self) -> None:
        """Wake whoever reads or writes the channel on either side, and end it."""
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                # The other side has ended it already.
                return

    def close_input(self) -> None:
        """End the engine's standard input, upon which it leaves. Only the thread that writes it may do so."""
        try:
            self._popen.stdin.close()  # type: ignore[union-attr]
        except OSError:
            return

    def kill(self) -> None:
        """End the process at once."""
        self._popen.kill()

    def wait(self, seconds: float) -> bool:
        """Wait until the process has ended; False when it hasn't in time."""
        # Its printed output ends when the process does, which spares polling.
        ended = self._printed.wait(seconds)
        try:
            self._popen.wait(_linger_seconds_max if ended else 0.0)
        except subprocess.TimeoutExpired:
            return False
        return True

    def reap(self) -> int:
        """Collect a process that has let go of its channel; kill it if it won't end. Gives the exit code."""
        if not self.wait(_linger_seconds_max):
            self.kill()
        code = self._popen.wait()
        self._printed.wait(_linger_seconds_max)
        return code

    def release(self) -> None:
        """Close our side of a process that has ended."""
        live.discard(self)
        if self._socket is not None:
            self._socket.close()
        elif not self._popen.stdout.closed:  # type: ignore[union-attr]
            self._popen.stdout.close()  # type: ignore[union-attr]

    def has_ended(self) -> bool:
        """Say whether the process has ended, without waiting."""
        return self._popen.poll() is not None

    def abandon(self) -> None:
        """In a forked child: close the inherited ends without a word; the process is no child of ours."""
        if self._socket is not None:
            self._socket.close()
        for stream in (self._popen.stdin, self._popen.stdout, self._popen.stderr):
            if stream is not None:
                stream.close()
        self._popen.returncode = 0

    def tail(self) -> str:
        """Give the last 8 KiB that the engine printed."""
        return self._printed.tail()


def _clean_environment() -> dict[str, str]:
    """
    Give the engine our environment without what would steer its Node.

    NODE_OPTIONS and NODE_PATH may load foreign code into it, NODE_CHANNEL_FD makes it take a descriptor for
    its parent's.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("NODE_")}


def abandon_all() -> None:
    """In a forked child: let go of every engine of the parent."""
    for process in list(live):
        process.abandon()
    live.clear()
