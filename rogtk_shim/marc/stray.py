"""Text between a field's indicators and its first subfield, which records as objects have no place for."""

from __future__ import annotations

import re

from .parse import is_control

__all__ = ["STRAY_TEXT", "stray_field"]

#: The code of the fault.
STRAY_TEXT = "MARC_STRAY_TEXT"

#: A field without a delimiter at its third byte, or before.
_may_be_stray = re.compile(rb"(?:^|\x1e)[^\x1e\x1f]{3}").search


def stray_field(tags: bytes, text: bytes) -> int:
    r"""
    Find a data field with text that is in no subfield.

    Parameters
    ----------
    tags : bytes
        The tags of all fields, three bytes each.
    text : bytes
        The fields in UTF-8, each with its terminator.

    Returns
    -------
    int
        The field's index, or -1.

    Examples
    --------
    >>> from rogtk_shim.marc.stray import stray_field
    >>> stray_field(b"001245", b"id\x1e10\x1faTitle\x1e"), stray_field(b"001245", b"id\x1e10 \x1faTitle\x1e")
    (-1, 1)
    """
    # Control fields come first, nearly always; then one look is enough.
    controls = 0
    while tags[3 * controls : 3 * controls + 2] == b"00":
        controls += 1
    if not _may_be_stray(text.split(b"\x1e", controls)[-1]):
        return -1
    fields = text.decode().split("\x1e")[:-1]
    names = tags.decode()
    for i, field in enumerate(fields):
        if len(field.partition("\x1f")[0]) > 2 and not is_control(names[3 * i : 3 * i + 3]):
            return i
    return -1
