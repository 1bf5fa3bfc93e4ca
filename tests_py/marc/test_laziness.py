"""A record makes fields of what is asked for, notices every change, and is itself wherever it goes."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rogtk_shim.marc.parse import Decoding, parse_view
from rogtk_shim.marc.view import HeldView
from rogtk_shim.pymarc import (
    Field,
    FieldNotFound,
    Indicators,
    MARCReader,
    MARCWriter,
    Record,
    RecordTooLarge,
    Subfield,
    WriteNeedsRecord,
)

from .pymarc_itself import pymarc, shown
from .strategies import build, records

RAW = Record(
    fields=[
        Field("001", data="n1"),
        Field("245", Indicators("1", "0"), [Subfield("a", "Möby"), Subfield("b", "Dick")]),
        Field("650", Indicators(" ", "0"), [Subfield("a", "Whales")]),
        Field("650", Indicators(" ", "0"), [Subfield("a", "Sea"), Subfield("v", "Fiction")]),
    ]
).as_marc()


class Watched(HeldView):
    """A view that counts the fields that are taken out of it."""

    __slots__ = ("taken",)

    def text(self, i: int) -> str:
        self.taken = getattr(self, "taken", 0) + 1
        return super().text(i)

    def first(self, tag: str) -> str | None:
        self.taken = getattr(self, "taken", 0) + 1
        return super().first(tag)


def watched() -> tuple[Record, Watched]:
    held = parse_view(RAW, Decoding())
    texts = [held.text(i) for i in range(held.count())]
    view = Watched(held.leader, RAW, held.tags(), texts, exact=True)
    return Record._of(view), view  # pyright: ignore[reportPrivateUsage]


def test_only_what_is_asked_for_is_made() -> None:
    record, view = watched()
    assert "245" in record
    assert "999" not in record
    assert not hasattr(view, "taken")
    assert record["245"]["b"] == "Dick"
    assert record.title == "Möby Dick"
    assert view.taken == 1
    assert [field["a"] for field in record.get_fields("650")] == ["Whales", "Sea"]
    assert view.taken == 3


def test_a_field_is_made_once() -> None:
    record, _ = watched()
    title = record["245"]
    second = record.get_fields("650")[1]
    assert record["245"] is title
    assert record.get("245") is title
    assert record.get_fields("001", "650")[2] is second
    assert record.fields[1] is title
    assert record.fields[3] is second
    assert record["245"] is title


def test_a_field_with_another_tag() -> None:
    record, _ = watched()
    second = record.get_fields("650")[1]
    second.tag = "651"
    assert record["651"] is second
    record["245"].tag = "246"
    assert "245" not in record
    assert record.get("245") is None
    assert len(record.get_fields("650", "246")) == 2


def test_unchanged_is_written_as_it_was_read() -> None:
    record, view = watched()
    assert record.as_marc() is view.raw
    _ = record["245"].subfields, record["650"].indicators, record.leader, list(record)
    assert record.as_marc() is view.raw


@pytest.mark.parametrize("touch", [False, True])
@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickling(touch: bool, protocol: int) -> None:
    record, view = watched()
    if touch:
        record["245"]["a"] = "other"
    before = (str(record["245"]), record.as_marc())
    other = pickle.loads(pickle.dumps(record, protocol))
    assert type(other) is Record
    assert type(other._view) is HeldView  # pyright: ignore[reportPrivateUsage]
    assert type(view) is Watched
    assert (str(other["245"]), other.as_marc()) == before
    other["245"]["a"] = "third"
    assert record["245"]["a"] == ("other" if touch else "Möby")


class Mine(Record):
    """A subclass with an attribute of its own."""

    note = "none"


def test_subclasses_and_own_attributes() -> None:
    record = Mine(RAW)
    record.note = "mine"
    for other in (copy.copy(record), copy.deepcopy(record), pickle.loads(pickle.dumps(record))):
        assert type(other) is Mine
        assert other.note == "mine"
        assert other.as_marc() == RAW


@pytest.mark.parametrize("look", [False, True])
def test_copying_is_as_with_pymarc(look: bool) -> None:
    for package in (pymarc, None):
        record: Any = watched()[0] if package is None else package.Record(RAW)
        if look:
            _ = record.fields
        shallow, deep = copy.copy(record), copy.deepcopy(record)
        record["245"]["a"] = "other"
        assert shallow["245"] is record["245"]
        assert deep["245"]["a"] == "Möby"
        field = copy.copy(record["650"])
        field.add_subfield("x", "y")
        assert record["650"]["x"] == "y"


def test_equality_is_identity() -> None:
    one, other = Record(RAW), Record(RAW)
    assert one != other
    assert one["245"] != other["245"]
    assert len({one, other, one["245"], other["245"]}) == 4
    assert repr(one).startswith("<rogtk_shim.marc.record.Record object at ")


def test_iterating() -> None:
    record, _ = watched()
    assert [field.tag for field in record] == ["001", "245", "650", "650"]
    iter(record)
    assert [next(record).tag, next(record).tag] == ["001", "245"]
    # pymarc loses its place where two loops run over one record.
    assert len([1 for _ in record for _ in record]) == 16
    field = record["245"]
    iter(field)
    assert (next(field).code, next(field).code) == ("a", "b")
    with pytest.raises(StopIteration):
        next(field)
    with pytest.raises(StopIteration):
        next(record["001"])  # type: ignore[call-overload]


def test_a_field_that_is_not_in_the_record() -> None:
    record, _ = watched()
    with pytest.raises(FieldNotFound):
        record.remove_field(Field("245"))
    with pytest.raises(KeyError):
        _ = record["999"]
    with pytest.raises(KeyError):
        _ = record["245"]["z"]


@given(records, st.integers(0, 11), st.sampled_from("abx"))
def test_looking_does_not_change(described: tuple[str, list[Any]], number: int, code: str) -> None:
    """Whatever is looked at first, the fields and what is written are the same."""
    raw = build(pymarc, described).as_marc()
    looks: list[Callable[[Any], Any]] = [
        lambda record: record.fields[number % len(record.fields)].get(code),
        lambda record: [field.get(code) for field in record.get_fields("245", "650", "CAT")],
        lambda record: [field.subfields for field in record.get_fields("020")] and record.title,
        lambda record: [field.indicators for field in record][number:],
    ]
    for look in looks:
        record, theirs = Record(raw), pymarc.Record(raw)
        if len(theirs.fields) > 0:
            assert str(look(record)) == str(look(theirs))
        assert shown(record) == shown(theirs)


def test_text_from_a_record_that_is_not_utf8_is_written_as_utf8() -> None:
    raw = bytearray(RAW.replace("ö".encode(), b"\xe8o"))
    raw[9] = ord(" ")
    record = Record(bytes(raw))
    assert record["245"]["a"] == "Möby"
    assert record.as_marc() == RAW
    assert record.leader.coding_scheme == "a"


def test_replaced_text_is_not_written_as_it_was() -> None:
    raw = RAW.replace("ö".encode(), b"\xffo")
    record = Record(raw, utf8_handling="replace")
    assert record["245"]["a"] == "M\ufffdoby"
    assert b"\xff" not in record.as_marc()


def test_writers_take_records_only() -> None:
    with pytest.raises(WriteNeedsRecord):
        MARCWriter(io.BytesIO()).write(b"")  # pyright: ignore[reportArgumentType]
    large = Record(fields=[Field("500", subfields=[Subfield("a", "x" * 10_000)])])
    with MARCWriter(out := io.BytesIO()) as writer, pytest.raises(RecordTooLarge):
        writer.write(large)
    assert out.closed
    out = io.BytesIO()
    writer = MARCWriter(out, oversize="zero")
    writer.write(large)
    (record,) = MARCReader(out.getvalue())
    assert record is not None
    assert record.as_dict()["fields"] == large.as_dict()["fields"]
