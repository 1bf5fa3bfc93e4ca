"""Subfields and indicators, and taking them out of a field's text."""

from __future__ import annotations

import re
import unicodedata
import warnings
from typing import Any, NamedTuple

from .._log import logger
from .exceptions import BadSubfieldCodeWarning

__all__ = ["Indicators", "Subfield", "normalize_subfield_code"]


class Subfield(NamedTuple):
    """A code of one character and its value."""

    code: str
    value: str


class Indicators(NamedTuple):
    """The two characters in front of a data field's subfields."""

    first: str
    second: str


BLANK = Indicators(" ", " ")

#: What stands in front of a value in a file, by its code.
BYTE_MARKS = {chr(code): bytes((0x1F, code)) for code in range(0x80) if code != 0x1F}

_odd_code = re.compile("\x1f[^\x00-\x7f]").search

# A named tuple's own constructor takes twice as long.
_tuple: Any = tuple.__new__  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]


def is_plain(text: str) -> bool:
    """Whether the codes of all subfields are ASCII."""
    return text.isascii() or _odd_code(text) is None


def split_subfields(text: str) -> list[Subfield]:
    """Take the subfields out of a field's text. Delimiters with nothing behind them are passed over."""
    parts = text.split("\x1f")
    del parts[0]
    if not is_plain(text):
        return [_odd_subfield(part) for part in parts if part]
    return [_tuple(Subfield, (part[0], part[1:])) for part in parts if part]


def _odd_subfield(part: str) -> Subfield:
    if part[0].isascii():
        return Subfield(part[0], part[1:])
    warnings.warn(BadSubfieldCodeWarning(part), stacklevel=5)
    return Subfield(_ascii_code(part), part[1:])


def split_indicators(text: str) -> Indicators:
    """Take the indicators out of a field's text: blanks for missing ones, and no more than two."""
    end = text.find("\x1f")
    if end < 0:
        end = len(text)
    if end == 2:
        return _tuple(Indicators, (text[0], text[1]))
    if end == 0:
        logger().warning("missing indicators: %r", text)
        return BLANK
    if end == 1:
        logger().warning("only 1 indicator found: %r", text)
        return Indicators(text[0], " ")
    logger().warning("more than 2 indicators found: %r", text)
    return Indicators(text[0], text[1])


def is_regular(text: str) -> bool:
    """Whether a data field's text has two indicators, and behind each delimiter an ASCII code."""
    if len(text) > 2 and text[2] != "\x1f":
        return False
    if len(text) < 2 or "\x1f" in text[:2] or text[-1] == "\x1f" or "\x1f\x1f" in text:
        return False
    return is_plain(text)


def _ascii_code(text: str) -> str:
    """Give the first ASCII character that is left without diacritics, or else the code as it is."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return plain[0] if plain else text[0]


def normalize_subfield_code(subfield: bytes) -> tuple[str, int]:
    """
    Find an ASCII code for a subfield that begins with another character.

    Parameters
    ----------
    subfield : bytes
        The subfield, its code first.

    Returns
    -------
    tuple of str and int
        The code, and how many bytes of the subfield it takes the place of.

    Examples
    --------
    >>> from rogtk_shim.pymarc import normalize_subfield_code
    >>> normalize_subfield_code("ázed".encode())
    ('a', 2)
    """
    try:
        text = subfield.decode("utf-8")
        length = len(text[0].encode("utf-8"))
    except UnicodeDecodeError:
        text = subfield.decode("latin-1")
        length = 1
    return _ascii_code(text), length
