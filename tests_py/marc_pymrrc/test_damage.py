"""Damaged records: raised, or given with what is wrong with them; and the next ones follow."""

from __future__ import annotations

import io
import pickle
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rogtk_shim import pymrrc
from tests_py.marc.iso2709 import record

FIELDS = [
    ("001", b"id1"),
    ("008", b"240131s1957    nyu           000 0 eng d"),
    ("245", "10\x1faÉtudes :\x1fbtheory".encode()),
    ("650", b" 0\x1faMusic"),
]
RECORD = record(FIELDS)
Mode = Literal["lenient", "permissive"]

DAMAGES = [
    (b"00100" + RECORD[5:], pymrrc.RecordLengthInvalid, "E001"),
    (b"0x100" + RECORD[5:], pymrrc.RecordLengthInvalid, "E001"),
    (RECORD[:12] + b"0000x" + RECORD[17:], pymrrc.BaseAddressInvalid, "E003"),
    (RECORD[:12] + b"99999" + RECORD[17:], pymrrc.BaseAddressNotFound, "E004"),
    (RECORD[:27] + b"00x4" + RECORD[31:], pymrrc.RecordDirectoryInvalid, "E101"),
    (RECORD[:27] + b"9999" + RECORD[31:], pymrrc.InvalidField, "E106"),
    (RECORD[:-1] + b" ", pymrrc.EndOfRecordNotFound, "E006"),
]


@pytest.mark.parametrize(("bad", "kind", "code"), DAMAGES)
def test_strict_raises_and_goes_on(bad: bytes, kind: type[pymrrc.MrrcException], code: str) -> None:
    reader = pymrrc.MARCReader(RECORD + bad + RECORD, recovery_mode="strict")
    assert next(reader)["001"].data == "id1"
    with pytest.raises(kind) as caught:
        next(reader)
    error = caught.value
    assert type(error) is kind
    assert error.code == code
    assert (error.record_index, error.record_byte_offset is not None) == (2, True)
    assert error.byte_offset == len(RECORD) + (error.record_byte_offset or 0)
    assert pickle.loads(pickle.dumps(error)).to_dict() == error.to_dict()
    assert [one["001"].data for one in reader] == ["id1"]


@pytest.mark.parametrize("mode", ["lenient", "permissive"])
@pytest.mark.parametrize(("bad", "kind", "code"), DAMAGES)
def test_a_damaged_record_carries_its_errors(
    bad: bytes, kind: type[pymrrc.MrrcException], code: str, mode: Mode
) -> None:
    records = list(pymrrc.MARCReader(io.BytesIO(RECORD + bad + RECORD), recovery_mode=mode))
    assert [[type(error) for error in one.errors] for one in records] == [[], [kind], []]
    pairs = list(pymrrc.MARCReader(RECORD + bad + RECORD, recovery_mode=mode).iter_with_errors())
    assert [[error.code for error in errors] for _, errors in pairs] == [[], [code], []]
    if records[1].fields():
        assert records[1].title == "Études :"


@pytest.mark.parametrize(("bad", "kind", "code"), DAMAGES)
def test_as_pymarc_does_it(bad: bytes, kind: type[pymrrc.MrrcException], code: str) -> None:
    reader = pymrrc.MARCReader(RECORD + bad + RECORD, permissive=True)
    assert reader.current_chunk is None
    found = [(one and one.title, type(reader.current_exception), reader.current_chunk) for one in reader]
    nothing = type(None)
    assert found == [("Études :", nothing, RECORD), (None, kind, bad), ("Études :", nothing, RECORD)]
    pairs = list(pymrrc.MARCReader(RECORD + bad + RECORD, permissive=True).iter_with_errors())
    assert pairs[1][0] is None
    assert [error.code for error in pairs[1][1]] == [code]


@pytest.mark.parametrize("cut", range(1, len(RECORD)))
def test_cut_anywhere(cut: int) -> None:
    data = RECORD + RECORD[:cut]
    reader = pymrrc.MARCReader(data, recovery_mode="strict")
    next(reader)
    with pytest.raises(pymrrc.TruncatedRecord):
        next(reader)
    (_, last) = list(pymrrc.MARCReader(data))
    assert [error.code for error in last.errors] == ["E005"]
    assert RECORD.startswith(data[len(RECORD) :])
    # It is written as what it is: a whole record of fewer fields.
    (again,) = list(pymrrc.MARCReader(last.as_marc(), recovery_mode="strict")) if last.fields() else [last]
    assert again == last


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_never_fewer_records(data: st.DataObject) -> None:
    count = 6
    content = bytearray(RECORD * count)
    hit = data.draw(st.integers(1, count - 2))
    place = data.draw(st.integers(0, len(RECORD) - 2))
    content[hit * len(RECORD) + place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != 0x1D))
    records = list(pymrrc.MARCReader(bytes(content)))
    assert len(records) == count
    for number, one in enumerate(records):
        if number != hit:
            assert one.as_marc() == RECORD
            assert not one.errors


def test_text_of_another_encoding() -> None:
    bad = RECORD.replace("É".encode(), b"\xff\xfe")
    for mode in ("strict", "lenient", "permissive"):
        (one,) = list(pymrrc.MARCReader(bad, recovery_mode=mode))
        assert [(error.code, error.field_tag) for error in one.errors] == [("E301", "245")]
        assert "\ufffd" in (one.title or "")
    with pytest.raises(pymrrc.EncodingError):
        next(pymrrc.MARCReader(bad, recovery_mode="strict", validation_level="strict_marc"))


def test_what_marc_21_forbids() -> None:
    fields = [*FIELDS, ("500", b"x \x1f\x01bad"), ("501", b" 0\x1f")]
    data = record(fields).replace(b"cam a22", b"Xam a22", 1)
    (one,) = list(pymrrc.MARCReader(data))
    assert not one.errors
    (one,) = list(pymrrc.MARCReader(data, validation_level="strict_marc"))
    assert [error.code for error in one.errors] == ["E002", "E201", "E202", "E201", "E202"]
    assert one.errors[1].field_tag == "500"
    with pytest.raises(pymrrc.RecordLeaderInvalid, match="Invalid record status in leader: 'X'"):
        next(pymrrc.MARCReader(data, recovery_mode="strict", validation_level="strict_marc"))
    assert not next(pymrrc.MARCReader(RECORD, validation_level="strict_marc")).errors


def test_no_more_errors_than_allowed() -> None:
    bad = DAMAGES[0][0]
    reader = pymrrc.MARCReader(bad * 5, max_errors=2)
    assert [len(next(reader).errors), len(next(reader).errors)] == [1, 1]
    with pytest.raises(pymrrc.FatalReaderError) as caught:
        next(reader)
    assert (caught.value.cap, caught.value.errors_seen) == (2, 3)
    assert reader.read_record() is None
    assert len(list(pymrrc.MARCReader(bad * 5, max_errors=0))) == 5


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"recovery_mode": "x"}, ValueError),
        ({"validation_level": "x"}, ValueError),
        ({"permissive": True, "recovery_mode": "lenient"}, ValueError),
        ({"max_errors": -1}, OverflowError),
    ],
)
def test_parameters_that_make_no_sense(options: dict[str, Any], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        pymrrc.MARCReader(RECORD, **options)


def test_what_is_no_source() -> None:
    source: Any = 5
    with pytest.raises(TypeError, match="Unsupported input type: int"):
        pymrrc.MARCReader(source)
    with pytest.raises(FileNotFoundError):
        pymrrc.MARCReader("there-is-none.mrc")
    with pytest.raises(pymrrc.RecordLengthInvalid):
        next(pymrrc.MARCReader(b"this is no MARC at all, but some text"))
    with pytest.warns(UserWarning, match="to_unicode"):
        pymrrc.MARCReader(RECORD, to_unicode=False)
    assert list(pymrrc.MARCReader(b"")) == []


@pytest.mark.parametrize("text", [b"10Title", b"10junk\x1faTitle", b"123\x1faTitle"])
@pytest.mark.parametrize("coding", ["a", " "])
def test_text_that_is_in_no_subfield(text: bytes, coding: str) -> None:
    """Fields have no place for it, so it mustn't be lost without a word."""
    title = b"10\x1faTitle" if coding == "a" else b"10\x1faTitr\xe2e"
    fine = record([("001", b"fine"), ("245", title), ("009", b"three")], declared=coding)
    stray = record([("001", b"stray"), ("003", b"DE"), ("245", title), ("500", text)], declared=coding)
    with pytest.raises(pymrrc.InvalidField, match="first subfield") as caught:
        list(pymrrc.MARCReader(stray, recovery_mode="strict"))
    assert caught.value.field_tag == "500"
    one, other, third = pymrrc.MARCReader(fine + stray + fine, recovery_mode="lenient")
    assert ([error.code for error in other.errors], one.errors, third.errors) == (["E106"], [], [])
    assert other.as_marc() == stray
    with pytest.raises(ValueError, match="first subfield"):
        pymrrc.parse_batch_parallel([(0, len(stray))], stray)
