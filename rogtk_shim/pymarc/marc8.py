"""As `pymarc.marc8`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.marc8 import MARC8ToUnicode, marc8_to_unicode

__all__ = [
    "MARC8ToUnicode",
    "marc8_to_unicode",
]
