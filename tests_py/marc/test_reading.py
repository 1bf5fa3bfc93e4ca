"""Files as they come: damaged, with something between the records, compressed, too long for their numbers."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rogtk_shim.marc import MarcError
from rogtk_shim.pymarc import (
    EndOfRecordNotFound,
    Field,
    Indicators,
    MARCReader,
    Record,
    RecordLengthInvalid,
    RecordTooLarge,
    Subfield,
    TruncatedRecord,
    map_records,
)


def make(number: int) -> bytes:
    """A record that can be told from others."""
    fields = [
        Field("001", data=f"n{number}"),
        Field("245", Indicators("1", "0"), [Subfield("a", "é" * number)]),
    ]
    return Record(fields=fields).as_marc()


RECORDS = [make(number) for number in range(20)]


def numbers(data: bytes) -> list[str | None]:
    """The number of each record, None for a damaged one."""
    return [record and record["001"].data for record in MARCReader(data)]


WHOLE = [f"n{number}" for number in range(20)]


@pytest.mark.parametrize("length", [b"00000", b"00001", b"00030", b"01000", b"99999", b"9z999", b"-0012"])
def test_a_damaged_length_costs_one_record(length: bytes) -> None:
    data = b"".join([*RECORDS[:2], length + RECORDS[2][5:], *RECORDS[3:]])
    found = numbers(data)
    # Of a record with zeros in the place of its length the fields' own numbers are enough.
    lost = None if length != b"00000" else "n2"
    assert found == [*WHOLE[:2], lost, *WHOLE[3:]]


def test_a_length_that_leads_to_a_later_terminator() -> None:
    length = sum(map(len, RECORDS[2:5]))
    data = b"".join([*RECORDS[:2], b"%05d" % length + RECORDS[2][5:], *RECORDS[3:]])
    assert numbers(data) == [*WHOLE[:2], None, *WHOLE[3:]]


def test_a_damaged_terminator() -> None:
    data = b"".join([*RECORDS[:2], RECORDS[2][:-1] + b"?", *RECORDS[3:]])
    assert numbers(data) == [*WHOLE[:2], None, *WHOLE[3:]]


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\n\n\n\n\n\n\n", b"\x00", b"\x1a"])
def test_something_between_records(between: bytes) -> None:
    assert numbers(between.join([b"", *RECORDS, b""])) == WHOLE


@pytest.mark.parametrize("cut", [1, 3, 30, len(RECORDS[-1]) - 6, len(RECORDS[-1]) - 2])
def test_a_cut_file(cut: int) -> None:
    reader = MARCReader(b"".join(RECORDS)[:-cut])
    found = list(reader)
    assert found[-1] is None
    assert all(found[:-1])
    assert len(found) == 20
    assert isinstance(reader.current_exception, TruncatedRecord)


def test_what_is_told_of_a_damaged_record() -> None:
    reader = MARCReader(RECORDS[0] + b"damage\x1d" + RECORDS[1])
    assert next(reader) is not None
    assert next(reader) is None
    assert isinstance(reader.current_exception, RecordLengthInvalid)
    assert reader.current_chunk == b"damage\x1d"
    error = reader.current_error
    assert isinstance(error, MarcError)
    assert (error.record, error.offset, error.length) == (1, len(RECORDS[0]), 7)
    assert error.code == "MARC_RECORD_LENGTH"
    assert next(reader) is not None
    assert reader.current_exception is None
    assert reader.current_error is None
    assert reader.current_chunk == RECORDS[1]


def test_raw_records_are_skipped_alike() -> None:
    bad = RECORDS[2][:24] + b"x" + RECORDS[2][25:-30] + RECORDS[2][-30:]
    bad = bad[:27] + b"zzzz" + bad[31:]
    reader = MARCReader(RECORDS[1] + bad + RECORDS[3], to_unicode=False)
    assert [record is not None for record in reader] == [True, False, True]


def test_a_terminator_within_a_record() -> None:
    record = Record(fields=[Field("001", data="n1"), Field("500", subfields=[Subfield("a", "x\x1dy")])])
    found = [one for one in MARCReader(record.as_marc() + RECORDS[2]) if one]
    assert found[0]["500"]["a"] == "x\x1dy"
    assert len(found) == 2


@pytest.mark.parametrize("kind", ["path", "name", "file", "gzip", "members", "gzip file", "memoryview"])
def test_sources(kind: str, tmp_path: Path) -> None:
    data = b"".join(RECORDS)
    path = tmp_path / "records.mrc"
    packed = gzip.compress(data) if kind != "members" else b"".join(map(gzip.compress, RECORDS))
    path.write_bytes(packed if kind in ("gzip", "members", "gzip file") else data)
    with path.open("rb") as file, gzip.open(path) as unpacked:
        sources: dict[str, Any] = {
            "name": str(path),
            "file": file,
            "gzip file": unpacked,
            "memoryview": memoryview(data),
        }
        reader = MARCReader(sources.get(kind, path))
        assert [record and record["001"].data for record in reader] == WHOLE
        reader.close()


def test_a_file_is_read_no_further_than_asked_for() -> None:
    file = io.BytesIO(b"".join(RECORDS))
    reader = MARCReader(file)
    next(reader)
    assert file.tell() == len(RECORDS[0])


def test_a_stream_that_gives_little_at_a_time() -> None:
    class Slow(io.RawIOBase):
        data = io.BytesIO(b"".join(RECORDS))

        def read(self, size: int = -1) -> bytes:
            return self.data.read(min(size, 7))

    assert [record and record["001"].data for record in MARCReader(Slow())] == WHOLE  # pyright: ignore[reportArgumentType]


def test_map_records() -> None:
    seen: list[Record | None] = []
    map_records(seen.append, RECORDS[0] + RECORDS[1], io.BytesIO(RECORDS[2]))
    assert [record and record["001"].data for record in seen] == WHOLE[:3]


LONG = Record(
    fields=[
        Field("001", data="long"),
        Field("520", subfields=[Subfield("a", "x" * 20_000)]),
        *(Field("500", subfields=[Subfield("a", str(i) + "é" * 3_000)]) for i in range(30)),
        Field("650", subfields=[Subfield("a", "the last one")]),
    ]
)


def test_a_record_that_is_too_large_is_refused() -> None:
    with pytest.raises(RecordTooLarge, match="'520' has 20,005 bytes") as caught:
        LONG.as_marc()
    assert caught.value.code == "MARC_TOO_LARGE"
    with pytest.raises(RecordTooLarge, match="'500' the record passes 99,999"):
        Record(fields=[field for field in LONG.fields if field.tag != "520"] * 2).as_marc()


@pytest.mark.parametrize("told", [b"00000", b"99999"])
def test_a_record_that_is_too_large_can_be_written_and_read(told: bytes) -> None:
    data = LONG.as_marc(oversize="zero")
    assert data[:5] == b"00000"
    assert len(data) > 100_000
    data = told + data[5:]
    reader = MARCReader(RECORDS[1] + data + RECORDS[2])
    assert next(reader) is not None
    record = next(reader)
    assert record is not None
    assert record.as_dict()["fields"] == LONG.as_dict()["fields"]
    assert next(reader) is not None
    with pytest.raises(RecordTooLarge):
        record.as_marc()


@pytest.mark.filterwarnings("ignore::rogtk_shim.pymarc.exceptions.BadSubfieldCodeWarning")
@given(
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 255)), min_size=1, max_size=3),
    st.lists(st.integers(0, 19), max_size=2),
)
def test_random_damage(changes: list[tuple[int, int]], cuts: list[int]) -> None:
    """Records that no change touched are all right; a damaged one costs no more than itself and the next."""
    data = bytearray(b"".join(RECORDS))
    ends = [sum(map(len, RECORDS[: i + 1])) for i in range(20)]
    touched: set[int] = set()
    for place, value in changes:
        at = place % len(data)
        data[at] = value
        touched.add(next(i for i, end in enumerate(ends) if at < end))
    found = [record.as_marc() for record in MARCReader(bytes(data)) if record]
    # A lost terminator can cost the record behind it.
    sound = [raw for i, raw in enumerate(RECORDS) if i not in touched and i - 1 not in touched]
    assert [raw for raw in found if raw in sound] == sound


def test_codes() -> None:
    broken = b"00010" + RECORDS[1][5:-1]
    reader = MARCReader(broken)
    assert next(reader) is None
    assert isinstance(reader.current_exception, EndOfRecordNotFound)
    assert reader.current_error
    assert reader.current_error.code == "MARC_TERMINATOR"


by_pymarc: Any = pymarc.MARCReader


class ReadOnly:
    """What has nothing but `read`."""

    def __init__(self, data: bytes) -> None:
        self.read = io.BytesIO(data).read


def test_an_object_that_can_only_read() -> None:
    data = make(1) + make(2)
    ours: Any = MARCReader
    for read in (ours, by_pymarc):
        reader = read(ReadOnly(data + make(3)[:-9]))
        assert [one and one["001"].data for one in reader] == ["n1", "n2", None]
        assert type(reader.current_exception).__name__ == "TruncatedRecord"


def test_lists() -> None:
    data = make(1) + b"00009" + make(2)[5:] + make(3) + make(4)
    lists = MARCReader(data).batches(3)
    assert [[one and one.as_marc() for one in records] for records in lists] == [
        [make(1), None, make(3)],
        [make(4)],
    ]
    assert list(MARCReader(b"").batches()) == []
    with pytest.raises(ValueError, match="not 0"):
        MARCReader(data).batches(0)
