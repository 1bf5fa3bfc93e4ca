"""What a fork means for engines: they stay with the parent, and a child starts its own."""

from __future__ import annotations

import os
import threading
import weakref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._client import Client

_clients: weakref.WeakSet[Client] = weakref.WeakSet()
_lock = threading.Lock()
_held: list[Client] = []
_registered = False


def watch(client: Client) -> None:
    """Look after a client when this process forks."""
    global _registered
    _clients.add(client)
    if not _registered and hasattr(os, "register_at_fork"):
        _registered = True
        os.register_at_fork(before=_before, after_in_parent=_after_in_parent, after_in_child=_after_in_child)


def _before() -> None:
    # A child born while an engine starts would hold descriptors that nobody knows of yet, and keep it alive.
    _lock.acquire()
    for client in list(_clients):
        client.lock.acquire()
        _held.append(client)


def _after_in_parent() -> None:
    while _held:
        _held.pop().lock.release()
    _lock.release()


def _after_in_child() -> None:
    # Locks may be held by threads that don't exist here: all are made anew, none is taken.
    global _lock
    import sys

    _lock = threading.Lock()
    _held.clear()
    process_module = sys.modules.get("rogtk_bridge._process")
    if process_module is not None:
        process_module.abandon_all()
    for client in list(_clients):
        client.forget()
