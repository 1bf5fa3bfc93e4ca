"""Records of every kind, made by hypothesis: as plain data, of which both packages make theirs."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

#: Any text but the delimiters of ISO 2709 and what no encoding knows.
text = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cs", "Cc")),
        st.sampled_from("abc ,./$&;\u0301\u00e9\u4e00\U0001f600\t\n"),
    ),
    max_size=40,
)
codes = st.sampled_from("abcdefxyz0123456789")
indicators = st.tuples(st.sampled_from(" 0129|"), st.sampled_from(" 0129|"))
subfields = st.lists(st.tuples(codes, text), max_size=6)
control_fields = st.tuples(st.sampled_from(["001", "003", "005", "008", "009"]), text)
tags = st.one_of(
    st.integers(10, 999).map(lambda number: f"{number:03}"),
    st.sampled_from(["020", "022", "100", "245", "260", "264", "650", "880", "CAT", "9XX", "0 1"]),
)
data_fields = st.tuples(tags, indicators, subfields)
leaders = st.tuples(*(st.sampled_from(kinds) for kinds in ("acdnp", "aefgm", " a", " 1567"))).map(
    lambda parts: "00000{}{}m {}2200000{}a 4500".format(*parts)
)

#: A leader and fields.
records: st.SearchStrategy[tuple[str, list[Any]]] = st.tuples(
    leaders, st.lists(st.one_of(control_fields, data_fields), min_size=1, max_size=12)
)


def build(package: Any, described: tuple[str, list[Any]]) -> Any:
    """Make a record of a package's own classes."""
    leader, fields = described
    record = package.Record()
    record.leader = package.Leader(leader)
    for field in fields:
        if len(field) == 2:
            record.add_field(package.Field(field[0], data=field[1]))
        else:
            tag, pair, parts = field
            record.add_field(
                package.Field(tag, package.Indicators(*pair), [package.Subfield(*part) for part in parts])
            )
    return record
