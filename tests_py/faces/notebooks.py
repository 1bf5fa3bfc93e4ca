"""A real kernel, as a notebook talks to it."""

from __future__ import annotations

import html
import textwrap
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, NamedTuple

from jupyter_client.manager import start_new_kernel

SECONDS_MAX = 60.0


class Cell(NamedTuple):
    """What came of a cell."""

    out: str
    err: str
    #: The name of its exception.
    error: str | None
    #: What its widgets were opened with and sent, in order.
    widgets: list[dict[str, Any]]

    @property
    def texts(self) -> list[str]:
        """What its widgets showed as text."""
        texts = [state["value"] for state in self.widgets if isinstance(state.get("value"), str)]
        # Figure spaces keep a line together.
        return [" ".join(html.unescape(text).split()) for text in texts]


class Notebook:
    """Runs cells."""

    def __init__(self, manager: Any, client: Any) -> None:
        self._manager = manager
        self._client = client

    def press_stop(self, way: str) -> None:
        """Do what the stop button does: a signal, or a message to the kernel."""
        if way == "signal":
            self._manager.interrupt_kernel()
        else:
            self._client.control_channel.send(self._client.session.msg("interrupt_request", {}))

    def run(self, code: str, on_sign: Callable[[], None] | None = None) -> Cell:
        """Run a cell; `on_sign` is called once, when it first shows anything."""
        message_id = self._client.execute(textwrap.dedent(code))
        out, err, error = "", "", None
        widgets: list[dict[str, Any]] = []
        deadline = time.monotonic() + SECONDS_MAX
        while True:
            message = self._client.get_iopub_msg(timeout=max(0.0, deadline - time.monotonic()))
            if message["parent_header"].get("msg_id") != message_id:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                out += content["text"] if content["name"] == "stdout" else ""
                err += content["text"] if content["name"] == "stderr" else ""
            elif kind in ("comm_open", "comm_msg"):
                widgets.append(content["data"].get("state", {}))
            elif kind == "error":
                error = content["ename"]
                err += "\n".join(content["traceback"])
            elif kind == "status" and content["execution_state"] == "idle":
                return Cell(out, err, error, widgets)
            if on_sign is not None and kind in ("stream", "comm_msg"):
                on_sign()
                on_sign = None


@contextmanager
def notebook() -> Generator[Notebook, None, None]:
    """Start a kernel, and end it."""
    manager, client = start_new_kernel(kernel_name="python3", startup_timeout=SECONDS_MAX)
    try:
        yield Notebook(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
