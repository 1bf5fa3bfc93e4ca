"""The one warning about records that could not be read, where the user chose to go on without them."""

from __future__ import annotations

from collections.abc import Mapping

from rogtk_bridge.text import safe

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
        _warn(f"{safe(label)}: {'; '.join(found)}")


def _warn(message: str) -> None:
    """Warn at the line that called this package.

    Without the registry by which Python leaves out what a line has said before: each run that gives less
    than there was tells of it, also the second one of a loop.
    """
    # A run that goes well needs none of these.
    import inspect
    import warnings

    from .errors import RejectsWarning

    frame = inspect.currentframe()
    while frame is not None and frame.f_back is not None and _is_own(frame.f_globals):
        frame = frame.f_back
    name, line, module = "rogtk_shim", 1, None
    if frame is not None:
        name, line, module = frame.f_code.co_filename, frame.f_lineno, frame.f_globals.get("__name__")
    warnings.warn_explicit(message, RejectsWarning, name, line, module)


def _is_own(names: Mapping[str, Any]) -> bool:
    return str(names.get("__name__")).partition(".")[0] == __name__.partition(".")[0]


def _sentence(statistics: Mapping[str, Any], count: str, where: str, words: tuple[str, str]) -> str:
    """Say how many there were; nothing where they were not to be listed."""
    number, listed = statistics.get(count, 0), statistics.get(where)
    if not number or (listed is None and count == "replaced"):
        return ""
    some = "" if listed is None or len(listed) >= number else f" of the first {len(listed):,}"
    return f"{number} {words[number != 1]}; {where!r} of the statistics says which and why{some}"
