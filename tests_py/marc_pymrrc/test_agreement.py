"""Records are the same as mrrc's: those of real files, and those of hypothesis."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from rogtk_shim import pymrrc
from tests_py.marc import strategies
from tests_py.marc_pymrrc.mrrc_itself import BINARY, EXTRA, build, mrrc, shown

#: mrrc makes blanks of characters that no MARC-8 set has, or reads other text than is there.
OTHERWISE = {
    "bad_eacc_encoding.marc8.marc",
    "bad_subfield_code.marc",
    "bad_utf_byte.utf8.marc",
    "cp866_multirecord.marc",
    "cp866_unimarc.marc",
    "escaped_character_reference.marc8.marc",
    "marc_with_bad_utf8.utf8.marc",
    "marc8_accented_chars.marc",
    "one-marc8.mrc",
    "test_data.utf8.mrc",
    "utf8_with_bad_bytes.marc",
}


@pytest.mark.skipif(not EXTRA.exists(), reason="no extra files (ROGTK_SHIM_TEST_DATA names their parent)")
@pytest.mark.parametrize("path", BINARY, ids=lambda path: path.name)
def test_real_files(path: Path) -> None:
    mine = list(pymrrc.MARCReader(path))
    theirs = list(mrrc.MARCReader(str(path)))
    assert len(mine) == len(theirs)
    for record, other in zip(mine, theirs, strict=True):
        if path.name in OTHERWISE:
            assert len(record.fields()) >= len(other.fields())
            continue
        assert shown(record) == shown(other)
        assert [str(field) for field in record.get_fields("880", "245")] == [
            str(field) for field in other.get_fields("880", "245")
        ]
    written = b"".join(record.as_marc() for record in mine if not record.errors)
    assert all(record.errors for record in mine) or written in path.read_bytes()


@given(described=strategies.records)
@settings(max_examples=150, deadline=None)
def test_made_records(described: tuple[str, list[Any]]) -> None:
    mine: Any = build(pymrrc, described)
    theirs = build(mrrc, described)
    assert shown(mine) == shown(theirs)
    raw = mine.as_marc()
    if raw.isascii() or described[0][9] == "a":
        assert raw == theirs.as_marc()
    (again,) = list(pymrrc.MARCReader(raw, recovery_mode="strict"))
    assert again == mine
    assert again.as_marc() == raw
    out = io.BytesIO()
    with pymrrc.MARCWriter(out) as writer:
        writer.write(again)
    assert out.getvalue() == raw


def _made(name: str) -> Any:
    """Make one of a class whose attributes are its instances' alone."""
    parameters = {
        "SubfieldValueQuery": ("650", "a", "x"),
        "SubfieldPatternQuery": ("650", "a", "x"),
        "TagRangeQuery": ("600", "699"),
        "Indicators": ("1", "2"),
        "RecordBoundaryScanner": (),
        "BibframeConfig": (),
    }
    found = getattr(pymrrc, name)
    return found(*parameters[name]) if name in parameters else found


def test_every_name_of_mrrc_is_there() -> None:
    names = set(mrrc.__all__) | set(mrrc.exceptions.__all__)
    assert names <= set(pymrrc.__all__)
    for name in names:
        public = {one for one in dir(getattr(mrrc, name)) if not one.startswith("_")}
        mine = set(dir(_made(name)))
        missing = public - mine
        if isinstance(getattr(mrrc, name), type):
            assert not missing, (name, missing)


def test_what_records_of_mrrc_have_beyond_their_class() -> None:
    record = mrrc.Record()
    inner = {name for name in dir(record._inner) if not name.startswith("_")} - {"set_leader"}
    assert inner <= set(dir(pymrrc.Record()))
    field = {name for name in dir(mrrc.Field("245")._inner) if not name.startswith("_")}
    assert field <= set(dir(pymrrc.Field("245")))
    leader = {name for name in dir(mrrc.Leader()._rust_leader) if not name.startswith("_")}
    assert leader <= set(dir(pymrrc.Leader()))


@pytest.mark.parametrize("position", range(25))
def test_leader_values(position: int) -> None:
    assert pymrrc.get_leader_valid_values(position) == mrrc.get_leader_valid_values(position)
    for value in map(chr, range(32, 127)):
        assert pymrrc.get_leader_is_valid_value(position, value) == mrrc.get_leader_is_valid_value(
            position, value
        )
        mine = pymrrc.get_leader_value_description(position, value)
        assert mine == mrrc.get_leader_value_description(position, value)


@pytest.mark.parametrize("name", mrrc.exceptions.__all__)
def test_exceptions(name: str) -> None:
    mine, theirs = getattr(pymrrc, name), getattr(mrrc, name)
    assert (mine.code, mine.slug) == (theirs.code, theirs.slug) if name != "MrrcException" else True
    assert [one.__name__ for one in mine.__mro__ if hasattr(mrrc, one.__name__)] == [
        one.__name__ for one in theirs.__mro__ if hasattr(mrrc, one.__name__)
    ]
    if not issubclass(mine, pymrrc.MrrcException):
        return
    places: list[dict[str, Any]] = [
        {},
        {
            "record_index": 2,
            "field_tag": "245",
            "byte_offset": 260,
            "record_control_number": "x",
            "source": "a.mrc",
        },
        {"found": b"ab", "expected": "5 ASCII digits", "indicator_position": 1, "subfield_code": 7},
        {"byte_offset": 10, "bytes_near": bytes(range(20)), "bytes_near_offset": 0, "record_byte_offset": 3},
    ]
    for place in places:
        one, other = mine(**place), theirs(**place)
        assert str(one) == str(other)
        assert repr(one) == repr(other)
        assert one.detailed() == other.detailed()
        assert one.to_dict() == other.to_dict()
        assert one.to_json() == other.to_json()
        assert one.help_url() == other.help_url()
    with pytest.raises(TypeError, match="unexpected keyword"):
        mine(nonsense=1)
