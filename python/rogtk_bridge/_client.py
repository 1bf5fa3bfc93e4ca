"""The way into the engine: one per Python process, started at the first call, shared by all threads."""

from __future__ import annotations

import atexit
import sys
import threading
import weakref

from . import _fork
from .errors import EngineError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Any

    from ._answer import Answer
    from ._engine import Engine
    from ._stream import BatchStream

# An engine without work leaves after this time. Python decides, as only it knows that no call is on its way.
IDLE_SECONDS_MAX = 600.0
# What a cancelled call waits for the engine to clean up.
CANCEL_SECONDS_MAX = 2.0


class Client:
    """
    Calls to the engine. An engine that crashed, left or was forked away from is replaced at the next call.

    Parameters
    ----------
    entry : str, optional
        The engine's entry file. By default the environment variable ROGTK_SHIM_ENGINE, for work on the engine
        itself, then the one in this package.
    node : str, optional
        The Node.js executable; by default it is looked for, see `rogtk_bridge.find_node`.
    idle_seconds : float
        After how much time without work the engine leaves.
    use_socket : bool, optional
        Whether answers come on a Unix socket pair; by default, wherever there are such.
    """

    def __init__(
        self,
        *,
        entry: str | None = None,
        node: str | None = None,
        idle_seconds: float = IDLE_SECONDS_MAX,
        use_socket: bool | None = None,
    ) -> None:
        self._entry = entry
        self._node = node
        self._idle_seconds = idle_seconds
        self._use_socket = sys.platform != "win32" if use_socket is None else use_socket
        # Held while an engine starts; a fork waits for it. A signal handler may ask for it once more.
        self.lock = threading.RLock()
        self._engine: Engine | None = None
        _clients.add(self)
        _fork.watch(self)

    @property
    def pid(self) -> int | None:
        """The process id of the engine, None where none was started."""
        return None if self._engine is None else self._engine.process.pid

    @property
    def engine(self) -> Engine | None:
        """The engine, None where none was started."""
        return self._engine

    def call(
        self,
        request: Mapping[str, Any],
        *,
        on_progress: Callable[[dict[str, Any]], object] | None = None,
        describe: str | None = None,
    ) -> dict[str, Any]:
        """
        Send a request and wait for its end.

        An interrupt, or an exception of `on_progress`, cancels the request, waits for the engine to clean up
        (two seconds at most), and comes through.

        Parameters
        ----------
        request : mapping
            The REQUEST frame's content. A source may have a ``reader`` in place of a ``path``: an object with
            ``read(size)`` and ``close()`` that is read in this thread, as the engine asks for it. What it
            raises comes through and cancels the request.
        on_progress : callable, optional
            Called in this thread with the content of each PROGRESS frame.
        describe : str, optional
            What is being done, as the end of "The engine crashed while …".

        Returns
        -------
        dict
            The engine's statistics; of the operation ``schema`` also the Arrow IPC message, as ``schema``.
        """
        engine, answer = self._submit(request, describe)
        schema: bytes | None = None
        try:
            # Only now, while Node boots.
            from . import _frames as frames
            from ._answer import FAILED
            from ._fault import make_error

            while True:
                kind, content = answer.take()
                if kind == frames.PROGRESS:
                    if on_progress is not None:
                        on_progress(content)
                elif kind == frames.SCHEMA:
                    schema = bytes(content)
                elif kind == frames.BATCH:
                    raise EngineError("The engine sent a batch that nobody asked for", code="PROTOCOL")
                else:
                    answer.close_inputs()
                    break
        except BaseException:
            engine.cancel_and_wait(answer, CANCEL_SECONDS_MAX)
            raise
        if kind == frames.DONE:
            return content if schema is None else {**content, "schema": schema}
        raise content if kind == FAILED else make_error(content)

    def stream(
        self,
        request: Mapping[str, Any],
        *,
        on_progress: Callable[[dict[str, Any]], object] | None = None,
        describe: str | None = None,
        as_bytes: bool = False,
    ) -> BatchStream:
        """
        Send a request whose answer is a stream of record batches. Returns at once.

        `on_progress` is called in the thread that reads the stream. With `as_bytes`, batches arrive as bytes
        that `BatchStream.message` gives, for those who cut values out of them by themselves; they need not
        lie where Arrow's consumers like them. The other parameters are those of `call`.
        """
        engine, answer = self._submit(request, describe, as_bytes=as_bytes)
        try:
            # Only now, as this imports pyarrow: the engine is starting, or already at work.
            from ._stream import BatchStream

            return BatchStream(engine, answer, on_progress)
        except BaseException:
            engine.cancel(answer)
            raise

    def close(self) -> None:
        """End the engine, if one is running. Another call starts another."""
        with self.lock:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def __enter__(self) -> Client:
        """Return the client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the client."""
        self.close()

    def forget(self) -> None:
        """In a forked child: drop the parent's engine. Its descriptors are closed already."""
        self.lock = threading.RLock()
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.forked = True

    def _submit(
        self, request: Mapping[str, Any], describe: str | None, *, as_bytes: bool = False
    ) -> tuple[Engine, Answer]:
        engine = self._running()
        from ._engine import EngineGone

        while True:
            try:
                return engine, engine.submit(request, describe, as_bytes=as_bytes)
            except EngineGone:
                engine = self._running(instead_of=engine)

    def _running(self, instead_of: Engine | None = None) -> Engine:
        engine = self._engine
        if engine is not None and engine is not instead_of:
            return engine
        with self.lock:
            if self._engine is None or self._engine is instead_of:
                self._engine = self._start()
            return self._engine

    def _start(self) -> Engine:
        from ._address_space import LIMITED_ENVIRONMENT, LIMITED_FLAGS, address_space_limit, fit
        from ._entry import bundled_version, entry_file
        from ._node import find_node
        from ._threads import threads_allowed

        entry = entry_file(self._entry)
        version = bundled_version(entry)
        node = self._node or find_node()

        from ._frames import PROTOCOL
        from ._process import EngineProcess

        settings: dict[str, Any] = {"protocol": PROTOCOL, "version": version, "threads": threads_allowed()}
        # Node opens its debugger's port on SIGUSR1, which is sent to whole jobs on clusters.
        # A small young generation is collected often: large compressed pages hang on a few small objects.
        flags = ["--disable-sigusr1", "--max-semi-space-size=2"]
        environment: dict[str, str] = {}
        limit = address_space_limit()
        if limit is not None:
            settings["threads"], settings["memory_pages_max"] = fit(limit, settings["threads"])
            flags += LIMITED_FLAGS
            environment = LIMITED_ENVIRONMENT
        process = EngineProcess([node, *flags, entry], settings, environment, use_socket=self._use_socket)
        # Only after the process has started: what follows is imported while Node boots.
        from ._engine import Engine

        return Engine(process, node=node, version=version, idle_seconds=self._idle_seconds)


_clients: weakref.WeakSet[Client] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for client in list(_clients):
        client.close()


shared = Client()
