"""How files begin: with a byte order mark, or with less than a leader."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest

from rogtk_shim import pymarc, pymrrc, read_marc, scan_marc
from rogtk_shim.errors import FormatError, TruncatedFileError
from rogtk_shim.pymrrc import RecordBoundaryScanner
from tests_py.marc.test_damage import sample

MARK = b"\xef\xbb\xbf"
COLUMNS = {"id": "001", "offset": "@offset", "raw": "@raw"}


@pytest.mark.parametrize("between", [b"", b"\r\n"])
@pytest.mark.parametrize("count", [1, 40, 8000])
def test_a_byte_order_mark_is_passed_over(tmp_path: Path, between: bytes, count: int) -> None:
    records = sample(count)
    data = MARK + between + b"".join(records)
    path = tmp_path / "marked.mrc"
    path.write_bytes(data)
    packed = tmp_path / "marked.mrc.gz"
    packed.write_bytes(gzip.compress(data, 1))
    sources: list[Any] = [path, packed, data, io.BytesIO(data)]
    for source in sources:
        rows: list[Any] = read_marc(source, columns=COLUMNS).to_pylist()
        assert [row["raw"] for row in rows] == records
        assert rows[0]["offset"] == len(MARK + between)
    stats = scan_marc(path, errors="collect").check()
    assert (stats.records, stats.extra["rejected"]) == (count, 0)
    for source in (str(path), data, io.BytesIO(data)):
        assert [one.as_marc() for one in pymrrc.MARCReader(source, recovery_mode="strict")] == records
    for source in (data, io.BytesIO(data)):
        found = [one and one["001"].data for one in pymarc.MARCReader(source)]
        assert found == [f"id{i:05d}" for i in range(count)]
    assert len(RecordBoundaryScanner().scan(data)) == count


def test_a_mark_elsewhere_is_damage(tmp_path: Path) -> None:
    one, two = sample(2)
    path = tmp_path / "marked.mrc"
    path.write_bytes(one + MARK + two)
    with pytest.raises(FormatError):
        read_marc(path)
    path.write_bytes(MARK)
    assert read_marc(path).num_rows == 0
    path.write_bytes(MARK + MARK + one)
    with pytest.raises(FormatError):
        read_marc(path)


@pytest.mark.parametrize("size", range(1, 24))
def test_less_than_a_leader_is_a_cut_file(tmp_path: Path, size: int) -> None:
    path = tmp_path / "cut.mrc"
    begin = sample(1)[0][:size]
    for source in (path, io.BytesIO(begin), gzip.compress(begin)):
        path.write_bytes(begin)
        with pytest.raises(TruncatedFileError) as caught:
            read_marc(source)
        assert (caught.value.code, caught.value.record) == ("MARC_RECORD_CUT", 0)
    other = b"no MARC at all, nothing!"[:size]
    path.write_bytes(other)
    with pytest.raises(FormatError) as wrong:
        read_marc(path)
    assert wrong.value.code == "MARC_NOT_MARC"
