"""
The bridge to the engine: finds Node.js, owns the engine's process, moves frames, matches calls to answers.

It knows no file format. Importing it is cheap: Node.js is started by the first call, pyarrow imported by the
first stream.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._client import Client
    from ._node import find_node
    from ._stream import BatchStream
    from ._threads import threads_allowed

__all__ = ["BatchStream", "Client", "client", "find_node", "threads_allowed"]

_homes = {
    "BatchStream": "_stream",
    "Client": "_client",
    "find_node": "_node",
    "threads_allowed": "_threads",
}


def client() -> Client:
    """
    Give the client that the whole process shares.

    Its engine is started by the first call, serves every thread, and is replaced when it has crashed, left,
    or been forked away from.
    """
    from ._client import shared

    return shared


def __getattr__(name: str) -> Any:
    home = _homes.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value
