"""The character sets of MARC-8, read from the file beside this one when they are first used."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

__all__ = ["EACC", "character_set", "character_sets", "odd_codes"]

#: The set whose characters have three bytes: Chinese, Japanese, Korean.
EACC = 0x31

#: By code: the character, and whether it is a combining mark.
CharacterSet = dict[int, tuple[str, bool]]


@lru_cache(maxsize=1)
def _lines() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    path = Path(__file__).with_name("marc8_tables.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            name, rest = line.split(" ", 1)
            found.setdefault(name, []).append(rest)
    return found


def _unpack(lines: list[str]) -> CharacterSet:
    table: CharacterSet = {}
    for line in lines:
        first, mark, *points = line.split(" ")
        code = int(first, 16)
        for i, point in enumerate(points):
            table[code + i] = (chr(int(point, 16)), mark == "1")
    return table


@lru_cache(maxsize=256)
def character_set(final: int) -> CharacterSet:
    """Give the set that a byte designates, or an empty one where there is none such."""
    return _unpack(_lines().get(f"{final:X}", []))


def character_sets() -> list[int]:
    """Give the bytes that designate a set."""
    return [int(name, 16) for name in _lines() if name != "odd"]


@lru_cache(maxsize=1)
def odd_codes() -> CharacterSet:
    """Give the codes that files have, but no official table."""
    return _unpack(_lines()["odd"])
