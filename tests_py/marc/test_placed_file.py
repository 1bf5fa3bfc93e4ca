"""Files that Python reads by the places the engine tells: what is read is what was checked, or an error."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import pymarc, pymrrc
from rogtk_shim.errors import InputError
from rogtk_shim.marc import _rows
from rogtk_shim.marc._reading import Views
from rogtk_shim.marc.placed_file import PlacedFile

from .iso2709 import record

pytestmark = pytest.mark.skipif(not hasattr(os, "pread"), reason="files can't be read by places here")

COUNT = 20_000


def numbered(count: int, text: bytes = b"text" * 20) -> list[bytes]:
    return [record([("001", b"%06d" % i), ("245", b"10\x1fa" + text)]) for i in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "many.mrc"
    path.write_bytes(b"".join(numbered(COUNT)))
    return path


def titles(reader: Any) -> Iterator[str]:
    return (one["001"].data for one in reader)


@pytest.mark.parametrize("piece_records", [1, 7, 128])
@pytest.mark.parametrize("between", [b"", b"\n", b"\r\n\x00"])
def test_what_stands_between_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece_records: int, between: bytes
) -> None:
    monkeypatch.setattr(_rows, "PIECE_RECORDS", piece_records)
    raws = numbered(200)
    raws[50] = record([("001", b"marc-8"), ("245", b"10\x1fat\xe2eT")], declared=" ")
    path = tmp_path / "some.mrc"
    path.write_bytes(between.join(raws))
    with Views.of(path) as views:
        assert [view.raw for view in views] == raws
    with Views.of(path) as views:
        for place, view in views.placed():
            with path.open("rb") as file:
                file.seek(place)
                assert file.read(len(view.raw)) == view.raw


@pytest.mark.parametrize("package", [pymarc, pymrrc])
def test_a_file_that_loses_its_name(package: Any, path: Path) -> None:
    records = iter(package.MARCReader(str(path)))
    first = [one["001"].data for one in islice(records, 100)]
    path.unlink()
    assert [*first, *titles(records)] == [f"{i:06}" for i in range(COUNT)]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs what Linux tells of a process")
@pytest.mark.parametrize("package", [pymarc, pymrrc])
def test_what_is_read_to_its_end_is_closed(package: Any, path: Path) -> None:
    reader = package.MARCReader(str(path))
    assert len(list(reader)) == COUNT
    opened = [os.path.realpath(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")]
    assert str(path) not in opened


def test_a_file_that_grows(path: Path) -> None:
    records = iter(pymrrc.MARCReader(path))
    first = next(records)
    with path.open("ab") as file:
        file.write(b"no record")
    assert [first["001"].data, *titles(records)] == [f"{i:06}" for i in range(COUNT)]


def shortened(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def written_over(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"x" * path.stat().st_size)


def letter_changed(path: Path) -> None:
    """In the middle of a record that stands among others: nothing else tells of it."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // COUNT * (COUNT - 60) - 10)
        file.write(b"X")


@pytest.mark.parametrize("change", [shortened, written_over, letter_changed])
def test_a_file_that_is_changed(path: Path, change: Callable[[Path], None]) -> None:
    with Views.of(path) as views:
        records = iter(views)
        assert next(records).first("001") == "000000"
        while views.stats is None and not views._stream._run.answer.ended:  # pyright: ignore[reportPrivateUsage]
            # The engine has read all of it.
            pass
        change(path)
        with pytest.raises(InputError, match="has changed while it was read") as caught:
            list(records)
    assert caught.value.code == "INPUT_CHANGED"
    assert str(path) in str(caught.value)


def test_another_file_of_that_name(path: Path, tmp_path: Path) -> None:
    opened = PlacedFile.of_path(os.fsencode(path), "name")
    assert opened is not None
    opened.check(os.fsencode(path))
    again = PlacedFile.of_path(os.fsencode(path), "name")
    assert again is not None
    other = tmp_path / "other"
    other.write_bytes(path.read_bytes())
    other.replace(path)
    with pytest.raises(InputError, match="another file has got its name"):
        again.check(os.fsencode(path))
    # Once is enough: what was opened stays open.
    opened.check(os.fsencode(path))
    opened.close()
    opened.close()
    with pytest.raises(InputError, match="can't be read"):
        opened.read(1, 0)


def test_what_is_no_plain_file(tmp_path: Path) -> None:
    packed = tmp_path / "a.gz"
    packed.write_bytes(b"\x1f\x8b" + bytes(20))
    for path in (packed, tmp_path, tmp_path / "none"):
        assert PlacedFile.of_path(os.fsencode(path), "name") is None
    os.mkfifo(tmp_path / "fifo")
    assert PlacedFile.of_path(os.fsencode(tmp_path / "fifo"), "name") is None
