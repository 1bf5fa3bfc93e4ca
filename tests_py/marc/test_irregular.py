"""Fields that aren't as they should be: too few or many indicators, empty subfields, odd codes."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rogtk_shim import pymarc as ours

from .pymarc_itself import pymarc, read_all

heads = st.sampled_from(["", "1", "10", "10", "123", " 0"])
parts = st.one_of(
    st.sampled_from(["", "a", "aone", "btwo ", "éaccent", "ñ", "àà", "a\u4e00"]),
    st.text("ab é\u0301", min_size=1, max_size=5).map(lambda text: f"a{text}"),
)
fields = st.tuples(st.sampled_from(["020", "245", "650", "880"]), heads, st.lists(parts, max_size=4))


def raw_record(described: list[tuple[str, str, list[str]]], declared: str, gap: int) -> bytes:
    """A record of such fields, with some bytes between them that no entry leads to."""
    directory = text = b""
    for tag, head, subfields in described:
        data = "\x1f".join([head, *subfields]).encode() + b"\x1e"
        directory += f"{tag}{len(data):04}{len(text):05}".encode()
        text += data + b"\x1e" * gap
    base = 24 + len(directory) + 1
    leader = f"{base + len(text) + 1:05}nam {declared}22{base:05} a 4500".encode()
    return leader + directory + b"\x1e" + text + b"\x1d"


@pytest.mark.filterwarnings("ignore::rogtk_shim.pymarc.exceptions.BadSubfieldCodeWarning")
@pytest.mark.filterwarnings("ignore::pymarc.exceptions.BadSubfieldCodeWarning")
@given(st.lists(fields, min_size=1, max_size=5), st.sampled_from("aa "), st.sampled_from([0, 0, 1]))
def test_they_are_read_as_pymarc_reads_them(
    described: list[tuple[str, str, list[str]]], declared: str, gap: int
) -> None:
    raw = raw_record(described, declared, gap)
    options: list[dict[str, Any]] = [{}, {"to_unicode": False}, {"utf8_handling": "replace"}]
    for chosen in options:
        assert read_all(ours, raw, **chosen) == read_all(pymarc, raw, **chosen)
        # What nobody looked at is written alike.
        assert ours.Record(raw, **chosen).as_marc() == pymarc.Record(raw, **chosen).as_marc()


@pytest.mark.filterwarnings("ignore::rogtk_shim.pymarc.exceptions.BadSubfieldCodeWarning")
@pytest.mark.filterwarnings("ignore::pymarc.exceptions.BadSubfieldCodeWarning")
@given(st.lists(fields, min_size=1, max_size=3), st.sampled_from("aebn"))
def test_values_are_found_as_pymarc_finds_them(
    described: list[tuple[str, str, list[str]]], code: str
) -> None:
    raw = raw_record(described, "a", 0)
    mine, theirs = ours.Record(raw), pymarc.Record(raw)
    for own, other in zip(mine.fields, theirs.fields, strict=True):
        assert own.get(code) == other.get(code)
        assert (code in own) == (code in other)
    tag = described[-1][0]
    own, other = ours.Record(raw)[tag], theirs[tag]
    if code in other:
        assert own[code] == other[code]
    else:
        with pytest.raises(KeyError):
            _ = own[code]


def test_a_code_that_is_not_ascii_is_warned_of() -> None:
    raw = raw_record([("245", "10", ["éone"])], "a", 0)
    with pytest.warns(ours.exceptions.BadSubfieldCodeWarning, match="non-ASCII subfield code"):
        assert ours.Record(raw)["245"]["e"] == "one"


def test_fields_are_added_one_after_the_other() -> None:
    raw = raw_record([("245", "10", ["aone"])], "a", 0)
    mine, theirs = ours.Record(raw), pymarc.Record(raw)
    for package, record in ((ours, mine), (pymarc, theirs)):
        for text in ("two", "three"):
            record.add_field(package.Field("500", subfields=[package.Subfield("a", text)]))
            record.add_field(
                package.Field("245", subfields=[package.Subfield("a", text)]), package.Field("009", data=text)
            )
    assert mine.as_marc() == theirs.as_marc()
    assert [field["a"] for field in mine.get_fields("245")] == ["one", "two", "three"]
    assert mine["500"]["a"] == "two"
    assert mine.as_marc() == theirs.as_marc()
    assert str(mine) == str(theirs)


def test_elements_of_another_namespace() -> None:
    text = b"""<c xmlns:m="http://www.loc.gov/MARC21/slim" xmlns:x="urn:x"><m:record>
        <m:controlfield tag="001">1</m:controlfield><x:controlfield tag="002">2</x:controlfield>
        <m:controlfield tag="003">a<x:i>b</x:i>c</m:controlfield></m:record>
        <x:record><m:controlfield tag="001">3</m:controlfield></x:record></c>"""
    for strict in (False, True):
        mine = ours.parse_xml_to_array(io.BytesIO(text), strict=strict)
        theirs = pymarc.parse_xml_to_array(io.BytesIO(text), strict=strict)
        assert list(map(str, mine)) == list(map(str, theirs))
        assert len(mine) == (1 if strict else 2)
