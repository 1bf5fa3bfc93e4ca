"""Text for people: whatever a file or its name holds, a terminal gets printable characters only."""

from __future__ import annotations

_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def safe(text: str) -> str:
    r"""Write out what isn't printable: control characters, and bytes of names that are no UTF-8.

    >>> from rogtk_bridge.text import safe
    >>> safe("caf\u00e9\x1b[2J\udcff")
    'café\\x1b[2J\\xff'
    """
    # The common case first: whole lines of a table come through here.
    return text if text.isprintable() else "".join(map(_safe_character, text))


def _safe_character(one: str) -> str:
    if one.isprintable():
        return one
    if one in _SHORT:
        return _SHORT[one]
    code = ord(one)
    # A byte of a file name that Python could not decode.
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
