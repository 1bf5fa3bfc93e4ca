"""What ISO 2709 has in fixed places, and the bytes that part records, fields and subfields."""

from __future__ import annotations

__all__ = ["DIRECTORY_ENTRY_LEN", "END_OF_FIELD", "END_OF_RECORD", "LEADER_LEN", "SUBFIELD_INDICATOR"]

LEADER_LEN = 24
DIRECTORY_ENTRY_LEN = 12
SUBFIELD_INDICATOR = "\x1f"
END_OF_FIELD = "\x1e"
END_OF_RECORD = "\x1d"
