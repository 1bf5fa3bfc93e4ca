"""Checks of `region` and `index`. What they mean in a file is for the engine to say."""

from __future__ import annotations

import os
from typing import NamedTuple

from .._options import path_text, whole_number
from .._plan import Source
from ..errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, TypeAlias

    from ..scan import Input

    #: samtools' text, or a reference's name with start and end.
    Region: TypeAlias = str | tuple[str, int | None, int | None]
    #: One region or several.
    Regions: TypeAlias = Region | Sequence[Region]

#: What a request carries of an index that is no file.
_INDEX_BYTES_MAX = 12 << 20


def region_list(value: Any, coords: str) -> tuple[Any, ...] | None:
    """Check `region`: text, a tuple of a name and two positions, or a list of such; None for none."""
    if value is None:
        return None
    if isinstance(value, str) or _is_one(value):
        return (_region(value, coords),)
    if isinstance(value, (bytes, dict)) or not hasattr(value, "__iter__"):
        given: Any = value  # pyright: ignore[reportUnknownVariableType]
        raise TypeError(f"region must be {_CHOICES}, not {type(given).__name__}")
    return tuple(_region(one, coords) for one in value)


_CHOICES = "text like 'chr1:1,000-2,000', a tuple (name, start, end), or a list of these"


def _is_one(value: Any) -> bool:
    """Tell a region from a tuple of regions."""
    return isinstance(value, tuple) and not all(isinstance(part, (str, tuple)) for part in value)  # pyright: ignore[reportUnknownVariableType]


def _region(value: Any, coords: str) -> Any:
    if isinstance(value, str):
        return value
    if not isinstance(value, (tuple, list)):
        raise TypeError(f"region must be {_CHOICES}, not {type(value).__name__}")
    parts: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType]
    if len(parts) != 3 or not isinstance(parts[0], str):
        raise OptionError(
            f"region {value!r} has to be a name, a start and an end; None stands for either end"
        )
    first = 1 if coords == "1-based" else 0
    start = None if parts[1] is None else whole_number("a region's start", parts[1], minimum=first)
    end = None if parts[2] is None else whole_number("a region's end", parts[2], minimum=0)
    if end is not None and end < (first if start is None else start) - first:
        raise OptionError(f"region {value!r} ends before it begins ({coords} coordinates)")
    return (parts[0], start, end)


class Index(NamedTuple):
    """An index that was given: a path, or what was in it."""

    #: As the user wrote it.
    name: str
    path: bytes | None
    data: bytes | None

    def __repr__(self) -> str:
        """Show its name; it may be large."""
        return repr(self.name)


def index_of(value: Input | None) -> Index | None:
    """Check `index`: a path, bytes, or a file object, which is read at once."""
    if value is None:
        return None
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _content("<bytes>", bytes(value))
    if not isinstance(value, (str, os.PathLike)):
        if not callable(getattr(value, "read", None)):
            wanted = "a path, bytes, or a file object that is open for reading bytes"
            raise TypeError(f"index must be {wanted}, not {type(value).__name__}")
        data = value.read(-1)
        if not isinstance(data, (bytes, bytearray, memoryview)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("index is open for reading text: open it with 'rb'")
        known = getattr(value, "name", None)
        return _content(known if isinstance(known, str) else f"<{type(value).__name__}>", bytes(data))
    source = Source.of(path_text("index", value))
    return Index(source.name, source.path, None)


def _content(name: str, data: bytes) -> Index:
    if len(data) > _INDEX_BYTES_MAX:
        raise OptionError(f"the index has {len(data):,} bytes: write it to a file, and give its path")
    return Index(name, None, data)
