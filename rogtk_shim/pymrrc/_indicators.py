"""The indicators that MARC 21 defines for bibliographic fields."""

from __future__ import annotations

__all__ = ["allowed_indicators"]

_DIGITS = "0123456789"
_BLANK = (" ", " ")
_PERSON, _BODY, _THESAURI = "013", "012", "01234567"

#: Of each tag, the characters that either indicator can be. Tags that are not here can have any.
_BY_TAG: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("010", "020", "030", "035", "040"), _BLANK),
    "024": ("0123478", " 01"),
    "028": ("0123456", "0123"),
    "037": (" 23", " "),
    "100": (_PERSON, " "),
    **dict.fromkeys(("110", "111"), (_BODY, " ")),
    "130": (_DIGITS, " "),
    "240": ("01", _DIGITS),
    "245": ("01", _DIGITS),
    "490": ("01", " "),
    **dict.fromkeys(("500", "501", "502", "504", "508", "525", "530", "538"), _BLANK),
    **dict.fromkeys(("546", "547", "550", "552", "562", "580"), _BLANK),
    "505": ("0128", " 0"),
    **dict.fromkeys(("506", "541", "561", "583", "588"), (" 01", " ")),
    **dict.fromkeys(("520", "521"), (" 012348", " ")),
    **dict.fromkeys(("522", "524", "556", "567", "581", "586"), (" 8", " ")),
    "526": ("08", " "),
    "535": ("12", " "),
    **dict.fromkeys(("555", "565"), (" 08", " ")),
    "600": (_PERSON, _THESAURI),
    **dict.fromkeys(("610", "611"), (_BODY, _THESAURI)),
    "650": (" 012", _THESAURI),
    "651": (" ", _THESAURI),
    "700": (_PERSON, " 2"),
    **dict.fromkeys(("710", "711"), (_BODY, " 2")),
    "740": (_DIGITS, " 2"),
    "800": (_PERSON, " "),
    **dict.fromkeys(("810", "811"), (_BODY, " ")),
    "830": (" ", _DIGITS),
    "856": (" 012347", " 012348"),
}


def allowed_indicators(tag: str, position: int) -> str | None:
    """Give the characters that an indicator (0 or 1) can be; None where any can."""
    pair = _BY_TAG.get(tag)
    return None if pair is None else pair[position]
