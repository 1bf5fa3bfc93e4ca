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
def _packed() -> dict[str, str]:
    """Give the sets as they are in the file, by name."""
    lines = Path(__file__).with_name("marc8_tables.txt").read_text(encoding="utf-8").splitlines()
    return dict([line.split(" ", 1) for line in lines if not line.startswith("#")])


def _unpack(packed: str) -> CharacterSet:
    """
    Take a set's runs apart.

    Each says how far its first code and character are from those of the run before, whether they are
    combining marks, and how many codes with characters follow one another: all but the third in base 36.
    """
    table: CharacterSet = {}
    code = point = 0
    for run in packed.split(" "):
        step, jump, *rest = run.split(",")
        code += int(step, 36)
        point += int(jump, 36)
        is_mark = rest[:1] == ["1"]
        for i in range(int(rest[1], 36) if len(rest) > 1 else 1):
            table[code + i] = (chr(point + i), is_mark)
    return table


@lru_cache(maxsize=256)
def character_set(final: int) -> CharacterSet:
    """Give the set that a byte designates, or an empty one where there is none such."""
    packed = _packed().get(str(final))
    return _unpack(packed) if packed else {}


def character_sets() -> list[int]:
    """Give the bytes that designate a set."""
    return [int(name) for name in _packed() if name != "odd"]


@lru_cache(maxsize=1)
def odd_codes() -> CharacterSet:
    """Give the codes that files have, but no official table."""
    return _unpack(_packed()["odd"])
