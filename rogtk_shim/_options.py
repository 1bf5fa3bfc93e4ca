"""Checks of what users pass, the same for every function. All of them run before any work."""

from __future__ import annotations

import operator
import os
from collections.abc import Iterable

from .errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The largest whole number that the engine's own numbers hold exactly.
_WHOLE_NUMBER_MAX = 2**53 - 1
# Word for word as rogtk has it: scripts look for it in the message.
_AT_LEAST = {1: "be greater than 0", 0: "not be negative"}


def whole_number(name: str, value: Any, *, minimum: int) -> int:
    """Check an int of at least `minimum`; numpy's integers count as integers, `True` and `2.0` don't."""
    if isinstance(value, bool):
        raise TypeError(f"{name} must be an integer, not bool")
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}") from None
    if number < minimum:
        raise OptionError(f"{name} must {_AT_LEAST.get(minimum, f'be at least {minimum}')}, not {number}")
    # Numbers beyond say "all", and this is more than any file holds.
    return min(number, _WHOLE_NUMBER_MAX)


def batch_rows(value: Any) -> int:
    """Check `batch_size`."""
    return whole_number("batch_size", value, minimum=1)


def row_limit(value: Any) -> int | None:
    """Check `limit`; 0 is allowed and gives no rows."""
    return None if value is None else whole_number("limit", value, minimum=0)


def thread_wish(value: Any) -> int | None:
    """Check `threads`."""
    return None if value is None else whole_number("threads", value, minimum=1)


def truth(name: str, value: Any) -> bool:
    """Check a flag; only real booleans pass, so that a misplaced argument doesn't go unnoticed."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {type(value).__name__}")
    return value


def path_text(name: str, value: Any) -> str:
    """Return a path given as `str` or `os.PathLike` as text."""
    try:
        if isinstance(value, bytes):
            raise TypeError
        path = os.fsdecode(value)
    except TypeError:
        message = f"{name} must be a path (str or os.PathLike), not {type(value).__name__}"
        raise TypeError(message) from None
    if "\0" in path:
        raise OptionError(f"{name} holds a NUL character, which no path can")
    return path


def choice(name: str, value: Any, choices: tuple[str, ...]) -> str:
    """Check a word that is one of some."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be one of {', '.join(choices)}, not {type(value).__name__}")
    if value not in choices:
        raise OptionError(f"{name} must be one of {', '.join(choices)}, not {value!r}")
    return value


def column_names(value: Any, known: Iterable[str] | None) -> tuple[str, ...] | None:
    """Check `columns`: known names, none twice; the order given is kept. Without `known` the file decides."""
    if value is None:
        return None
    choices = None if known is None else tuple(known)
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        raise TypeError(
            f"columns must be a list of column names, not {type(value).__name__}; {_choices(choices)}"
        )
    names: list[str] = []
    for name in value:
        if not isinstance(name, str):
            raise TypeError(f"columns must hold names, not {type(name).__name__}; {_choices(choices)}")
        if choices is not None and name not in choices:
            raise OptionError(f"unknown column {name!r}; {_choices(choices)}")
        if name in names:
            raise OptionError(f"column {name!r} is asked for twice; {_choices(choices)}")
        names.append(name)
    if not names:
        raise OptionError(f"columns is empty; {_choices(choices)}")
    return tuple(names)


def _choices(names: tuple[str, ...] | None) -> str:
    return "the file has them" if names is None else f"the columns are {', '.join(names)}"
