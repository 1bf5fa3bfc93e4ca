"""Text in XML."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

__all__ = ["escaped", "is_allowed"]

_forbidden = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").search
_QUOTES = {'"': "&quot;", "'": "&apos;", "\r": "&#13;"}
_CARRIAGE_RETURN = {"\r": "&#13;"}


def is_allowed(text: str) -> bool:
    """Whether XML can have all characters of a text."""
    return _forbidden(text) is None


def escaped(text: str, *, quotes: bool = True) -> str:
    """
    Give text as XML has it.

    Parameters
    ----------
    text : str
        The text.
    quotes : bool
        Escape quotation marks, too, which attributes need.

    Raises
    ------
    ValueError
        It has a character that XML doesn't allow.
    """
    bad = _forbidden(text)
    if bad:
        raise ValueError(f"XML doesn't allow the character U+{ord(bad[0]):04X}, which is in {text[:60]!r}")
    return escape(text, _QUOTES if quotes else _CARRIAGE_RETURN)
