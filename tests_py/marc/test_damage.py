"""Damaged MARC: each record is right or reported, and those after it are right."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from rogtk_shim.errors import FormatError, InputError, InputNotFoundError
from rogtk_shim.marc._views import RecordView
from tests_py.marc.iso2709 import read, record, shown


def sample(count: int) -> list[bytes]:
    """Some records of different sizes."""
    rng = random.Random(7)
    return [
        record(
            [
                ("001", b"id%05d" % i),
                ("245", b"10\x1fa" + "Título ".encode() * rng.randint(1, 9) + b"\x1fbrest"),
                *(("650", b" 0\x1faHistory\x1fxStudy") for _ in range(rng.randint(0, 4))),
            ]
        )
        for i in range(count)
    ]


def written(path: Path, *parts: bytes) -> list[RecordView]:
    path.write_bytes(b"".join(parts))
    return read(path)


def good(views: list[RecordView]) -> list[str | None]:
    """The numbers of the records that nothing is said about."""
    return [view.first("001") for view in views if view.error is None]


def ids(*numbers: int) -> list[str]:
    return [f"id{number:05d}" for number in numbers]


def codes(views: list[RecordView]) -> list[tuple[int, str]]:
    return [(view.error.record, view.error.code) for view in views if view.error]


@pytest.mark.parametrize("length", [b"00030", b"00000", b"99999", b"1234x", b"     "])
def test_a_damaged_length_costs_one_record(tmp_path: Path, length: bytes) -> None:
    records = sample(20)
    records[2] = length + records[2][5:]
    views = written(tmp_path / "a.mrc", *records)
    assert codes(views) == [(2, "MARC_RECORD_LENGTH")]
    assert good(views) == ids(0, 1, *range(3, 20))
    # What could be made out is there.
    assert views[2].first("001") == "id00002"
    assert b"".join(view.raw for view in views) == b"".join(records)
    assert views[2].error is not None
    assert views[2].error.offset == len(records[0]) + len(records[1])
    assert views[2].error.length == len(records[2])


def test_a_length_that_leads_to_the_next_records_end(tmp_path: Path) -> None:
    records = sample(6)
    records[2] = b"%05d" % (len(records[2]) + len(records[3])) + records[2][5:]
    views = written(tmp_path / "a.mrc", *records)
    assert codes(views) == [(2, "MARC_RECORD_LENGTH")]
    assert good(views) == ids(0, 1, 3, 4, 5)


def test_a_damaged_terminator(tmp_path: Path) -> None:
    records = sample(6)
    records[2] = records[2][:-1] + b"x"
    views = written(tmp_path / "a.mrc", *records)
    assert codes(views) == [(2, "MARC_TERMINATOR")]
    assert good(views) == ids(0, 1, 3, 4, 5)


def test_a_terminator_within_a_record(tmp_path: Path) -> None:
    records = sample(6)
    records[2] = records[2].replace(b"rest", b"r\x1dst")
    views = written(tmp_path / "a.mrc", *records)
    assert codes(views) == [(2, "MARC_EMBEDDED_TERMINATOR")]
    assert good(views) == ids(0, 1, 3, 4, 5)


@pytest.mark.parametrize("between", [b"\n", b"\r\n", b"\n\n\n", b"\x00", b"\x1a"])
def test_newlines_between_records_are_passed_over(tmp_path: Path, between: bytes) -> None:
    records = sample(12)
    views = written(tmp_path / "a.mrc", between, between.join(records), between)
    assert codes(views) == []
    assert good(views) == ids(*range(12))
    assert [view.raw for view in views] == records


@pytest.mark.parametrize("missing", [1, 2, 30, 100])
def test_the_last_bytes_are_missing(tmp_path: Path, missing: int) -> None:
    records = sample(20)
    views = written(tmp_path / "a.mrc", b"".join(records)[:-missing])
    assert codes(views) == [(19, "MARC_RECORD_CUT")]
    assert good(views) == ids(*range(19))


@pytest.mark.parametrize(
    ("at", "by", "code"),
    [
        (12, b"00010", "MARC_BASE_ADDRESS"),
        (12, b"99999", "MARC_BASE_ADDRESS"),
        (9, b"\xff", "MARC_LEADER"),
        (27, b"0009", "MARC_DIRECTORY"),
        (31, b"00001", "MARC_DIRECTORY"),
        (31, b"99999", "MARC_DIRECTORY"),
        (39, b"9999", "MARC_DIRECTORY"),
        (36, b"\xff", "MARC_DIRECTORY"),
        (43, b"00000", "MARC_DIRECTORY"),
    ],
)
def test_leaders_and_directories_that_lie(tmp_path: Path, at: int, by: bytes, code: str) -> None:
    records = sample(6)
    records[2] = records[2][:at] + by + records[2][at + len(by) :]
    views = written(tmp_path / "a.mrc", *records)
    assert codes(views) == [(2, code)]
    assert good(views) == ids(0, 1, 3, 4, 5)
    assert views[2].raw == records[2]


def huge(size: int) -> bytes:
    """A record beyond what its length field can tell."""
    fields = [b"id09999", *(b"  \x1fa" + b"x" * 5000 for _ in range(size // 5000))]
    directory: list[bytes] = []
    start = 0
    for i, data in enumerate(fields):
        directory.append(f"{'500' if i else '001'}{len(data) + 1:04d}{min(start, 99999):05d}".encode())
        start += len(data) + 1
    base = 25 + 12 * len(directory)
    leader = b"99999cam a22%05d a 4500" % base
    return leader + b"".join(directory) + b"\x1e" + b"\x1e".join(fields) + b"\x1e\x1d"


@pytest.mark.parametrize("size", [100_000, 300_000, 3_000_000, 20_000_000])
def test_records_beyond_their_length_field(tmp_path: Path, size: int) -> None:
    records = sample(40)
    big = huge(size)
    views = written(tmp_path / "a.mrc", *records[:20], big, *records[20:], big)
    assert codes(views) == []
    assert good(views) == [*ids(*range(20)), "id09999", *ids(*range(20, 40)), "id09999"]
    assert views[20].raw == views[-1].raw == big
    assert views[20].count() == size // 5000 + 1
    assert views[20].text(20) == "  \x1fa" + "x" * 5000


def test_no_file_no_marc(tmp_path: Path) -> None:
    assert written(tmp_path / "empty.mrc") == []
    assert written(tmp_path / "blank.mrc", b"\r\n\r\n") == []
    for content in (b"<collection/>", b'{"leader": 1}', b"PK\x03\x04" * 50_000, b"x"):
        with pytest.raises(FormatError, match=r"not a MARC file") as caught:
            written(tmp_path / "other.mrc", content)
        assert caught.value.code == "MARC_NOT_MARC"
    with pytest.raises(InputNotFoundError):
        read(tmp_path / "missing.mrc")
    with pytest.raises(InputError):
        read(tmp_path)


@pytest.mark.parametrize("seed", range(12))
def test_random_damage(tmp_path: Path, seed: int) -> None:
    """One byte anywhere in some records: they are reported, or one text differs; all others are right."""
    rng = random.Random(seed)
    records = sample(400)
    hit = sorted(rng.sample(range(0, 400, 4), 40))
    damaged = list(records)
    for i in hit:
        at = rng.randrange(len(records[i]))
        damaged[i] = records[i][:at] + bytes([rng.randrange(256)]) + records[i][at + 1 :]
    views = written(tmp_path / "a.mrc", *damaged)
    assert b"".join(view.raw for view in views) == b"".join(damaged)
    by_raw = {view.raw: view for view in views}
    (tmp_path / "good.mrc").write_bytes(b"".join(records))
    for i, truth in enumerate(read(tmp_path / "good.mrc")):
        if i not in hit:
            assert shown(by_raw[records[i]]) == shown(truth), i
            assert by_raw[records[i]].error is None
            continue
        found = by_raw.get(damaged[i])
        if found is None or found.error is not None or damaged[i] == records[i]:
            continue
        # Undetectable: one character of text, a tag or what the leader says of the content; and where that
        # character was the only one above ASCII, which encoding it was.
        if found.encoding != truth.encoding:
            continue
        assert found.tags() != truth.tags() or found.count() == truth.count()
        differing = sum(a != b for a, b in zip(shown(found), shown(truth), strict=True))
        assert differing <= 1, i
