"""Changed records are made of their old bytes: it comes to what writing every field does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import pymarc as ours
from rogtk_shim.marc.iso2709 import encode
from tests_py.marc import strategies
from tests_py.marc.iso2709 import record

RAW = record(
    [
        ("001", b"id"),
        ("245", "10\x1faTítulo\x1fbrest".encode()),
        ("650", b" 0\x1faone"),
        ("650", b" 0\x1fatwo"),
        ("700", b"1 \x1fathree"),
    ]
)


def only(data: bytes) -> Any:
    (one,) = ours.MARCReader(data)
    return one


def whole(one: Any) -> bytes:
    return encode(str(one.leader), one.fields, "utf-8")


def large(one: Any) -> None:
    one["245"]["a"] = "x" * 9000
    for field in one.get_fields("650"):
        field["a"] = "y" * 9000


CHANGES: list[Callable[[Any], object]] = [
    lambda one: one["245"].__setitem__("a", "Θ"),
    lambda one: one["245"].add_subfield("c", "more"),
    lambda one: setattr(one["001"], "data", "another"),
    lambda one: setattr(one["700"], "tag", "710"),
    lambda one: setattr(one["700"], "indicator1", "é"),
    lambda one: [field.__setitem__("a", field["a"] * 3) for field in one.get_fields("650")],
    lambda one: (
        one["650"].delete_subfield("a"),
        one.add_field(ours.Field("900"), ours.Field("001", data="x")),
    ),
    lambda one: setattr(one.leader, "record_status", "d"),
    lambda one: (setattr(one.leader, "encoding_level", "7"), one["245"].__setitem__("b", "")),
    lambda one: setattr(one, "leader", "00000xam a22000004b 4500"),
    lambda one: one.add_field(ours.Field("9999", data="long tag"), ours.Field("A", data="")),
    lambda one: setattr(one["700"], "tag", "7"),
    lambda one: setattr(one["700"], "tag", "ééé"),
    lambda one: one.remove_fields("650"),
    large,
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_changes(number: int) -> None:
    one = only(RAW)
    CHANGES[number](one)
    written = one.as_marc()
    assert written != RAW
    assert written == one.as_marc() == whole(one)


def test_what_is_changed_back_is_as_it_was() -> None:
    one = only(RAW)
    old = one["245"]["a"]
    one["245"]["a"] = "new"
    assert one.as_marc() != RAW
    one["245"]["a"] = old
    assert one.as_marc() == RAW


@pytest.mark.parametrize("size", [9_996, 10_000, 40_000])
def test_what_is_too_large_is_refused_alike(size: int) -> None:
    for is_added in (True, False):
        one = only(RAW)
        if is_added:
            one.add_field(ours.Field("500", subfields=[ours.Subfield("a", "x" * size)]))
        else:
            one["245"]["a"] = "x" * size
        with pytest.raises(ours.RecordTooLarge):
            one.as_marc()
        assert one.as_marc("zero") == encode(str(one.leader), one.fields, "utf-8", "zero")


@settings(max_examples=200, deadline=None)
@given(strategies.records, st.data())
def test_any_values(described: tuple[str, list[Any]], data: st.DataObject) -> None:
    built = strategies.build(ours, described)
    built.leader.coding_scheme = "a"
    one = only(built.as_marc())
    for field in list(one.get_fields(*{field.tag for field in built})):
        if field.control_field:
            field.data = data.draw(strategies.text)
        else:
            field.subfields = [ours.Subfield(*part) for part in data.draw(strategies.subfields)]
        if data.draw(st.booleans()):
            break
    assert one.as_marc() == whole(one)
