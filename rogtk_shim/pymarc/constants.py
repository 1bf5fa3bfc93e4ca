"""As `pymarc.constants`, with the names it has from elsewhere."""

from __future__ import annotations

from ..marc.constants import DIRECTORY_ENTRY_LEN, END_OF_FIELD, END_OF_RECORD, LEADER_LEN, SUBFIELD_INDICATOR

__all__ = [
    "DIRECTORY_ENTRY_LEN",
    "END_OF_FIELD",
    "END_OF_RECORD",
    "LEADER_LEN",
    "SUBFIELD_INDICATOR",
]
