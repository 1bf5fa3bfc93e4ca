"""Going through records in several ways at once: each way goes on where another one stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from rogtk_shim import pymrrc
from rogtk_shim.pymrrc.reader import RecoveryMode
from tests_py.marc_pymrrc.test_changes import RAW

MODES: list[RecoveryMode] = ["permissive", "lenient", "strict"]
DAMAGED = b"00009dam\x1d"


def numbered(count: int) -> bytes:
    """Records with their number in 001."""
    fields = [[pymrrc.Field("001", data=str(number))] for number in range(count)]
    return b"".join([pymrrc.Record(fields=one).as_marc() for one in fields])


def number(record: pymrrc.Record | None) -> int:
    assert record is not None
    return int(record["001"].data or "")


@pytest.mark.parametrize("mode", MODES)
def test_ways_in_turns(mode: RecoveryMode) -> None:
    reader = pymrrc.MARCReader(numbered(100), recovery_mode=mode)
    # Batches end behind 16 and 48.
    for wanted, record in zip(range(7), reader, strict=False):
        assert number(record) == wanted
    assert [number(reader.read_record()), number(next(reader)), number(next(iter(reader)))] == [7, 8, 9]
    record, errors = next(reader.iter_with_errors())
    assert (number(record), errors) == (10, [])
    assert [number(one) for one in next(reader.batches(30))] == list(range(11, 41))
    assert [number(one) for one in reader] == list(range(41, 100))
    assert reader.read_record() is None
    assert list(reader) == []


@pytest.mark.parametrize("mode", MODES)
def test_closing_ends_a_loop(mode: RecoveryMode) -> None:
    reader = pymrrc.MARCReader(numbered(100), recovery_mode=mode)
    found: list[int] = []
    for record in reader:
        found.append(number(record))
        if len(found) == 5:
            reader.close()
            reader.close()
    assert found == [0, 1, 2, 3, 4]
    assert list(reader) == []
    assert reader.read_record() is None


def test_the_bytes_of_the_last_record() -> None:
    reader = pymrrc.MARCReader(RAW + DAMAGED + RAW)
    for wanted in (RAW, DAMAGED, RAW):
        assert next(reader) is not None
        assert reader.current_chunk == wanted


def test_behind_a_damaged_record(tmp_path: Path) -> None:
    path = tmp_path / "some.mrc"
    path.write_bytes(RAW * 20 + DAMAGED + RAW * 3)
    strict = pymrrc.MARCReader(path, recovery_mode="strict")
    assert [next(strict).as_marc() for _ in range(20)] == [RAW] * 20
    with pytest.raises(pymrrc.MrrcException):
        next(strict)
    assert [one.as_marc() for one in strict] == [RAW] * 3
    pipeline = pymrrc.ProducerConsumerPipeline.from_file(path)
    assert [next(pipeline).as_marc() for _ in range(20)] == [RAW] * 20
    with pytest.raises(ValueError, match="Parse error"):
        pipeline.next()
    assert [one.as_marc() for one in pipeline] == [RAW] * 3
    assert pipeline.next() is None
