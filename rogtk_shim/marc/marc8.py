"""
MARC-8 to Unicode, a string at a time.

Two sets of characters are in use at any moment, G0 for bytes below 0x80 and G1 above; escape sequences
exchange them. Combining marks stand before their letter. See the Library of Congress, "MARC-8 Encoding
Environment".
"""

from __future__ import annotations

import re
import unicodedata

from .._log import logger
from .marc8_tables import EACC, character_set, odd_codes

__all__ = ["MARC8ToUnicode", "marc8_to_unicode"]

BASIC_LATIN = 0x42
ANSEL = 0x45

#: Finds what doesn't stand for itself as long as no escape sequence came.
_not_plain = re.compile(rb"[^\x20-\x7e]").search

_REFERENCE = "&#x([0-9A-Fa-f]{1,6});"
_reference = re.compile(_REFERENCE).sub
_reference_bytes = re.compile(_REFERENCE.encode()).match
#: DEL is the first character that a reference can stand for: those before it are the format's, or have codes.
_FIRST_REFERRED = 0x7F

# One byte behind ESC that designates a set for G0 by itself: Greek symbols, subscripts, superscripts, and
# back to ASCII.
_SHORT = {0x67: 0x67, 0x62: 0x62, 0x70: 0x70, 0x73: BASIC_LATIN}
_G0_MARKS = b"(,"
_G1_MARKS = b")-"
_MULTIBYTE_MARK = 0x24
#: Stands between the mark and the last byte of ANSEL's sequence.
_EXTENSION_MARK = 0x21


def marc8_to_unicode(
    marc8: bytes | str, hide_utf8_warnings: bool = False, *, references: bool = False
) -> str:
    r"""
    Decode MARC-8.

    Parameters
    ----------
    marc8 : bytes or str
        The bytes. Text is given back as it is, but in Unicode's form NFC.
    hide_utf8_warnings : bool
        Don't log codes that no character set has.
    references : bool
        Put characters in the place of references such as ``&#x4E00;``, which stand for those that no set has.

    Returns
    -------
    str
        In Unicode's form NFC; a blank stands for what has no meaning.

    Raises
    ------
    UnicodeDecodeError
        The bytes end within an escape sequence.

    Examples
    --------
    >>> from rogtk_shim.pymarc import marc8_to_unicode
    >>> marc8_to_unicode(b"La solitude \xe1a la communaut\xe2e")
    'La solitude à la communauté'
    """
    if isinstance(marc8, bytes):
        if _not_plain(marc8):
            return MARC8ToUnicode(quiet=hide_utf8_warnings).translate(marc8, references=references)
        text = marc8.decode("ascii")
    else:
        text = unicodedata.normalize("NFC", marc8)
    if references and "&#x" in text:
        text = unicodedata.normalize("NFC", _reference(_character_of, text))
    return text


def _character_of(reference: re.Match[str]) -> str:
    return _character_at(int(reference[1], 16)) or reference[0]


def _character_at(point: int) -> str:
    """Give the character that a reference stands for, or nothing."""
    is_character = _FIRST_REFERRED <= point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF
    return chr(point) if is_character else ""


class MARC8ToUnicode:
    """
    A decoder that keeps the sets in use from one string to the next.

    Parameters
    ----------
    G0, G1 : int
        The bytes that designate the sets to begin with: ASCII and ANSEL.
    quiet : bool
        Don't log codes that no character set has.
    """

    basic_latin = BASIC_LATIN
    ansel = ANSEL

    def __init__(self, G0: int = BASIC_LATIN, G1: int = ANSEL, quiet: bool = False) -> None:  # noqa: N803
        self.g0 = G0
        self.g1 = G1
        self.quiet = quiet

    def translate(self, marc8_string: bytes | str, *, references: bool = False) -> str:
        """
        Decode a string.

        Parameters
        ----------
        marc8_string : bytes or str
            The bytes. Text is given back as it is, but in Unicode's form NFC.
        references : bool
            Put characters in the place of references in the bytes.

        Raises
        ------
        UnicodeDecodeError
            The bytes end within an escape sequence.
        """
        if isinstance(marc8_string, str):
            return unicodedata.normalize("NFC", marc8_string)
        data = marc8_string
        out: list[str] = []
        marks: list[str] = []
        at = 0
        while at < len(data):
            byte = data[at]
            if byte == 0x1B:
                next_at = self._designate(data, at)
                if next_at == at:
                    out.append("\x1b")
                at = max(next_at, at + 1)
                continue
            if references and byte == 0x26 and self.g0 == BASIC_LATIN:
                found = _reference_bytes(data, at)
                character = _character_at(int(found[1], 16)) if found else ""
                if found and character:
                    # Marks before it are its own, as before any other letter.
                    out += [character, *marks]
                    marks = []
                    at = found.end()
                    continue
            upper = byte > 0x80
            set_in_use = self.g1 if upper else self.g0
            if set_in_use == EACC:
                code = int.from_bytes(data[at : at + 3], "big") & 0x7F7F7F if at + 3 <= len(data) else 0x20
                at += 3
            else:
                code = byte
                at += 1
                if code < 0x20 or 0x80 < code < 0xA0:
                    continue
            character, is_mark = self._character(set_in_use, code)
            if is_mark:
                marks.append(character)
                continue
            out.append(character)
            if marks:
                out += marks
                marks = []
        # Marks at the end have no letter, but are in the file.
        return unicodedata.normalize("NFC", "".join(out + marks))

    def _character(self, set_in_use: int, code: int) -> tuple[str, bool]:
        table = character_set(set_in_use)
        # The tables have each set in the half where it is at home; the other half can have it as well.
        found = table.get(code) or (table.get(code ^ 0x80) if code < 0x100 else None) or odd_codes().get(code)
        if found:
            return found
        if not self.quiet:
            logger().warning("Unable to parse character 0x%x in g0=%d g1=%d", code, self.g0, self.g1)
        return " ", False

    def _designate(self, data: bytes, at: int) -> int:
        """Exchange a set and give where the text goes on: at the escape character where it stands alone."""
        start = at
        at += 1
        if at == len(data):
            raise _cut(data)
        first = data[at]
        if first in _SHORT:
            self.g0 = _SHORT[first]
            return at + 1
        upper = first in _G1_MARKS
        if not (upper or first in _G0_MARKS or first == _MULTIBYTE_MARK):
            return start + 1
        at += 1
        if first == _MULTIBYTE_MARK and at < len(data) and data[at] in _G0_MARKS + _G1_MARKS:
            upper = data[at] in _G1_MARKS
            at += 1
        if at < len(data) and data[at] == _EXTENSION_MARK:
            at += 1
        if at < len(data):
            if upper:
                self.g1 = data[at]
            else:
                self.g0 = data[at]
            return at + 1
        if upper:
            raise _cut(data)
        return start


def _cut(data: bytes) -> UnicodeDecodeError:
    return UnicodeDecodeError("marc8_to_unicode", data, 0, len(data), "invalid multibyte character encoding")
