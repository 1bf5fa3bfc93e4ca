"""As `pymarc.marc8_mapping`: the tables are made when they are first asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    CODESETS: dict[int, dict[int, tuple[int, int]]]
    ODD_MAP: dict[int, int]

__all__ = ["CODESETS", "ODD_MAP"]


@cache
def _code_sets() -> dict[int, dict[int, tuple[int, int]]]:
    from ..marc.marc8_tables import character_set, character_sets

    return {
        final: {code: (ord(character), int(mark)) for code, (character, mark) in character_set(final).items()}
        for final in character_sets()
    }


@cache
def _odd_map() -> dict[int, int]:
    from ..marc.marc8_tables import odd_codes

    return {code: ord(character) for code, (character, _) in odd_codes().items()}


def __getattr__(name: str) -> object:
    """Make a table (PEP 562)."""
    if name == "CODESETS":
        return _code_sets()
    if name == "ODD_MAP":
        return _odd_map()
    if name.startswith("CHARSET_"):
        try:
            return _code_sets()[int(name[8:], 16)]
        except (KeyError, ValueError):
            pass
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
