"""A field that was added to a record that was only read: it is there, whatever is done next."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from rogtk_shim import pymrrc
from tests_py.marc_pymrrc.mrrc_itself import mrrc
from tests_py.marc_pymrrc.test_changes import RAW

LOOKS: dict[str, Callable[[Any], Any]] = {
    "nothing": lambda record: None,
    "the field": lambda record: record["999"]["a"],
    "another field": lambda record: record["245"]["a"],
    "all": lambda record: len(record.fields()),
    "the leader": lambda record: record.leader.record_type,
    "one more": lambda record: record.add_field(field_of(record, "998", "more")),
    "the same tag": lambda record: record.add_field(field_of(record, "999", "more")),
    "two more": lambda record: record.add_field(field_of(record, "997", "x"), field_of(record, "996", "y")),
    "removed": lambda record: record.remove_fields("999"),
    "a control field": lambda record: record.add_control_field("009", "text"),
}


def field_of(record: Any, tag: str, value: str) -> Any:
    package: Any = mrrc if type(record).__module__.startswith("mrrc") else pymrrc
    return package.Field(tag, "1", " ", subfields=[package.Subfield("a", value)])


def read(package: Any) -> Any:
    record: Any = next(iter(package.MARCReader(RAW)))
    return record


@pytest.mark.parametrize("name", LOOKS)
def test_as_with_mrrc(name: str) -> None:
    outcomes: list[Any] = []
    for package in (pymrrc, mrrc):
        record = read(package)
        field = field_of(record, "999", "Ädded")
        record.add_field(field)
        # A copy was added: what happens to the field afterwards is its own.
        field["a"] = "other"
        seen = LOOKS[name](record)
        # Ours are in the order of the file, mrrc's in that of their tags' first ones.
        outcomes.append((seen, "999" in record, sorted(str(one) for one in record.fields())))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize("name", LOOKS)
def test_written_and_read_again(name: str) -> None:
    record = read(pymrrc)
    record.add_field(field_of(record, "999", "Ädded"))
    first = record.as_marc()
    assert first == record.as_marc()
    LOOKS[name](record)
    again = next(iter(pymrrc.MARCReader(record.as_marc())))
    assert [str(one) for one in again.fields()] == [str(one) for one in record.fields()]
    if name in ("nothing", "the field", "another field", "all", "the leader"):
        assert record.as_marc() == first


def pickled(record: Any) -> Any:
    return pickle.loads(pickle.dumps(record))


def copied(record: Any) -> Any:
    return copy.deepcopy(record)


@pytest.mark.parametrize("send", [pickled, copied])
def test_sent_elsewhere(send: Callable[[Any], Any]) -> None:
    record = read(pymrrc)
    record.add_field(field_of(record, "999", "Ädded"))
    other = send(record)
    other["999"]["a"] = "changed"
    assert record["999"]["a"] == "Ädded"
    assert other["999"]["a"] == "changed"
    assert other != record


def test_too_large_a_field() -> None:
    record = read(pymrrc)
    record.add_field(field_of(record, "999", "x" * 10_000))
    with pytest.raises(pymrrc.WriterError, match="999") as caught:
        record.as_marc()
    assert caught.value.record_control_number == "id1"
