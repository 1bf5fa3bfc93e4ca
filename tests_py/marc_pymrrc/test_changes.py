"""Fields of records: handles that write through, and go stale; and what is written of a changed record."""

from __future__ import annotations

import copy
import io
import multiprocessing
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import pymrrc
from tests_py.marc.iso2709 import record as iso2709
from tests_py.marc_pymrrc.mrrc_itself import mrrc

RAW = iso2709(
    [
        ("001", b"id1"),
        ("007", b"one"),
        ("007", b"two"),
        ("245", "10\x1faÉtudes :\x1fbtheory".encode()),
        ("650", b" 0\x1faMusic\x1faAgain"),
        ("700", b"1 \x1faBach"),
        ("650", b" 1\x1faHistory"),
    ]
)


def both(change: Any) -> tuple[Any, Any]:
    """Do the same to a record of each package."""
    found: list[Any] = []
    for package in (pymrrc, mrrc):
        one = next(package.MARCReader(RAW))
        try:
            change(one, package)
        except (KeyError, ValueError, AttributeError) as error:
            found.append((type(error).__name__, str(error)))
        else:
            found.append(sorted(str(field) for field in one.fields()))
    return found[0], found[1]


def _set(one: Any, package: Any) -> None:
    one["245"]["b"] = "new"
    one["245"].indicator1 = "9"
    one["001"].data = "changed"
    one["650"].add_subfield("x", "more", 1)
    one["700"].delete_subfield("a")
    one["245"].indicators = ("3", "4")


def _add(one: Any, package: Any) -> None:
    field = package.Field("650", "7", "7", subfields=[package.Subfield("a", "added")])
    one.add_field(field, package.Field("999"))
    field.add_subfield("b", "not copied")
    one.add_ordered_field(package.Field("300"))
    one.add_grouped_field(package.Field("245"), package.Field("100"))
    one.add_control_field("008", "x")


CHANGES: list[Callable[[Any, Any], object]] = [
    _set,
    _add,
    lambda one, package: one.remove_field(one["650"], "007"),
    lambda one, package: one.remove_fields("650", "001"),
    lambda one, package: one.remove_field(package.Field("245", data="x")),
    lambda one, package: one.remove_field_at("650", 1),
    lambda one, package: one.remove_control_field_at("007", 1),
    lambda one, package: one["650"].__setitem__("a", "twice"),
    lambda one, package: one["650"].__setitem__("z", "none"),
    lambda one, package: one.set_control_field_value_at("007", 1, "three"),
    lambda one, package: one["245"].__setattr__("data", "x"),
    lambda one, package: one["999"],
    lambda one, package: one.add_control_field("1", "x"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_changes_are_those_of_mrrc(change: Any) -> None:
    mine, theirs = both(change)
    assert mine == theirs


@pytest.mark.parametrize("change", CHANGES[:7])
def test_what_is_changed_is_written(change: Any) -> None:
    one = next(pymrrc.MARCReader(RAW))
    for _ in range(2):
        assert one.as_marc() == RAW
    _ = [field.subfields() for field in one.fields()], str(one.leader)
    assert one.as_marc() == RAW
    try:
        change(one, pymrrc)
    except ValueError:
        return
    assert one.as_marc() != RAW
    (again,) = list(pymrrc.MARCReader(one.as_marc(), recovery_mode="strict"))
    assert again == one


def test_handles_see_each_other_and_go_stale() -> None:
    one = next(pymrrc.MARCReader(RAW))
    first, second = one["245"], one["245"]
    assert first["a"] == "Études :"
    second["a"] = "Changed"
    assert first["a"] == "Changed" == one.title
    detached = copy.deepcopy(first)
    untouched = one["700"]
    one.remove_fields("007")
    for handle in (first, untouched):
        with pytest.raises(pymrrc.StaleFieldError, match="was invalidated by record modification"):
            _ = handle["a"]
        assert "stale handle" in repr(handle)
    assert untouched.tag == "700"
    assert detached["a"] == "Changed"


def test_the_leader_writes_through() -> None:
    one = next(pymrrc.MARCReader(RAW))
    one.leader.record_status = "d"
    one.leader[6] = "g"
    assert one.as_marc()[5:7] == b"dg"
    one.leader = "00000nam a2200000 a 4500"
    assert str(one.leader)[5:8] == "nam"
    wrong: Any = 5
    with pytest.raises(TypeError, match="leader must be a Leader"):
        one.leader = wrong
    for text in ("short", "x" * 24):
        with pytest.raises(ValueError, match=r"24 characters|invalid literal"):
            pymrrc.Leader(text)
    leader: Any = one.leader
    with pytest.raises(OverflowError):
        leader.record_length = 100_000
    with pytest.raises(IndexError):
        _ = leader[24]


def test_text_that_is_not_ascii_is_declared() -> None:
    blank = pymrrc.Leader("00000nam  2200000   4500")
    one = pymrrc.Record(blank, fields=[pymrrc.Field("245", subfields=[pymrrc.Subfield("a", "plain")])])
    assert one.as_marc()[9:10] == b" "
    one["245"].add_subfield("b", "é")
    assert one.as_marc()[9:10] == b"a"


def test_a_record_too_large() -> None:
    one = pymrrc.Record(fields=[pymrrc.Field("001", data="big"), pymrrc.Field("500")])
    one["500"].add_subfield("a", "x" * 10_000)
    with pytest.raises(pymrrc.WriterError, match=r"\[001 'big'\].*'500'") as caught:
        one.as_marc()
    assert caught.value.code == "E404"


def test_copies() -> None:
    one = next(pymrrc.MARCReader(RAW))
    for other in (copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert other == one
        other["245"]["a"] = "other"
        assert one.title == "Études :"
    one["245"]["b"] = "changed"
    for other in (copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert other == one
        assert other.as_marc() == one.as_marc()
        assert other["245"]["b"] == "changed"
    (bad,) = list(pymrrc.MARCReader(RAW[:-9]))
    assert [error.code for error in pickle.loads(pickle.dumps(bad)).errors] == ["E005"]


def _title(one: pymrrc.Record) -> str | None:
    return one.title


def test_other_processes() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_title, pymrrc.MARCReader(RAW * 3)) == ["Études :"] * 3


def test_readers_in_several_threads(tmp_path: Path) -> None:
    path = tmp_path / "a.mrc"
    path.write_bytes(RAW * 3000)
    counts: list[int] = []

    def read() -> None:
        counts.append(sum(one["001"].data == "id1" for one in pymrrc.MARCReader(path)))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [3000] * 4


def test_lists() -> None:
    sizes = [len(records) for records in pymrrc.MARCReader(RAW * 10).batches(4)]
    assert sizes == [4, 4, 2]
    with pytest.raises(ValueError, match="one record at least"):
        next(pymrrc.MARCReader(RAW).batches(0))


def test_one_reader_in_two_threads() -> None:
    """The second one is refused while the first one reads, which then gets all records."""
    entered, refused = threading.Event(), threading.Event()

    class Slow(io.RawIOBase):
        def __init__(self) -> None:
            self._rest = io.BytesIO(RAW * 3)

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            entered.set()
            assert refused.wait(30)
            return self._rest.read(len(RAW))

    slow: Any = Slow()
    reader = pymrrc.MARCReader(slow)
    found: list[Any] = []
    first = threading.Thread(target=lambda: found.extend(one["001"].data for one in reader))
    first.start()
    assert entered.wait(30)
    with pytest.raises(ValueError, match="already executing"):
        next(reader)
    refused.set()
    first.join(30)
    assert found == ["id1"] * 3


@pytest.mark.parametrize("kind", [str, Path])
def test_a_writer_of_a_path(tmp_path: Path, kind: Callable[[Path], Any]) -> None:
    for package in (pymrrc, mrrc):
        path = tmp_path / "out.mrc"
        with package.MARCWriter(kind(path)) as writer:
            for one in package.MARCReader(RAW * 2):
                writer.write(one)
        assert [str(one["001"]) for one in pymrrc.MARCReader(path)] == ["=001  id1"] * 2
        with pytest.raises(RuntimeError):
            writer.write(package.Record())
        with pytest.raises(OSError, match="No such file"):
            package.MARCWriter(str(tmp_path / "none" / "out.mrc"))
        with pytest.raises(TypeError, match="file path"):
            package.MARCWriter(5)
