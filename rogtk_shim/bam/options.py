"""Checks of what may be asked of a BAM file beside what every format has. All of them run before any work."""

from __future__ import annotations

import operator
import re

from .._options import column_names, whole_number
from ..errors import OptionError
from .columns import ALL_COLUMNS, PRESETS, TAGS_REST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: SAM's flag bits by name (SAM specification, section 1.4).
FLAGS = {
    "paired": 0x1,
    "proper_pair": 0x2,
    "unmapped": 0x4,
    "mate_unmapped": 0x8,
    "reverse": 0x10,
    "mate_reverse": 0x20,
    "read1": 0x40,
    "read2": 0x80,
    "secondary": 0x100,
    "qc_fail": 0x200,
    "duplicate": 0x400,
    "supplementary": 0x800,
}
#: How positions may be counted.
COORDS = ("1-based", "0-based")
#: The types that may follow a tag's name and a colon.
TAG_TYPES = (
    *("i", "i8", "u8", "i16", "u16", "i32", "u32", "i64", "f", "d", "A", "Z", "H"),
    *("B:c", "B:C", "B:s", "B:S", "B:i", "B:I", "B:i64", "B:f"),
)
_FLAGS_MAX = 0xFFFF
_MAPQ_MAX = 255
_TAG = re.compile("[A-Za-z][A-Za-z0-9]")


def bam_columns(value: Any) -> tuple[str, ...] | None:
    """Check `columns`: a preset's name, or names of columns; None is the default preset."""
    if not isinstance(value, str):
        return column_names(value, ALL_COLUMNS)
    if value not in PRESETS:
        raise OptionError(
            f"columns is {value!r}; it has to be a list of columns ({', '.join(ALL_COLUMNS)}) or one of "
            f"{', '.join(map(repr, PRESETS))}"
        )
    return None if value == "rogtk" else PRESETS[value]


def tag_names(value: Any) -> str | tuple[str, ...] | None:
    """Check `tags`: "all", or tags, each with its type behind a colon or without one."""
    if value is None or (isinstance(value, str) and value == "all"):
        return value
    choices = f"a list of tags like 'NM', 'MD:Z' or {TAGS_REST!r}, or 'all'"
    if isinstance(value, str):
        raise OptionError(f"tags is {value!r}; it has to be {choices}")
    if isinstance(value, bytes) or not hasattr(value, "__iter__"):
        raise TypeError(f"tags must be {choices}, not {type(value).__name__}")
    tags: list[str] = []
    seen: set[str] = set()
    for tag in value:
        if not isinstance(tag, str):
            raise TypeError(f"tags must hold text, not {type(tag).__name__}")
        name = _tag_name(tag)
        if name in seen:
            raise OptionError(f"tag {name!r} is asked for twice")
        seen.add(name)
        tags.append(tag)
    return tuple(tags)


def _tag_name(tag: str) -> str:
    if tag == TAGS_REST:
        return tag
    name, colon, kind = tag.partition(":")
    if not _TAG.fullmatch(name):
        raise OptionError(
            f"{tag!r} is no tag: a letter, then a letter or digit; or {TAGS_REST!r} for all others"
        )
    if colon and kind not in TAG_TYPES:
        raise OptionError(f"{tag!r}: unknown type {kind!r}; the types are {', '.join(TAG_TYPES)}")
    return name


def is_tag(name: str) -> bool:
    """Tell whether a name is that of a tag."""
    return _TAG.fullmatch(name) is not None


def flag_bits(name: str, value: Any) -> int:
    """Check `exclude` or `require`: names of flags, SAM's integers, or a list of both; returns the bits."""
    if value is None:
        return 0
    if isinstance(value, str):
        return _flag(name, value)
    if hasattr(value, "__iter__") and not isinstance(value, bytes):
        bits = 0
        for item in value:
            bits |= _flag(name, item)
        return bits
    return _flag(name, value)


def _flag(name: str, value: Any) -> int:
    if isinstance(value, str):
        if value not in FLAGS:
            raise OptionError(f"{name}: unknown flag {value!r}; the flags are {', '.join(FLAGS)}")
        return FLAGS[value]
    if isinstance(value, bool):
        raise TypeError(f"{name} must hold flags, not bool")
    try:
        bits = operator.index(value)
    except TypeError:
        kind = type(value).__name__
        message = f"{name} must hold names of flags ({', '.join(FLAGS)}) or integers, not {kind}"
        raise TypeError(message) from None
    if not 0 <= bits <= _FLAGS_MAX:
        raise OptionError(f"{name} is {bits}; flags are between 0 and {_FLAGS_MAX}")
    return bits


def mapq_floor(value: Any) -> int:
    """Check `min_mapq`."""
    if value is None:
        return 0
    number = whole_number("min_mapq", value, minimum=0)
    if number > _MAPQ_MAX:
        raise OptionError(f"min_mapq must be at most {_MAPQ_MAX}, not {number}")
    return number


def coordinates(value: Any) -> str:
    """Check `coords`."""
    if value not in COORDS:
        raise OptionError(f"coords is {value!r}; it has to be {' or '.join(map(repr, COORDS))}")
    return str(value)
