"""The one warning about records that could not be read, where the user chose to go on without them."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def warn_of_rejects(statistics: Mapping[str, Any], label: str) -> None:
    """Warn where records were rejected; the statistics have them."""
    rejected = statistics.get("rejected", 0)
    if not rejected:
        return
    from .errors import RejectsWarning

    records = "record was" if rejected == 1 else "records were"
    message = f"{label}: {rejected} {records} rejected; 'rejects' of the statistics says which and why"
    warnings.warn(message, RejectsWarning, stacklevel=4)
