"""The usual record taken apart at once: UTF-8, and nothing about it is odd."""

from __future__ import annotations

from operator import add

from .constants import DIRECTORY_ENTRY_LEN, LEADER_LEN
from .subfield import is_plain
from .view import HeldView

__all__ = ["parse_sound"]


def parse_sound(raw: bytes, leader: str) -> HeldView | None:
    """
    Take a record apart that writing its fields gives again, byte for byte.

    This takes a fifth of the time that going from entry to entry does, which is left for the others.

    Parameters
    ----------
    raw : bytes
        The record; its leader says UTF-8.
    leader : str
        Its leader.

    Returns
    -------
    HeldView or None
        None where anything is odd.
    """
    base = raw.find(b"\x1e") + 1
    if leader[:5] != f"{len(raw):05}" or leader[12:17] != f"{base:05}" or raw[-2:] != b"\x1e\x1d":
        return None
    data = raw[base:-1]
    try:
        directory = raw[LEADER_LEN : base - 1].decode("ascii")
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    texts = text.split("\x1e")
    texts.pop()
    tags = [directory[at : at + 3] for at in range(0, len(directory), DIRECTORY_ENTRY_LEN)]
    numbers: list[str] = []
    offset = 0
    for field in texts if text.isascii() else data[:-1].split(b"\x1e"):
        length = len(field) + 1
        numbers.append(f"{length:04}{offset:05}")
        offset += length
    if len(tags) != len(texts) or directory != "".join(map(add, tags, numbers)):
        return None
    if "\x1f\x1f" in text or "\x1f\x1e" in text or not is_plain(text):
        return None
    for tag, field in zip(tags, texts, strict=True):
        # Data fields have two indicators.
        is_data = field[2:3] == "\x1f" and field[0] != "\x1f" and (field[0] + field[1]).isascii()
        if not is_data and not (tag < "010" and tag.isdigit()):
            return None
    return HeldView(leader, raw, tags, texts, exact=True)
