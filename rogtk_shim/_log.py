"""The package's logger. `logging` is imported by the first message, not before."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging


def logger() -> logging.Logger:
    """Return the logger `rogtk_shim`, silent until the program sets logging up."""
    import logging

    found = logging.getLogger("rogtk_shim")
    if not any(isinstance(handler, logging.NullHandler) for handler in found.handlers):
        found.addHandler(logging.NullHandler())
    return found
