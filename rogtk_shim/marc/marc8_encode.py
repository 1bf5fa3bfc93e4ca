"""Unicode to MARC-8, a string at a time."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal, NamedTuple

from .marc8 import ANSEL, BASIC_LATIN
from .marc8_tables import EACC, character_set, character_sets

__all__ = ["unicode_to_marc8"]

#: What stands in front of the byte that designates a set: sets of one byte have their own sequence.
_SHORT_SETS = b"gbp"


class _Code(NamedTuple):
    final: int
    code: bytes
    is_mark: bool

    @property
    def is_upper(self) -> bool:
        """Whether the set is one for G1, the bytes above 0x80."""
        return self.code[0] > 0x80 and self.final != EACC


@lru_cache(maxsize=1)
def _codes() -> dict[str, list[_Code]]:
    """Give the codes of every character, those that need no escape sequence first."""
    found: dict[str, list[_Code]] = {}
    first = [BASIC_LATIN, ANSEL]
    for final in first + [other for other in character_sets() if other not in first]:
        for code, (character, is_mark) in character_set(final).items():
            # The controls at 0x80 and above aren't read back by every program.
            if code > 0xFF or code < 0x80 or code >= 0xA0:
                raw = code.to_bytes(3 if final == EACC else 1, "big")
                found.setdefault(character, []).append(_Code(final, raw, is_mark))
    return found


def unicode_to_marc8(text: str, errors: Literal["strict", "reference"] = "reference") -> bytes:
    r"""
    Encode text in MARC-8.

    Parameters
    ----------
    text : str
        The text.
    errors : {"reference", "strict"}
        What to do with characters that MARC-8 doesn't have: write references such as ``&#x1F600;``, or raise.

    Raises
    ------
    UnicodeEncodeError
        MARC-8 has no code for a character, and `errors` is ``"strict"``.

    Examples
    --------
    >>> from rogtk_shim.marc.marc8_encode import unicode_to_marc8
    >>> unicode_to_marc8("La solitude à deux")
    b'La solitude \xe1a deux'
    """
    encoder = _Encoder(text, errors)
    return encoder.run()


class _Encoder:
    """One run over a text: the sets in use, and what was written."""

    def __init__(self, text: str, errors: str) -> None:
        self._text = unicodedata.normalize("NFC", text)
        self._errors = errors
        self._g0 = BASIC_LATIN
        self._g1 = ANSEL
        self._out: list[bytes] = []

    def run(self) -> bytes:
        text = self._text
        at = 0
        while at < len(text):
            end = at + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            self._cluster(text[at:end], at)
            at = end
        self._use(BASIC_LATIN, upper=False)
        self._use(ANSEL, upper=True)
        return b"".join(self._out)

    def _cluster(self, cluster: str, at: int) -> None:
        """Write a letter with its marks, which stand in front of it."""
        letter, marks = cluster[0], cluster[1:]
        apart = self._taken_apart(cluster)
        if self._find(apart[0]):
            letter, marks = apart[0], apart[1:]
        if self._find(letter) and all((code := self._find(mark)) and code.is_mark for mark in marks):
            for part in (*marks, letter):
                self._write(part, at)
        else:
            # References stand where the characters do.
            self._write(letter, at)
            for mark in marks:
                self._reference(mark, at)

    def _taken_apart(self, cluster: str) -> str:
        """Take marks off a letter until there is a code for it; some letters with marks have their own."""
        while self._find(cluster[0]) is None:
            parts = unicodedata.decomposition(cluster[0]).split()
            # Others than canonical ones begin with their kind: what they lead to is another character.
            if len(parts) != 2 or parts[0].startswith("<"):
                break
            cluster = "".join([chr(int(part, 16)) for part in parts]) + cluster[1:]
        return cluster

    def _find(self, character: str) -> _Code | None:
        """Give the code that needs the least escaping."""
        codes = _codes().get(character, [])
        for code in codes:
            if code.final == (self._g1 if code.is_upper else self._g0):
                return code
        return codes[0] if codes else None

    def _write(self, character: str, at: int) -> None:
        code = self._find(character)
        if code is None:
            self._reference(character, at)
            return
        self._use(code.final, upper=code.is_upper)
        self._out.append(code.code)

    def _reference(self, character: str, at: int) -> None:
        if self._errors == "strict":
            reason = "MARC-8 has no code for this character"
            raise UnicodeEncodeError("marc-8", self._text, at, at + 1, reason)
        self._use(BASIC_LATIN, upper=False)
        self._out.append(f"&#x{ord(character):04X};".encode())

    def _use(self, final: int, *, upper: bool) -> None:
        if final == (self._g1 if upper else self._g0):
            return
        if upper:
            self._g1 = final
            self._out.append(b"\x1b)" + (b"!" if final == ANSEL else b"") + bytes([final]))
            return
        was_short = self._g0 in _SHORT_SETS
        self._g0 = final
        if final == EACC:
            self._out.append(b"\x1b$1")
        elif final in _SHORT_SETS:
            self._out.append(bytes([0x1B, final]))
        elif was_short and final == BASIC_LATIN:
            self._out.append(b"\x1bs")
        else:
            self._out.append(b"\x1b(" + bytes([final]))
