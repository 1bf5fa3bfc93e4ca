"""What the values in a leader stand for, as MARC 21 says."""

from __future__ import annotations

__all__ = ["describe_value", "get_valid_values", "is_valid_value"]

RECORD_STATUS = {
    "a": "Increase in encoding level",
    "c": "Corrected or revised",
    "d": "Deleted",
    "n": "New",
    "p": "Increase in encoding level from prepublication",
}
TYPE_OF_RECORD = {
    "a": "Language material",
    "c": "Notated music",
    "d": "Manuscript notated music",
    "e": "Cartographic material",
    "f": "Manuscript cartographic material",
    "g": "Projected medium",
    "i": "Nonmusical sound recording",
    "j": "Musical sound recording",
    "k": "Two-dimensional nonprojectable graphic",
    "m": "Computer file",
    "o": "Kit",
    "p": "Mixed materials",
    "r": "Three-dimensional artifact or naturally occurring object",
    "t": "Manuscript language material",
}
BIBLIOGRAPHIC_LEVEL = {
    "a": "Monographic component part",
    "b": "Serial component part",
    "c": "Collection",
    "d": "Subunit",
    "i": "Integrating resource",
    "m": "Monograph/Item",
    "s": "Serial",
}
ENCODING_LEVEL = {
    " ": "Full level",
    "1": "Full level, material not examined",
    "2": "Less-than-full level, material not examined",
    "3": "Abbreviated level",
    "4": "Core level",
    "5": "Partial (preliminary) level",
    "7": "Minimal level",
    "8": "Prepublication level",
    "u": "Unknown",
    "z": "Not applicable",
}
CATALOGING_FORM = {
    " ": "Non-ISBD",
    "a": "AACR 2",
    "c": "ISBD punctuation omitted",
    "i": "ISBD punctuation included",
    "n": "Non-ISBD punctuation omitted",
    "u": "Unknown",
}
_VALUES = {
    5: RECORD_STATUS,
    6: TYPE_OF_RECORD,
    7: BIBLIOGRAPHIC_LEVEL,
    8: {"#": "No specified type", "a": "Archival"},
    9: {" ": "MARC-8", "a": "UCS/Unicode"},
    17: ENCODING_LEVEL,
    18: CATALOGING_FORM,
    19: {
        " ": "Not specified or not applicable",
        "a": "Set",
        "b": "Part with independent title",
        "c": "Part with dependent title",
    },
}


def get_valid_values(position: int) -> dict[str, str] | None:
    """
    Give the values that may stand at a place of the leader, and what they stand for.

    Parameters
    ----------
    position : int
        The place, from 0.

    Returns
    -------
    dict or None
        None where anything may stand.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import get_leader_valid_values
    >>> get_leader_valid_values(5)["n"]
    'New'
    """
    values = _VALUES.get(position)
    return None if values is None else dict(values)


def describe_value(position: int, value: str) -> str | None:
    """Say what a value at a place of the leader stands for; None for an unknown one."""
    return _VALUES.get(position, {}).get(value)


def is_valid_value(position: int, value: str) -> bool:
    """Whether a value may stand at a place of the leader."""
    values = _VALUES.get(position)
    return values is None or value in values
