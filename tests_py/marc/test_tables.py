"""Wide and long tables hold what pymarc finds in the same records."""

from __future__ import annotations

import io
import pickle
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pymarc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rogtk_shim import read_marc, scan_marc, scan_parquet
from rogtk_shim.errors import FormatError, OptionError, RejectsWarning, TruncatedFileError
from tests_py.marc.iso2709 import EXTRA, Field, record
from tests_py.marc.test_damage import sample
from tests_py.marc.test_views import fields, real_files

RULES = {
    "id": "001",
    "leader": "LDR",
    "status": "LDR/5",
    "language": "008/35-37",
    "title": "245ab",
    "heading": "1XXa",
    "whole": "245",
    "isbns": "020*a",
    "subjects": "650*ax",
    "first": "650a",
    "notes": "500*[ind1=#]a",
    "local": "9XX[ind1=1,ind2=2]",
    "vernacular": "880*6a",
}


def expected_row(one: pymarc.Record) -> dict[str, Any]:
    """What the rules say, by pymarc."""

    def some(tag: str, codes: str, ind1: str = "", ind2: str = "") -> list[str]:
        found: list[str] = []
        for field in one.fields:
            if field.indicators is None or any(
                a not in ("X", b) for a, b in zip(tag, field.tag, strict=True)
            ):
                continue
            if ind1 not in ("", field.indicators.first) or ind2 not in ("", field.indicators.second):
                continue
            values = [sub.value for sub in field.subfields if not codes or sub.code in codes]
            if values:
                found += values if len(codes) == 1 else [" ".join(values)]
        return found

    def first(values: list[str]) -> str | None:
        return values[0] if values else None

    def control(tag: str, begin: int = 0, end: int = 10**6) -> str | None:
        for data in (field.data or "" for field in one.get_fields(tag)):
            if begin == 0 and end == 10**6:
                return data
            if len(data) > begin:
                return data[begin:end]
        return None

    leader = str(one.leader)
    return {
        "id": control("001"),
        "leader": leader,
        "status": leader[5],
        "language": control("008", 35, 38),
        "title": first(some("245", "ab")),
        "heading": first(some("1XX", "a")),
        "whole": first(some("245", "")),
        "isbns": some("020", "a"),
        "subjects": some("650", "ax"),
        "first": first(some("650", "a")),
        "notes": some("500", "a", ind1=" "),
        "local": first(some("9XX", "", "1", "2")),
        "vernacular": some("880", "6a"),
    }


def rebuilt(table: pa.Table) -> list[list[tuple[str, str]]]:
    """The records of a long table: leader and fields, a field as its text."""
    records: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    for row in table.to_pylist():
        into = records[row["record"]]
        if row["field"] not in into:
            head = (
                "" if row["tag"] == "LDR" or row["tag"] < "010" else f"{row['ind1'] or ''}{row['ind2'] or ''}"
            )
            into[row["field"]] = (row["tag"], head)
        tag, text = into[row["field"]]
        mark = "\x1f" if row["subfield"] else ""
        into[row["field"]] = (tag, f"{text}{mark}{row['code'] or ''}{row['value']}")
    for into in records.values():
        assert sorted(into) == list(range(len(into)))
    return [[into[i] for i in sorted(into)] for _, into in sorted(records.items())]


def pymarc_records(content: bytes) -> list[pymarc.Record]:
    found: list[pymarc.Record] = []
    for one in pymarc.MARCReader(io.BytesIO(content), hide_utf8_warnings=True):
        assert one is not None
        found.append(one)
    return found


def check(path: Path, batch_size: int | None = None) -> None:
    wide = read_marc(path, columns=RULES, batch_size=batch_size)
    wide.validate(full=True)
    theirs = pymarc_records(path.read_bytes())
    assert wide.to_pylist() == [expected_row(one) for one in theirs]
    long = read_marc(path, shape="long", batch_size=batch_size)
    long.validate(full=True)
    texts: list[list[tuple[str, str]]] = []
    for one in theirs:
        texts.append([("LDR", str(one.leader))])
        for field in one.fields:
            head = "" if field.indicators is None else f"{field.indicators.first}{field.indicators.second}"
            subfields = "".join(f"\x1f{sub.code}{sub.value}" for sub in field.subfields)
            texts[-1].append((field.tag, (field.data or "") + head + subfields))
    assert rebuilt(long) == texts


def test_columns_without_any_bytes_stay_without(tmp_path: Path) -> None:
    path = tmp_path / "empty.mrc"
    for field in ("245", "650", "500", "880"):
        path.write_bytes(record([(field, b"  \x1fa"), ("001", b"")]) * 3)
        check(path, 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(fields, max_size=8), st.sampled_from([1, 2, None]))
def test_generated_records(tmp_path: Path, records: list[list[Field]], batch_size: int | None) -> None:
    path = tmp_path / "some.mrc"
    path.write_bytes(b"".join(record(one) for one in records))
    check(path, batch_size)


@pytest.mark.skipif(not EXTRA.exists(), reason="no extra files (ROGTK_SHIM_TEST_DATA names their parent)")
def test_real_files() -> None:
    compared = 0
    for path in real_files():
        try:
            read_marc(path)
            pymarc_records(path.read_bytes())
        except (FormatError, AssertionError):
            continue
        if path.name not in {"bad_subfield_code.marc", "escaped_character_reference.marc8.marc"}:
            check(path)
            compared += 1
    assert compared > 25


def test_long_table_keeps_what_is_no_subfield(tmp_path: Path) -> None:
    path = tmp_path / "odd.mrc"
    path.write_bytes(
        record([("245", b"10stray\x1faT\x1f\x1fb"), ("500", b""), ("501", b"1"), ("502", b"12")])
    )
    rows = read_marc(path, shape="long").to_pylist()[1:]
    kept = [
        (row["tag"], row["ind1"], row["ind2"], row["subfield"], row["code"], row["value"]) for row in rows
    ]
    assert kept == [
        ("245", "1", "0", 0, None, "stray"),
        ("245", "1", "0", 1, "a", "T"),
        ("245", "1", "0", 2, None, ""),
        ("245", "1", "0", 3, "b", ""),
        ("500", None, None, 0, None, ""),
        ("501", "1", None, 0, None, ""),
        ("502", "1", "2", 0, None, ""),
    ]


def test_own_columns(tmp_path: Path) -> None:
    path = tmp_path / "some.mrc"
    records = sample(3)
    path.write_bytes(b"\n".join(records))
    columns = {name: f"@{name}" for name in ("record", "offset", "length", "encoding", "leader", "raw")}
    rows = read_marc(path, columns=columns).to_pylist()
    at = 0
    for i, (row, raw) in enumerate(zip(rows, records, strict=True)):
        assert row == {
            "record": i,
            "offset": at,
            "length": len(raw),
            "encoding": "utf-8",
            "leader": raw[:24].decode(),
            "raw": raw,
        }
        at += len(raw) + 1


def damaged(path: Path) -> list[bytes]:
    """Twenty records, of which 2 has a wrong length, 5 bad text and 19 no end."""
    records = sample(20)
    records[2] = b"99999" + records[2][5:]
    records[5] = records[5].replace(b"rest", b"r\xffst")
    path.write_bytes(b"".join(records)[:-3])
    return records


def test_damage_raises(tmp_path: Path) -> None:
    records = damaged(tmp_path / "a.mrc")
    with scan_marc(tmp_path / "a.mrc", columns={"id": "001"}, batch_size=1).open() as stream:
        assert next(stream).num_rows == next(stream).num_rows == 1
        with pytest.raises(FormatError) as caught:
            next(stream)
    assert (caught.value.code, caught.value.record) == ("MARC_RECORD_LENGTH", 2)
    assert caught.value.offset == len(records[0]) + len(records[1])
    (tmp_path / "cut.mrc").write_bytes(b"".join(sample(3))[:-1])
    with pytest.raises(TruncatedFileError, match="ends within it"):
        read_marc(tmp_path / "cut.mrc")
    assert not list(tmp_path.glob("*.parquet"))


def test_damage_is_collected_or_skipped(tmp_path: Path) -> None:
    damaged(tmp_path / "a.mrc")
    good = [f"id{i:05d}" for i in range(19) if i != 2]
    scan = scan_marc(tmp_path / "a.mrc", columns={"id": "001", "n": "@record"}, errors="collect")
    stream = scan.open()
    with pytest.warns(RejectsWarning, match="2 records were rejected"):
        table = pa.Table.from_batches(stream)
    stats = stream.stats
    assert table["id"].to_pylist() == good
    assert table["n"].to_pylist() == [i for i in range(19) if i != 2]
    assert stats is not None
    assert (stats.records, stats.extra["records_read"]) == (18, 20)
    assert (stats.extra["rejected"], stats.extra["replaced"]) == (2, 1)
    assert [(one["record"], one["code"]) for one in stats.extra["rejects"]] == [
        (2, "MARC_RECORD_LENGTH"),
        (19, "MARC_RECORD_CUT"),
    ]
    (replaced,) = stats.extra["replacements"]
    assert (replaced["record"], replaced["code"]) == (5, "MARC_TEXT")
    skipped = scan_marc(tmp_path / "a.mrc", columns={"title": "245b"}, errors="skip")
    assert skipped.to_arrow()["title"].to_pylist()[4] == "r\ufffdst"
    assert skipped.check().extra["skipped"] == 2


@pytest.mark.parametrize("limit", [0, 1, 2, 3, 17, 18, 100])
@pytest.mark.parametrize("shape", ["wide", "long"])
def test_limit_counts_records(tmp_path: Path, limit: int, shape: Any) -> None:
    damaged(tmp_path / "a.mrc")
    scan = scan_marc(tmp_path / "a.mrc", shape=shape, errors="skip", limit=limit, batch_size=4)
    with scan.open() as stream:
        table = pa.Table.from_batches(stream, stream.schema)
        stats = stream.stats
    key = "record" if shape == "long" else "id"
    assert len(set(table[key].to_pylist())) == min(limit, 18)
    assert stats is not None
    read = [0, 1, 2, 4, 18, 19, 20][[0, 1, 2, 3, 17, 18, 100].index(limit)]
    assert stats.extra["records_read"] == read


def test_any_number_of_threads_and_parquet(tmp_path: Path) -> None:
    path = tmp_path / "many.mrc"
    path.write_bytes(b"".join(sample(30_000)))
    truth = [f"id{i:05d}" for i in range(30_000)]
    for threads in (1, 2):
        for shape in ("wide", "long"):
            out = tmp_path / f"{shape}{threads}.parquet"
            scan_marc(path, shape=shape, threads=threads).write_parquet(out)
        assert (
            scan_parquet(tmp_path / f"wide{threads}.parquet", columns=["id"]).to_arrow()["id"].to_pylist()
            == truth
        )
    for shape in ("wide", "long"):
        assert (tmp_path / f"{shape}1.parquet").read_bytes() == (tmp_path / f"{shape}2.parquet").read_bytes()
    long = scan_parquet(tmp_path / "long1.parquet").to_arrow()
    assert long.equals(read_marc(path, shape="long"))


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("24", "ules look like"),
        ("245 ab", "ules look like"),
        ("245/0-3", "haracters can be taken"),
        ("008a", "neither indicators nor subfields"),
        ("008/5-3", "before the first"),
        ("500[ind3=1]a", "ndicators are chosen"),
        ("500[ind1]a", "ndicators are chosen"),
        ("LDR*", "one leader"),
        ("@size", "@offset"),
        ("245é", "ASCII"),
        ("", "ules look like"),
        ("LEADER", "he leader is LDR"),
        ("leader/6", "he leader is LDR"),
        ("ldr", "he leader is LDR"),
        ("245#", "right behind the tag"),
        ("245$a", "right behind the tag"),
        ("650*|a", "right behind the tag"),
        ("24510a_b", "right behind the tag"),
    ],
)
def test_bad_rules(rule: str, why: str) -> None:
    with pytest.raises(OptionError, match=why) as caught:
        scan_marc("a.mrc", columns={"x": rule})
    assert caught.value.code == "MARC_RULE"


def test_bad_options() -> None:
    wrong: list[dict[str, Any]] = [
        {"columns": {}},
        {"shape": "tall"},
        {"errors": "ignore"},
        {"shape": "long", "columns": ["nope"]},
        {"batch_size": 0},
        {"limit": -1},
    ]
    for options in wrong:
        with pytest.raises(OptionError):
            scan_marc("a.mrc", **options)
    wrong = [{"columns": ["245a"]}, {"columns": {"x": 1}}, {"encoding": 1}]
    for options in wrong:
        with pytest.raises(TypeError):
            scan_marc("a.mrc", **options)


def test_an_unknown_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.mrc").write_bytes(sample(1)[0])
    with pytest.raises(ValueError, match="no encoding"):
        scan_marc(tmp_path / "a.mrc", encoding="klingon").to_arrow()


def test_scans_can_be_compared_hashed_and_pickled() -> None:
    scan = scan_marc("a.mrc", columns={"title": "245ab"})
    assert pickle.loads(pickle.dumps(scan)) == scan
    assert hash(scan) == hash(scan_marc("a.mrc", columns={"title": "245ab"}))
    assert scan.header is None
