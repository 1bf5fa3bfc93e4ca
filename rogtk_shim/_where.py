"""`where=`: conditions on columns, checked before any work. The same for every format."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable

from .errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

#: What may be asked of a column.
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is_null", "is_not_null")
_LISTED = ("in", "not in")
_ALONE = ("is_null", "is_not_null")
# Beyond, a float does not hold every whole number.
_NUMBER_MAX = 2**53

#: Column, operator, and a value or a tuple of them.
Condition: TypeAlias = "tuple[Any, ...]"
#: Says what a column holds: `"text"`, `"number"`, or `"any"` where only the file knows. Raises for others.
KindOf: TypeAlias = "Callable[[str], str]"


def conditions(value: Any, kind_of: KindOf) -> tuple[tuple[Condition, ...], ...] | None:
    """Check `where`: a list of conditions that must all hold, or a list of such lists, of which one must.

    Parameters
    ----------
    value : list of tuple, or list of list of tuple, or None
        What the user gave.
    kind_of : callable
        Says what a column holds.

    Returns
    -------
    tuple of tuple of tuple, or None
        The groups of conditions; None for no condition.
    """
    if value is None:
        return None
    rows = _items("where", value)
    if not rows:
        return None
    grouped = [_is_group(row) for row in rows]
    if any(grouped) and not all(grouped):
        raise OptionError("where: conditions and lists of conditions are mixed; put every one into a list")
    groups = [_items("where", row) for row in rows] if grouped[0] else [rows]
    return tuple(tuple(_condition(row, kind_of) for row in group) for group in groups)


def _is_group(row: Any) -> bool:
    """Tell a list of conditions from a condition, which begins with a column's name."""
    items = _items("where", row)
    return not items or not isinstance(items[0], str)


def _items(name: str, value: Any) -> list[Any]:
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        shape = 'like [("mapq", ">=", 30)]'
        raise TypeError(f"{name} must be a list of conditions {shape}, not {type(value).__name__}")
    return list(value)


def _condition(row: Any, kind_of: KindOf) -> Condition:
    items = _items("where", row)
    column = items[0] if items else None
    if not isinstance(column, str):
        raise OptionError(f"where: a condition begins with a column's name, not {column!r}")
    kind = kind_of(column)
    asked = items[1] if len(items) > 1 else None
    if asked not in OPERATORS:
        raise OptionError(f"where: unknown operator {asked!r}; the operators are {', '.join(OPERATORS)}")
    wanted = 2 if asked in _ALONE else 3
    if len(items) != wanted:
        raise OptionError(f"where: {column!r} {asked} takes {wanted - 2} values, not {len(items) - 2}")
    if asked in _ALONE:
        return (column, asked)
    if asked not in _LISTED:
        return (column, asked, _constant(column, kind, items[2]))
    if isinstance(items[2], (str, bytes)) or not hasattr(items[2], "__iter__"):
        raise TypeError(f"where: {column!r} {asked} takes a list of values, not {type(items[2]).__name__}")
    constants = tuple(_constant(column, kind, value) for value in items[2])
    if len({isinstance(constant, str) for constant in constants}) > 1:
        raise OptionError(f"where: the values for {column!r} are text and numbers; give one sort")
    return (column, asked, constants)


def _constant(column: str, kind: str, value: Any) -> str | int | float:
    if value is None:
        raise OptionError(f'where: nothing equals null; write ("{column}", "is_null")')
    if isinstance(value, str):
        if kind == "number":
            raise OptionError(f"where: {column!r} holds numbers, not text like {value!r}")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise OptionError(f"where: {value!r} is no text that a file can hold") from None
        return str(value)
    if kind == "text":
        raise OptionError(f"where: {column!r} holds text, not {value!r}")
    return _number(column, value)


def _number(column: str, value: Any) -> int | float:
    if isinstance(value, (bool, bytes, bytearray)):
        raise TypeError(f"where: {column!r} is compared with numbers or text, not {type(value).__name__}")
    try:
        number: int | float = operator.index(value)
    except TypeError:
        try:
            number = float(value)
        except (TypeError, ValueError):
            kind = type(value).__name__
            raise TypeError(f"where: {column!r} is compared with numbers or text, not {kind}") from None
    if not math.isfinite(number) or abs(number) > _NUMBER_MAX:
        raise OptionError(f"where: {column!r} is compared with {value!r}; numbers are up to 2**53")
    return number
