"""Garbage collection, and when it only takes time."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

__all__ = ["no_collection"]


@contextmanager
def no_collection() -> Generator[None]:
    """
    Have no garbage looked for while many objects are made that all stay.

    The collector is called by their number, and each time goes through all there are: that took as long as
    making them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
