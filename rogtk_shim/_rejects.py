"""The one warning about records that could not be read, where the user chose to go on without them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from ._safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REJECTED = ("record was rejected", "records were rejected")
#: Nobody knows how many records were there.
_PASSED_OVER = ("damaged place was passed over", "damaged places were passed over")
#: Bytes that are not of the text's encoding were decoded as U+FFFD.
_REPLACED = ("record has text that can't be decoded", "records have text that can't be decoded")


def warn_of_rejects(statistics: Mapping[str, Any], label: str) -> None:
    """Warn where records were rejected, damage passed over or text replaced; the statistics tell."""
    words = _PASSED_OVER if "damaged_bytes" in statistics else _REJECTED
    said = [
        _sentence(statistics, "rejected", "rejects", words),
        _sentence(statistics, "replaced", "replacements", _REPLACED),
    ]
    found = [sentence for sentence in said if sentence]
    if found:
        from .errors import RejectsWarning

        warnings.warn(f"{safe(label)}: {'; '.join(found)}", RejectsWarning, stacklevel=4)


def _sentence(statistics: Mapping[str, Any], count: str, where: str, words: tuple[str, str]) -> str:
    """Say how many there were; nothing where they were not to be listed."""
    number, listed = statistics.get(count, 0), statistics.get(where)
    if not number or (listed is None and count == "replaced"):
        return ""
    some = "" if listed is None or len(listed) >= number else f" of the first {len(listed):,}"
    return f"{number} {words[number != 1]}; {where!r} of the statistics says which and why{some}"
