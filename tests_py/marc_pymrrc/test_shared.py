"""Many records parsed at once: they stay in the bytes that they were parsed from."""

from __future__ import annotations

import gc
import pickle
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import pymrrc
from rogtk_shim.marc import held_bytes
from rogtk_shim.marc.boundaries import Boundary, boundaries
from tests_py.marc.iso2709 import record
from tests_py.marc_pymrrc.test_changes import RAW

#: As it stands, in MARC-8, and with a text that is in no subfield.
KINDS = {
    "plain": record([("001", b"p"), ("245", "10\x1faTítle\x1fbRest".encode())]),
    "marc-8": record([("001", b"m"), ("245", b"10\x1fat\xe2eT")], declared=" "),
    "long": record([("001", b"l"), ("500", b"  \x1fa" + b"x" * 5000)]),
}


def parsed(data: bytes, found: list[Boundary] | None = None) -> list[bytes]:
    return [one.as_marc() for one in pymrrc.parse_batch_parallel(found or boundaries(data), data)]


@pytest.mark.parametrize("part_bytes", [1, 3000, 1 << 20])
@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=40))
def test_parts_of_any_size(part_bytes: int, kinds: list[str]) -> None:
    raws = [KINDS[kind] for kind in kinds]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(held_bytes, "PART_BYTES", part_bytes)
        records = pymrrc.parse_batch_parallel(boundaries(b"".join(raws)), b"".join(raws))
    assert [one.control_field("001") for one in records] == [kind[0] for kind in kinds]
    assert [one.as_marc() for one in records] == raws
    assert {one.title() for one in records} <= {"Títle", "téT", None}


@pytest.mark.parametrize("part_bytes", [50, 1 << 20])
def test_damage_is_told_as_where_it_is(monkeypatch: pytest.MonkeyPatch, part_bytes: int) -> None:
    monkeypatch.setattr(held_bytes, "PART_BYTES", part_bytes)
    data = RAW * 3 + b"00100" + RAW[5:] + RAW
    with pytest.raises(ValueError, match=r"record 4 .*invalid record length"):
        parsed(data)
    # What begins and ends elsewhere than was told.
    size = len(RAW)
    for found in (
        [(0, size + 40), (size + 40, size - 40)],
        [(0, 2 * size)],
        [(0, size), (size, 5), (size + 5, 9)],
    ):
        with pytest.raises(ValueError, match="Parse error"):
            parsed(RAW * 2, found)


def test_in_any_order_and_only_some() -> None:
    data = b"".join(KINDS.values()) + b"\n" + RAW
    found = boundaries(data)
    assert parsed(data, found[::-1]) == [RAW, *[*KINDS.values()][::-1]]
    assert parsed(data, found[1:3]) == [*KINDS.values()][1:]
    assert parsed(data, [found[0]] * 3) == [KINDS["plain"]] * 3


def test_without_files_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "other")
    monkeypatch.setattr(held_bytes, "PART_BYTES", 3000)
    data = b"".join(KINDS.values()) * 5
    assert parsed(data) == [*KINDS.values()] * 5


def test_a_record_that_is_sent_elsewhere_takes_only_itself_along() -> None:
    data = KINDS["plain"] * 1000
    records = pymrrc.parse_batch_parallel(boundaries(data), data)
    sent = pickle.dumps(records[500])
    assert len(sent) < 1000
    assert pickle.loads(sent).as_marc() == KINDS["plain"]
    assert type(records[500]._view) is held_bytes.SharedView  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled: bool) -> None:
    was_enabled = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        assert parsed(RAW * 2) == [RAW] * 2
        with pytest.raises(ValueError, match="Parse error"):
            parsed(RAW + RAW[:50])
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was_enabled else gc.disable)()
