"""What the first records settle: also of an input that arrives, and with damage further on."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import read_bam, scan_bam
from rogtk_shim.errors import TruncatedFileError
from tests_py.bam.test_tags import NM_5, write


def test_damage_further_on_does_not_hide_what_is_before_it(tmp_path: Path) -> None:
    path = write(tmp_path / "x.bam", [NM_5] * 5_000)
    whole = path.read_bytes()
    path.write_bytes(whole[:-40])
    stream = iter(scan_bam(path, columns=["flags"], tags=["NM"], batch_size=1_000))
    assert next(stream).column("NM").to_pylist() == [5] * 1_000
    with pytest.raises(TruncatedFileError):
        list(stream)


class Slow(io.BytesIO):
    """An object that gives few bytes at a time and can't seek."""

    def seekable(self) -> bool:
        return False

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(9_999, size if size is not None and size >= 0 else 9_999))


@pytest.mark.parametrize(
    "case", ["corner/many-spans", "corner/tags", "own/pybedtools-x", "corner/header-only"], indirect=True
)
@pytest.mark.parametrize("make", [bytes, io.BytesIO, Slow])
def test_the_same_tags_of_what_arrives(case: Path, make: Any) -> None:
    """Types are settled before the run, of an input that can be read only once."""
    options: dict[str, Any] = {"columns": "all", "tags": "all", "where": [("flags", "!=", 3)]}
    assert read_bam(make(case.read_bytes()), **options).equals(read_bam(case, **options))


def test_damage_in_what_arrives_comes_in_its_place(tmp_path: Path) -> None:
    path = write(tmp_path / "x.bam", [NM_5] * 5_000)
    stream = iter(scan_bam(path.read_bytes()[:-40], columns=["flags"], tags=["NM"], batch_size=1_000))
    assert next(stream).column("NM").to_pylist() == [5] * 1_000
    with pytest.raises(TruncatedFileError):
        list(stream)
