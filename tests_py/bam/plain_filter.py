"""Filters by plain Python, by SQL's rule for null: the twin of the engine's."""

from __future__ import annotations

import operator
from typing import Any

from tests_py.bam.records import Tag

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def value_of(row: dict[str, Any], tags: list[Tag], column: str) -> Any:
    """What a condition is about."""
    if column in row:
        return row[column]
    return next((value for name, _, value in tags if name == column), None)


def holds(condition: tuple[Any, ...], row: dict[str, Any], tags: list[Tag]) -> bool:
    """Whether one condition holds; null passes `is_null` alone."""
    value = value_of(row, tags, condition[0])
    asked = condition[1]
    if asked == "is_null":
        return value is None
    if asked == "not in" and not condition[2]:
        return True
    if value is None:
        return False
    if asked == "is_not_null":
        return True
    if asked in ("in", "not in"):
        return (value in condition[2]) == (asked == "in")
    return bool(_COMPARE[asked](value, condition[2]))


def reason(
    row: dict[str, Any], tags: list[Tag], options: dict[str, Any], names: dict[int, str]
) -> str | None:
    """Why a record is left out; None for a record that is kept."""
    flags = row["flags"]
    for bit in range(16):
        if options.get("exclude", 0) >> bit & flags >> bit & 1:
            return names[bit]
    for bit in range(16):
        if options.get("require", 0) >> bit & 1 and not flags >> bit & 1:
            return f"not_{names[bit]}"
    if row["mapq"] < options.get("min_mapq", 0):
        return "min_mapq"
    groups = options.get("where")
    if groups is None or any(all(holds(one, row, tags) for one in group) for group in groups):
        return None
    return "where"
