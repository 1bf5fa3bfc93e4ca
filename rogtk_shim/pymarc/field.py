"""As `pymarc.field`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.constants import END_OF_FIELD, SUBFIELD_INDICATOR
from ..marc.field import Field
from ..marc.marc8 import marc8_to_unicode
from ..marc.raw_field import RawField, map_marc8_field
from ..marc.subfield import Indicators, Subfield

__all__ = [
    "END_OF_FIELD",
    "SUBFIELD_INDICATOR",
    "Field",
    "Indicators",
    "RawField",
    "Subfield",
    "map_marc8_field",
    "marc8_to_unicode",
]
