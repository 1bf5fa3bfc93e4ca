"""Questions for fields: by tag, indicators, and what is in their subfields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .field import Field

__all__ = ["FieldQuery", "SubfieldPatternQuery", "SubfieldValueQuery", "TagRangeQuery"]


class _Conditions:
    """What indicators have to be, and which subfields have to be there."""

    def __init__(self, indicator1: str | None, indicator2: str | None, required: tuple[str, ...]) -> None:
        self._indicator1 = indicator1[:1] or None if indicator1 else None
        self._indicator2 = indicator2[:1] or None if indicator2 else None
        self._required = required

    def _hold(self, field: Field) -> bool:
        return (
            self._indicator1 in (None, field.indicator1)
            and self._indicator2 in (None, field.indicator2)
            and all(code in field for code in self._required)
        )

    def _shown(self) -> str:
        return f"ind1={self._indicator1 or '*'} ind2={self._indicator2 or '*'}"


class FieldQuery(_Conditions):
    """
    Fields with a tag, with indicators, with subfields: each method gives a query with one more condition.

    Examples
    --------
    >>> from rogtk_shim.pymrrc import Field, FieldQuery, Record, Subfield
    >>> record = Record(fields=[Field("650", " ", "0", subfields=[Subfield("a", "Whales")]), Field("650")])
    >>> query = FieldQuery().tag("650").indicator2("0").has_subfield("a")
    >>> [field["a"] for field in record.fields_matching(query)]
    ['Whales']
    """

    def __init__(self) -> None:
        super().__init__(None, None, ())
        self._tag: str | None = None

    def _with(self, **changes: object) -> FieldQuery:
        query = FieldQuery()
        query.__dict__.update({**self.__dict__, **changes})
        return query

    def tag(self, tag: str) -> FieldQuery:
        """Ask for a tag."""
        return self._with(_tag=tag)

    def indicator1(self, indicator: str | None = None) -> FieldQuery:
        """Ask for a first indicator; None: any."""
        return self._with(_indicator1=indicator[0] if indicator else None)

    def indicator2(self, indicator: str | None = None) -> FieldQuery:
        """Ask for a second indicator; None: any."""
        return self._with(_indicator2=indicator[0] if indicator else None)

    def has_subfield(self, code: str) -> FieldQuery:
        """Ask for a subfield with a code."""
        return self._with(_required=_once(*self._required, _one_code(code)))

    def has_subfields(self, codes: Iterable[str]) -> FieldQuery:
        """Ask for subfields with each of some codes; none at all is a ValueError."""
        required = tuple(code[0] for code in codes if code)
        if not required:
            raise ValueError("At least one subfield code is required")
        return self._with(_required=_once(*self._required, *required))

    def tag_range(self, start_tag: str, end_tag: str) -> TagRangeQuery:
        """Ask for a range of tags, under the same other conditions."""
        return TagRangeQuery(
            start_tag,
            end_tag,
            indicator1=self._indicator1,
            indicator2=self._indicator2,
            required_subfields=list(self._required),
        )

    def matches(self, field: Field) -> bool:
        """Whether a data field is one that is asked for."""
        return self._tag in (None, field.tag) and self._hold(field)

    def __repr__(self) -> str:
        required = list(self._required)
        return f"<FieldQuery tag={self._tag or '*'} {self._shown()} required_subfields={required}>"


class TagRangeQuery(_Conditions):
    """
    Fields whose tags lie in a range.

    Parameters
    ----------
    start_tag, end_tag : str
        The first and the last tag.
    indicator1, indicator2 : str, optional
        What the indicators have to be.
    required_subfields : list of str, optional
        Codes that have to be there.
    """

    def __init__(
        self,
        start_tag: str,
        end_tag: str,
        *,
        indicator1: str | None = None,
        indicator2: str | None = None,
        required_subfields: list[str] | None = None,
    ) -> None:
        super().__init__(indicator1, indicator2, tuple(code[0] for code in required_subfields or () if code))
        self.start_tag = start_tag
        self.end_tag = end_tag

    @property
    def indicator1(self) -> str | None:
        """What the first indicator has to be."""
        return self._indicator1

    @property
    def indicator2(self) -> str | None:
        """What the second indicator has to be."""
        return self._indicator2

    def tag_in_range(self, tag: str) -> bool:
        """Whether a tag lies in the range."""
        return self.start_tag <= tag <= self.end_tag

    def matches(self, field: Field) -> bool:
        """Whether a data field is one that is asked for."""
        return self.tag_in_range(field.tag) and self._hold(field)

    def __repr__(self) -> str:
        return f"<TagRangeQuery range={self.start_tag}-{self.end_tag} {self._shown()}>"


class _Values:
    """What a query about the values of one subfield knows."""

    def __init__(self, tag: str, subfield_code: str, *, negate: bool) -> None:
        self.tag = tag
        self.subfield_code = _one_code(subfield_code)
        self.negate = negate

    def _is_wanted(self, value: str) -> bool:
        raise NotImplementedError

    def matches(self, field: Field) -> bool:
        """Whether a data field is one that is asked for; one without the subfield never is."""
        if field.tag != self.tag:
            return False
        values = field.get_subfields(self.subfield_code)
        return bool(values) and any(map(self._is_wanted, values)) != self.negate

    def _shown(self) -> str:
        return f"tag={self.tag} subfield={self.subfield_code}"


class SubfieldPatternQuery(_Values):
    """
    Fields with a subfield in which a regular expression is found.

    Parameters
    ----------
    tag, subfield_code : str
        Where to look.
    pattern : str
        The regular expression, as `re` has them.
    negate : bool
        Ask for the fields in none of whose subfields it is found.

    Raises
    ------
    ValueError
        It is no regular expression, or the code is empty.
    """

    def __init__(self, tag: str, subfield_code: str, pattern: str, *, negate: bool = False) -> None:
        super().__init__(tag, subfield_code, negate=negate)
        try:
            self._search = re.compile(pattern).search
        except re.error as error:
            raise ValueError(f"Invalid regex pattern: {error}") from error
        self.pattern = pattern

    def _is_wanted(self, value: str) -> bool:
        return self._search(value) is not None

    def __repr__(self) -> str:
        end = " negate=true" if self.negate else ""
        return f"<SubfieldPatternQuery {self._shown()} pattern={_quoted(self.pattern)}{end}>"


class SubfieldValueQuery(_Values):
    """
    Fields with a subfield that has a value.

    Parameters
    ----------
    tag, subfield_code : str
        Where to look.
    value : str
        The value.
    partial : bool
        It may be a part of what is there.
    negate : bool
        Ask for the fields whose subfields are all others.
    """

    def __init__(
        self, tag: str, subfield_code: str, value: str, *, partial: bool = False, negate: bool = False
    ) -> None:
        super().__init__(tag, subfield_code, negate=negate)
        self.value = value
        self.partial = partial

    def _is_wanted(self, value: str) -> bool:
        return self.value in value if self.partial else self.value == value

    def __repr__(self) -> str:
        match = "partial" if self.partial else "exact"
        end = " negate=true" if self.negate else ""
        return f"<SubfieldValueQuery {self._shown()} value={_quoted(self.value)} match={match}{end}>"


def _once(*codes: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _one_code(code: str) -> str:
    if not code:
        raise ValueError("Subfield code cannot be empty")
    return code[0]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
