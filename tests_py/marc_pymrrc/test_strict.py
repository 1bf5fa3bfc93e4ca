"""Errors as mrrc has them: their codes and places, and what readers and writers do with them."""

from __future__ import annotations

import io

import pytest

from rogtk_shim import pymrrc
from tests_py.marc.iso2709 import record
from tests_py.marc_pymrrc.mrrc_itself import mrrc
from tests_py.marc_pymrrc.test_damage import DAMAGES, RECORD


def test_places_of_what_marc_21_forbids() -> None:
    before = b"\n" + RECORD + b"\n"
    fields = [("001", b"id2"), ("245", b"9X\x1fa\xc3\x89\x1f\x01b"), ("856", b"40\x1fuhttp:")]
    data = record(fields).replace(b"cam a22", b"cam a32", 1)
    for content in (before + data, io.BytesIO(before + data)):
        *_, one = list(pymrrc.MARCReader(content, validation_level="strict_marc"))
        told = [
            (error.code, error.indicator_position, error.found, error.expected, error.record_index)
            for error in one.errors
        ]
        assert told == [
            ("E002", None, None, None, 2),
            ("E201", 0, b"9", "'0' or '1'", 2),
            ("E201", 1, b"X", "ASCII digit (0-9) or space", 2),
            ("E202", None, None, None, 2),
        ]
        at = data.index(b"9X\x1f")
        places = [error.record_byte_offset for error in one.errors]
        assert places == [10, at, at + 1, data.index(b"\x01b")]
        for error in one.errors:
            place = error.byte_offset or 0
            assert place == len(before) + (error.record_byte_offset or 0)
            around, start = error.bytes_near or b"", error.bytes_near_offset or 0
            assert around[place - start] == (before + data)[place]


@pytest.mark.parametrize(
    ("tag", "indicators", "wrong"),
    [
        ("245", "00", []),
        ("245", " 0", [0]),
        ("245", "0 ", [1]),
        ("100", "2 ", [0]),
        ("650", " 8", [1]),
        ("500", "1 ", [0]),
        ("505", "0 ", []),
        ("856", "40", []),
        ("901", "77", []),
    ],
)
def test_indicators_by_tag(tag: str, indicators: str, wrong: list[int]) -> None:
    data = record([("001", b"1"), (tag, indicators.encode() + b"\x1faT")])
    (one,) = list(pymrrc.MARCReader(data, validation_level="strict_marc"))
    assert [(error.code, error.indicator_position) for error in one.errors] == [("E201", at) for at in wrong]
    authority = data[:5] + b"nz  a22" + data[12:17] + b"n  " + data[20:]
    (one,) = list(pymrrc.AuthorityMARCReader(authority, validation_level="strict_marc"))
    assert one.errors == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"a22", b"aX2", "E002"),
        (b"a22", b"a2Y", "E002"),
        (RECORD[12:17], b"00020", "E003"),
        (b"\x1e\x1d", b"\x1e ", "E006"),
        (b"245", b"2\xcc5", "E101"),
        (b"\x1eid1", b"1id1", "E101"),
    ],
)
def test_codes_are_those_of_the_original(old: bytes, new: bytes, code: str) -> None:
    bad = RECORD.replace(old, new, 1)
    assert bad != RECORD
    for package in (mrrc, pymrrc):
        with pytest.raises(package.MrrcException) as caught:
            list(package.MARCReader(bad, recovery_mode="strict"))
        assert (caught.value.code, caught.value.record_index) == (code, 1)


def test_errors_beside_the_records_leave_the_reader_alone() -> None:
    bad = DAMAGES[2][0]
    reader = pymrrc.MARCReader(RECORD + bad + RECORD, permissive=True)
    pairs = list(reader.iter_with_errors())
    assert [(one is None, len(errors)) for one, errors in pairs] == [(False, 0), (True, 1), (False, 0)]
    assert reader.current_exception is None
    assert reader.current_chunk is None


def test_a_reader_is_its_own_iterator() -> None:
    bad = DAMAGES[0][0]
    reader = pymrrc.MARCReader(RECORD + bad + RECORD, recovery_mode="strict")
    assert iter(reader) is reader
    assert next(iter(reader)).title
    with pytest.raises(pymrrc.RecordLengthInvalid):
        next(reader)
    assert len(list(reader)) == 1
    assert list(reader) == []
    closed = pymrrc.MARCReader(RECORD * 5)
    next(closed)
    closed.close()
    assert list(closed) == []


def test_a_record_too_large_is_told_by_its_number() -> None:
    large = pymrrc.Record(
        fields=[pymrrc.Field("500", " ", " ", subfields=[pymrrc.Subfield("a", "x" * 10_000)])]
    )
    writer = pymrrc.MARCWriter(io.BytesIO())
    writer.write(next(pymrrc.MARCReader(RECORD)))
    with pytest.raises(pymrrc.WriterError, match="500") as caught:
        writer.write(large)
    assert caught.value.record_index == 2
