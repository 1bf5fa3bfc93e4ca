"""The rules that say what is in the columns of a wide table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, cast

from ..errors import OptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

#: The columns of a wide table where nobody says otherwise.
DEFAULT_RULES: Mapping[str, str] = {
    "id": "001",
    "language": "008/35-37",
    "year": "008/7-10",
    "isbn": "020*a",
    "author": "100abcd",
    "title": "245ab",
    "publisher": "26Xb",
    "subjects": "650*a",
}
#: What a column can be that isn't taken from a field; `@leader` is the same as `LDR`.
OWN_KINDS = ("record", "offset", "length", "encoding", "leader", "raw")

_RULE = re.compile(
    r"""(?P<tag>[0-9A-Za-z]{3})
        (?P<star>\*)?
        (?:\[(?P<indicators>[^\]]*)\])?
        (?P<late_star>\*)?
        (?P<codes>[^/\[\]*\s]*)
        (?:/(?P<first>[0-9]{1,5})(?:-(?P<last>[0-9]{1,5}))?)?""",
    re.VERBOSE,
)
#: Names that others have for it; they would be tags.
_LEADER_NAMES = re.compile("[Ll][Ee][Aa][Dd][Ee][Rr]|ldr|Ldr")
#: What stands between tag and code elsewhere, or for a blank: nobody's code.
_NO_CODES = frozenset("#$|_.,:;-@")
_INDICATOR = re.compile(r"ind(?P<number>[12])=(?P<value>.)")


class Column(NamedTuple):
    """A rule, taken apart; the engine gets it as a list of these values."""

    name: str
    kind: str
    tag: str = ""
    repeated: bool = False
    ind1: str = ""
    ind2: str = ""
    codes: str = ""
    first: int | None = None
    last: int | None = None


def parse_rules(value: Any) -> tuple[Column, ...]:
    """Check `columns` of a wide table: names with their rules."""
    if not isinstance(value, Mapping):
        message = f"columns of a wide table must be a mapping of names to rules, not {type(value).__name__}"
        raise TypeError(f'{message}; such as {{"title": "245ab"}}')
    rules = cast("Mapping[Any, Any]", value)
    columns = tuple(_parse(name, rule) for name, rule in rules.items())
    if not columns:
        raise OptionError("columns is empty; name at least one column")
    return columns


def _parse(name: Any, rule: Any) -> Column:
    if not isinstance(name, str) or not isinstance(rule, str):
        wrong = name if not isinstance(name, str) else rule
        raise TypeError(f"columns must map names to rules, both text, not {type(wrong).__name__}")
    if rule.startswith("@"):
        kind = rule[1:]
        if kind not in OWN_KINDS:
            _refuse(name, rule, f"there are {', '.join(f'@{known}' for known in OWN_KINDS)}")
        return Column(name, "field", "LDR") if kind == "leader" else Column(name, kind)
    if _LEADER_NAMES.match(rule):
        _refuse(name, rule, "the leader is LDR, characters of it are LDR/6")
    found = _RULE.fullmatch(rule)
    if found is None:
        _refuse(name, rule, 'rules look like "245ab", "650*a", "008/35-37" or "500[ind1=1]a"')
    tag = found["tag"]
    control = tag == "LDR" or tag.startswith("00")
    ind1, ind2 = _indicators(name, rule, found["indicators"])
    codes = found["codes"]
    if control and (codes or ind1 or ind2):
        _refuse(name, rule, f"{tag} has neither indicators nor subfields; characters of it are {tag}/7-10")
    if not control and found["first"] is not None:
        _refuse(name, rule, "characters can be taken of the leader and of fields 001 to 009 only")
    if _NO_CODES.intersection(codes):
        _refuse(
            name, rule, 'codes of subfields stand right behind the tag, such as "245ab"; blanks are [ind1=#]'
        )
    if not codes.isascii():
        _refuse(name, rule, "codes of subfields are ASCII characters")
    first = None if found["first"] is None else int(found["first"])
    last = first if found["last"] is None else int(found["last"])
    if first is not None and last is not None and last < first:
        _refuse(name, rule, "the last character comes before the first one")
    repeated = bool(found["star"] or found["late_star"])
    if tag == "LDR" and repeated:
        _refuse(name, rule, "a record has one leader")
    return Column(name, "field", tag, repeated, ind1, ind2, codes, first, last)


def _indicators(name: str, rule: str, text: str | None) -> tuple[str, str]:
    chosen = {"1": "", "2": ""}
    for part in [] if text is None else text.split(","):
        found = _INDICATOR.fullmatch(part.lstrip())
        if found is None or not found["value"].isascii():
            _refuse(name, rule, "indicators are chosen as [ind1=1] or [ind1=1,ind2=#], # for a blank")
        chosen[found["number"]] = " " if found["value"] == "#" else found["value"]
    return chosen["1"], chosen["2"]


def _refuse(name: str, rule: str, hint: str) -> NoReturn:
    raise OptionError(f"column {name!r}: {rule!r} is no rule", code="MARC_RULE", hint=hint)
