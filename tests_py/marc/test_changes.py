"""Every change of a record that was read is written, and nothing but the change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rogtk_shim.pymarc import Field, Leader, Record, Subfield

from .pymarc_itself import pymarc, shown
from .test_laziness import RAW, watched


def _set(field: str, code: str) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        record[field][code] = "other"

    return change


CHANGES: dict[str, Callable[[Any], Any]] = {
    "value": _set("245", "a"),
    "list": lambda record: record["245"].subfields.append(Subfield("c", "x")),
    "list of the last": lambda record: record.get_fields("650")[1].subfields.clear(),
    "indicator": lambda record: setattr(record["245"], "indicator1", "0"),
    "indicators": lambda record: setattr(record["650"], "indicators", ["1", "1"]),
    "data": lambda record: setattr(record["001"], "data", "n2"),
    "tag": lambda record: setattr(record["245"], "tag", "246"),
    "subfields": lambda record: setattr(record["245"], "subfields", []),
    "add": lambda record: record.add_field(Field("999", subfields=[Subfield("a", "b")])),
    "ordered": lambda record: record.add_ordered_field(Field("500", subfields=[Subfield("a", "b")])),
    "grouped": lambda record: record.add_grouped_field(Field("210", subfields=[Subfield("a", "b")])),
    "remove": lambda record: record.remove_field(record["245"]),
    "remove all": lambda record: record.remove_fields("650", "001"),
    "fields": lambda record: setattr(record, "fields", record.fields[:1]),
    "order": lambda record: record.fields.reverse(),
    "leader": lambda record: setattr(record.leader, "record_status", "d"),
    "leader exchanged": lambda record: setattr(record, "leader", Leader("x" * 9 + "a" + "y" * 14)),
    "delete subfield": lambda record: record["650"].delete_subfield("a"),
}


#: Their changes bring objects of our own classes.
OURS_ONLY = {"add", "ordered", "grouped", "leader exchanged"}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_written(name: str) -> None:
    record = watched()[0]
    CHANGES[name](record)
    written = record.as_marc()
    assert written != RAW
    assert shown(Record(written)) == shown(pymarc.Record(written))
    if name not in OURS_ONLY:
        theirs = pymarc.Record(RAW)
        CHANGES[name](theirs)
        assert written == theirs.as_marc()
