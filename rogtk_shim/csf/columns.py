"""The columns a CSF list is read into; docs/formats.md has their types and when they are null."""

from __future__ import annotations

#: What is read unasked.
DEFAULT_COLUMNS = ("idx", "block", "line1", "line2", "line3")
COLUMNS = (*DEFAULT_COLUMNS, "two_j", "parity", "configuration", "subshells", "descriptor")
