"""What a polars predicate says in the terms of `where=`.

The rows that pass `where` are those that the predicate keeps, and perhaps more: whoever asks applies the
predicate again. So a part of it that `where` can't say is left out where the rest stays true without it.

polars shows its expressions as JSON whose form is not promised. What isn't known here is no condition.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import cast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    import polars

    from ._where import Condition

    #: Lists of conditions of which one must hold; None where nothing is known.
    _Known: TypeAlias = tuple[tuple[Condition, ...], ...]
    Groups: TypeAlias = _Known | None

_COMPARE = {"Eq": "==", "NotEq": "!=", "Lt": "<", "LtEq": "<=", "Gt": ">", "GtEq": ">="}
_NOT = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "in": "not in", "not in": "in"}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_BOUNDS = {"Both": (">=", "<="), "Left": (">=", "<"), "Right": (">", "<="), "None": (">", "<")}
# Products of alternatives grow fast, and each is judged for every record.
_GROUPS_MAX = 16
_VALUES_MAX = 10_000
# A request has 16 MiB, and what is asked for beside this needs little.
_TEXT_MAX = 2**20
# Beyond, a float does not hold every whole number.
_NUMBER_MAX = 2**53


def where_of(predicate: polars.Expr, kinds: Mapping[str, str]) -> Groups:
    """Translate a predicate, as far as it goes.

    Parameters
    ----------
    predicate : polars.Expr
        Of it, comparisons of columns with whole numbers and texts, `is_in`, `is_between`, `is_null`, `not`,
        `and`, `or` are understood.
    kinds : mapping of str to str
        The columns that conditions may be about: `"number"`, `"text"`, or `"null"` where only
        whether they are null may be asked.

    Returns
    -------
    tuple of tuple of tuple, or None
        As `where` has it, or None where nothing of the predicate can be said so.
    """
    try:
        tree = json.loads(predicate.meta.serialize(format="json"))
    except Exception:
        # Some expressions can't be shown, such as those that call Python.
        return None
    return _Translation(kinds).groups(tree, negated=False)


def added(own: Groups, found: Groups) -> Groups:
    """Demand what a predicate was translated to beside a scan's own conditions, which hold in any case."""
    if own is None or found is None:
        return own or found
    return _product(own, found) or own


def _both(one: Groups, other: Groups) -> Groups:
    """Demand two parts of a predicate; one of them where both are too much."""
    if one is None or other is None:
        return one or other
    return _product(one, other) or min(one, other, key=len)


def _product(one: _Known, other: _Known) -> Groups:
    if len(one) * len(other) > _GROUPS_MAX:
        return None
    product = tuple(left + right for left in one for right in other)
    return product if _text(product) <= _TEXT_MAX else None


def _either(one: Groups, other: Groups) -> Groups:
    if one is None or other is None or len(one) + len(other) > _GROUPS_MAX:
        return None
    return one + other if _text(one + other) <= _TEXT_MAX else None


def _text(groups: _Known) -> int:
    """Count the characters of all values that are texts."""
    characters = 0
    for condition in (condition for group in groups for condition in group):
        value: Any = condition[-1]
        texts = cast("tuple[Any, ...]", value) if type(value) is tuple else (value,)
        characters += sum(len(text) for text in texts if type(text) is str)
    return characters


class _Translation:
    """Translates one predicate. `negated` asks for the rows of which a part is false; null is neither."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds

    def groups(self, node: Any, *, negated: bool) -> Groups:
        """Translate one node with all below it."""
        try:
            return self._known(node, negated)
        except Exception:
            # Whatever this polars shows it as: the predicate is applied without our help.
            return None

    def _known(self, node: Any, negated: bool) -> Groups:
        (kind,) = node
        if kind == "BinaryExpr":
            return self._binary(node[kind], negated)
        if kind == "Function":
            (family,) = node[kind]["function"]
            return self._boolean(node[kind], negated) if family == "Boolean" else None
        return None

    def _binary(self, node: Any, negated: bool) -> Groups:
        operator = node["op"]
        if operator in ("And", "LogicalAnd", "Or", "LogicalOr"):
            sides = [self.groups(node[side], negated=negated) for side in ("left", "right")]
            # Not both is one or the other.
            join = _both if operator.endswith("And") != negated else _either
            return join(*sides)
        left, right, asked = node["left"], node["right"], _COMPARE.get(operator)
        if asked is None:
            return None
        if "Column" not in left:
            left, right, asked = right, left, _TURNED[asked]
        return self._condition(left, _NOT[asked] if negated else asked, _constant(right))

    def _boolean(self, node: Any, negated: bool) -> Groups:
        inputs, name = node["input"], node["function"]["Boolean"]
        if name == "Not":
            return self.groups(inputs[0], negated=not negated)
        if name in ("IsNull", "IsNotNull"):
            column = inputs[0]["Column"]
            asked = "is_null" if (name == "IsNull") != negated else "is_not_null"
            return (((column, asked),),) if column in self._kinds else None
        (name,), (options,) = name, name.values()
        if name == "IsBetween":
            low, high = _BOUNDS[options["closed"]]
            ends = [
                self._condition(inputs[0], _NOT[end] if negated else end, _constant(value))
                for end, value in ((low, inputs[1]), (high, inputs[2]))
            ]
            return (_either if negated else _both)(*ends)
        if name == "IsIn" and options == {"nulls_equal": False}:
            values = [value for value in _constant(inputs[1]) if value is not None]
            return self._condition(inputs[0], "not in" if negated else "in", values)
        return None

    def _condition(self, node: Any, asked: str, value: Any) -> Groups:
        column = node["Column"]
        listed = isinstance(value, list)
        values = cast("list[Any]", value) if listed else [value]
        kind = {"number": int, "text": str}.get(self._kinds.get(column, ""))
        # bool is an int, and so are the members of some enumerations.
        if kind is None or len(values) > _VALUES_MAX or any(type(one) is not kind for one in values):
            return None
        if kind is int and any(abs(one) > _NUMBER_MAX for one in values):
            return None
        groups = (((column, asked, tuple(values) if listed else value),),)
        return groups if _text(groups) <= _TEXT_MAX else None


def _constant(node: Any) -> Any:
    """Give the value of a literal; a list's is a list."""
    import polars

    if "Alias" in node:
        node = node["Alias"][0]
    if "Literal" not in node:
        raise ValueError("only constants are compared with")
    literal = polars.Expr.deserialize(io.BytesIO(json.dumps(node).encode()), format="json")
    return polars.select(literal).to_series().to_list()[0]
